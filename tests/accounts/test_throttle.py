"""Guesses are slowed down and never lock the holder out; what happened is on record without secrets."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from portal import audit
from portal.accounts import events, service, sign_ins
from portal.accounts.models import Attempt
from portal.errors import TooMany
from tests.accounts.steps import MARIA, NOW, OTHER, PASSWORD, application, guess, reset_token, sign_up, verified
from tests.builders import make_person


def after(**length):
    return NOW + timedelta(**length)


def test_of_two_hundred_guesses_five_reach_the_hash(app, hashed):
    make_person(email=MARIA, password=PASSWORD)

    outcomes = guess(200)

    assert len(hashed) == 5
    assert outcomes == [service.WrongPassword] * 5 + [TooMany] * 195


def test_guesses_from_many_addresses_are_counted_by_account(app, hashed):
    make_person(email=MARIA, password=PASSWORD)

    for number in range(30):
        guess(1, address=f"192.0.2.{number}")

    assert len(hashed) == 5


def test_guesses_at_many_accounts_are_counted_by_address(app, hashed):
    for number in range(30):
        guess(1, email=f"person{number}@verkstan.se")

    assert len(hashed) == 5


def test_the_right_password_works_after_the_wait(app):
    make_person(email=MARIA, password=PASSWORD)
    guess(20)

    with pytest.raises(TooMany) as refusal:
        service.sign_in(MARIA, PASSWORD, now=NOW, address="192.0.2.1")

    assert refusal.value.details["seconds"] == 60
    assert service.sign_in(MARIA, PASSWORD, now=after(seconds=60), address="192.0.2.1")


def test_no_flood_keeps_the_holder_out_for_more_than_five_minutes(app):
    make_person(email=MARIA, password=PASSWORD)
    for minute in range(60):
        guess(3, now=after(minutes=minute), address=f"192.0.2.{minute}")

    assert service.sign_in(MARIA, PASSWORD, now=after(minutes=65), address="198.51.100.7")


def test_a_reset_lets_the_holder_in_at_once(app):
    make_person(email=MARIA, password=PASSWORD)
    guess(20)

    service.reset_password(reset_token(), OTHER, now=NOW, address="198.51.100.7")

    assert service.sign_in(MARIA, OTHER, now=NOW, address="198.51.100.7")


def test_a_right_password_wipes_the_slate_of_the_account(app, database):
    make_person(email=MARIA, password=PASSWORD)
    guess(4, address="192.0.2.1")

    service.sign_in(MARIA, PASSWORD, now=NOW, address="192.0.2.2")

    buckets = database.scalars(select(Attempt.bucket)).all()
    assert len(buckets) == 4 and len(set(buckets)) == 1, "only what the guessing address has on it is left"


def test_letters_to_one_address_are_slowed_down_too(app):
    for _ in range(5):
        service.request_reset(MARIA, "sv", now=NOW)

    with pytest.raises(TooMany):
        service.request_reset(MARIA, "sv", now=NOW)


def test_a_whole_workshop_can_sign_up_from_one_address(app):
    for number in range(30):
        service.sign_up(application(email=f"person{number}@verkstan.se"), now=NOW, address="192.0.2.1")

    with pytest.raises(TooMany):
        service.sign_up(application(email="person31@verkstan.se"), now=NOW, address="192.0.2.1")


def actions(database):
    return [event.action for event in database.scalars(select(audit.AuditEvent).order_by(audit.AuditEvent.id))]


def test_every_security_event_is_recorded(app, database):
    visitor, _ = verified()
    guess(1)
    fresh = service.change_password(visitor, PASSWORD, OTHER, now=NOW)
    sign_ins.sign_out(fresh, now=NOW)

    assert actions(database) == [
        "account.created", "account.verified", "sign-in", "sign-in.failed", "password.changed", "sign-out",
    ]  # fmt: skip


def test_records_of_failed_attempts_name_no_address(app, database):
    guess(1, email="ingen@verkstan.se")

    event = database.scalars(select(audit.AuditEvent)).one()
    assert "verkstan" not in repr((event.subject, event.details))
    assert event.subject.startswith("unknown:")


def test_one_line_a_security_event_without_secrets(app, monkeypatch):
    lines = []
    fake = SimpleNamespace(info=lambda event, **fields: lines.append({"event": event, **fields}))
    monkeypatch.setattr(events, "log", fake)

    link = sign_up()
    token = service.verify(link, PASSWORD, now=NOW, address="192.0.2.1")
    guess(6)

    assert [line["action"] for line in lines] == [
        "account.created", "account.verified", "sign-in", *["sign-in.failed"] * 5, "throttled",
    ]  # fmt: skip
    assert all({"action", "subject", "person", "address"} <= line.keys() for line in lines)
    assert not any(secret in repr(lines) for secret in (link, token, PASSWORD, "gissning", "verkstan"))
