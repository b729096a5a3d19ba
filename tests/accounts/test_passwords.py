"""A forgotten password and a new one: links that work once, and sign-ins that end."""

from datetime import timedelta

import pytest

from portal.accounts import queries, service, tickets
from portal.errors import Refusal
from tests.accounts.steps import MARIA, NOW, OTHER, PASSWORD, letters_to, reset_token, sign_up, verified
from tests.builders import make_person


def after(**length):
    return NOW + timedelta(**length)


def test_a_reset_changes_the_password_and_ends_every_sign_in(app):
    _, token = verified()

    service.reset_password(reset_token(), OTHER, now=NOW)

    assert queries.find_visitor(token, now=NOW) is None
    assert service.sign_in(MARIA, OTHER, now=NOW)
    with pytest.raises(service.WrongPassword):
        service.sign_in(MARIA, PASSWORD, now=NOW)
    assert letters_to(MARIA)[0].kind == "accounts.password-changed"


def test_a_reset_link_lasts_half_an_hour(app):
    verified()
    token = reset_token()

    with pytest.raises(tickets.DeadLink):
        service.reset_password(token, OTHER, now=after(minutes=30))
    service.reset_password(token, OTHER, now=after(minutes=29))


def test_a_reset_uses_up_every_reset_link_of_the_person(app):
    verified()
    first, second = reset_token(), reset_token()

    service.reset_password(first, OTHER, now=NOW)

    for token in (first, second):
        with pytest.raises(tickets.DeadLink):
            service.reset_password(token, PASSWORD, now=NOW)


def test_a_weak_new_password_does_not_use_the_link_up(app):
    verified()
    token = reset_token()

    with pytest.raises(service.rules.WeakPassword):
        service.reset_password(token, "kort", now=NOW)
    service.reset_password(token, OTHER, now=NOW)


def test_a_reset_also_confirms_the_address_it_was_sent_to(app):
    sign_up()

    service.reset_password(reset_token(), OTHER, now=NOW)

    assert service.sign_in(MARIA, OTHER, now=NOW)


def test_an_unknown_address_is_told_so_in_its_own_mail(app):
    service.request_reset("ingen@verkstan.se", "en", now=NOW)

    letter = letters_to("ingen@verkstan.se")[0]
    assert letter.kind == "accounts.no-account"
    assert "kod=" not in letter.body


def test_a_forged_host_is_not_in_the_link(app):
    verified()

    with app.test_request_context("/", headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"}):
        service.request_reset(MARIA, "sv", now=NOW)

    body = letters_to(MARIA)[0].body
    assert "http://localhost/konto/nytt-losenord" in body and "evil" not in body


def test_changing_the_password_ends_all_sign_ins_and_begins_a_new_one(app):
    visitor, token = verified()
    other = service.sign_in(MARIA, PASSWORD, now=NOW)

    fresh = service.change_password(visitor, PASSWORD, OTHER, now=NOW)

    assert queries.find_visitor(fresh, now=NOW)
    assert not queries.find_visitor(token, now=NOW) and not queries.find_visitor(other, now=NOW)


def test_changing_the_password_asks_for_the_old_one(app):
    visitor, token = verified()

    with pytest.raises(service.WrongPassword) as refusal:
        service.change_password(visitor, OTHER, OTHER, now=NOW)

    assert refusal.value.field == "current"
    assert queries.find_visitor(token, now=NOW)


def test_nobody_takes_a_shared_account_for_themselves(app):
    person = make_person(email="foretag@demo.example", password=PASSWORD, is_demonstration=True)
    visitor = queries.find_visitor(service.sign_in(person.email, PASSWORD, now=NOW), now=NOW)

    with pytest.raises(Refusal):
        service.change_password(visitor, PASSWORD, OTHER, now=NOW)
    service.request_reset(person.email, "sv", now=NOW)
    assert "kod=" not in letters_to(person.email)[0].body
