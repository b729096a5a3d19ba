"""Signing up, confirming the address, signing in and out; nobody learns from it who has an account."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.accounts import passwords, queries, service, sign_ins, tickets
from portal.accounts.models import Membership, Organisation, Person, SignIn, Ticket
from portal.errors import NotFound, Refusal
from tests.accounts.steps import MARIA, NOW, OTHER, PASSWORD, application, letters_to, sign_up, token_in, verified
from tests.builders import make_organisation, make_person


def after(**length):
    return NOW + timedelta(**length)


def test_signing_up_makes_a_manager_of_a_new_company(app):
    visitor, _ = verified()

    assert (visitor.email, visitor.name) == (MARIA, "Maria Ström")
    assert (visitor.organisation.name, visitor.organisation.role) == ("Verkstan AB", "manager")
    assert visitor.organisation.kind == "company" and visitor.organisation.size_class == "sme"


def test_the_same_company_name_twice_makes_two_organisations(app, database):
    service.sign_up(application(), now=NOW)
    service.sign_up(application(email="olle@verkstan.se"), now=NOW)

    assert database.scalar(select(func.count(Organisation.id)).where(Organisation.name == "Verkstan AB")) == 2


def test_nobody_signs_in_before_the_address_is_confirmed(app):
    sign_up()

    with pytest.raises(service.Unverified):
        service.sign_in(MARIA, PASSWORD, now=NOW)
    with pytest.raises(service.WrongPassword):
        service.sign_in(MARIA, OTHER, now=NOW)


def test_the_link_alone_confirms_nothing(app):
    token = sign_up()

    with pytest.raises(service.WrongPassword):
        service.verify(token, OTHER, now=NOW)
    assert queries.find_person(MARIA).verified_at is None


def test_whoever_reads_the_mail_decides_the_password(app):
    sign_up(password="förövarens eget lösenord")
    token = sign_up(password=PASSWORD)

    assert service.verify(token, PASSWORD, now=NOW)
    with pytest.raises(service.WrongPassword):
        service.sign_in(MARIA, "förövarens eget lösenord", now=NOW)


def test_a_stranger_who_signs_up_again_after_the_holder_gets_nowhere(app):
    token = sign_up(password=PASSWORD)
    sign_up(password="förövarens eget lösenord")

    with pytest.raises(service.WrongPassword):
        service.verify(token, PASSWORD, now=NOW)
    assert queries.find_person(MARIA).verified_at is None


def test_signing_up_again_before_confirming_makes_no_second_organisation(app, database):
    sign_up()
    sign_up(organisation_name="Verkstan i Borlänge AB", size_class="large", organisation_number="556036-0793")

    organisation = database.scalars(select(Organisation)).one()
    assert organisation.name == "Verkstan i Borlänge AB"
    assert (organisation.size_class, organisation.organisation_number) == ("large", "556036-0793")
    assert database.scalar(select(func.count(Membership.id))) == 1


def test_a_known_address_gets_another_letter_and_keeps_its_account(app, database):
    make_person(make_organisation(), email=MARIA, name="Den riktiga", password=OTHER)

    service.sign_up(application(), now=NOW)

    assert letters_to(MARIA)[0].kind == "accounts.already-here"
    assert database.scalars(select(Person)).one().name == "Den riktiga"
    assert service.sign_in(MARIA, OTHER, now=NOW)


def test_nothing_that_a_stranger_typed_is_sent_to_an_address_nobody_confirmed(app):
    sign_up(name="Köp billigt på evil.example", organisation_name="evil.example AB")

    assert "evil" not in letters_to(MARIA)[0].body + letters_to(MARIA)[0].subject


def test_letters_are_in_the_readers_language_and_so_are_their_links(app):
    service.sign_up(application(language="en"), now=NOW)

    letter = letters_to(MARIA)[0]
    assert letter.language == "en"
    assert "http://localhost/en/konto/bekrafta?kod=" in letter.body


@pytest.mark.parametrize("length", [timedelta(hours=24), timedelta(days=3)])
def test_a_link_that_has_run_out_confirms_nothing(app, length):
    token = sign_up()

    with pytest.raises(tickets.DeadLink):
        service.verify(token, PASSWORD, now=NOW + length)


def test_a_link_works_once(app):
    token = sign_up()
    service.verify(token, PASSWORD, now=NOW)

    with pytest.raises(tickets.DeadLink):
        service.verify(token, PASSWORD, now=NOW)


def test_a_link_of_one_kind_does_not_do_for_another(app):
    token = sign_up()

    with pytest.raises(tickets.DeadLink):
        service.reset_password(token, OTHER, now=NOW)


@pytest.mark.parametrize("token", ["", "x", "' OR 1=1 --", "å" * 500, "\0"])
def test_a_made_up_link_is_dead(app, token):
    sign_up()

    with pytest.raises(tickets.DeadLink):
        service.verify(token, PASSWORD, now=NOW)


def test_no_table_holds_a_token_or_a_password_that_would_let_anybody_in(app, database):
    link = sign_up()
    token = service.verify(link, PASSWORD, now=NOW)

    kept = [*database.scalars(select(Ticket.token_hash)), *database.scalars(select(SignIn.token_hash))]
    assert link not in kept and token not in kept
    assert all(stored.startswith("$argon2id$") for stored in database.scalars(select(Person.password_hash)))


def test_resending_gives_a_new_link_and_the_first_works_too(app):
    first = sign_up()
    service.resend(MARIA, now=NOW)
    second = token_in(letters_to(MARIA)[0])

    assert first != second
    assert service.verify(first, PASSWORD, now=NOW)
    with pytest.raises(tickets.DeadLink):
        service.verify(second, PASSWORD, now=NOW)


def test_each_sign_in_has_its_own_token(app):
    make_person(email=MARIA, password=PASSWORD)

    tokens = {service.sign_in("MARIA@verkstan.se ", PASSWORD, now=NOW) for _ in range(3)}

    assert len(tokens) == 3
    assert all(queries.find_visitor(token, now=NOW) for token in tokens)


@pytest.mark.parametrize("email", ["ingen@verkstan.se", MARIA, "'; DROP TABLE person; --", "\0", ""])
def test_unknown_and_known_addresses_get_the_same_answer(app, email):
    make_person(email=MARIA, password=PASSWORD)

    with pytest.raises(service.WrongPassword) as refusal:
        service.sign_in(email, "gissning nummer ett", now=NOW)

    assert refusal.value.message == service.WrongPassword.message


def test_an_unknown_address_costs_a_hash_like_a_known_one(app, hashed):
    with pytest.raises(service.WrongPassword):
        service.sign_in("ingen@verkstan.se", PASSWORD, now=NOW)

    assert hashed == [PASSWORD]


def test_a_person_who_was_shut_out_neither_enters_nor_stays(app, database):
    person = make_person(email=MARIA, password=PASSWORD)
    token = service.sign_in(person.email, PASSWORD, now=NOW)
    person.disabled_at = NOW
    database.commit()

    assert queries.find_visitor(token, now=NOW) is None
    with pytest.raises(service.WrongPassword):
        service.sign_in(person.email, PASSWORD, now=NOW)


def test_the_hash_is_made_anew_when_the_settings_change(app):
    person = make_person(email=MARIA, password=PASSWORD)
    before = person.password_hash
    app.config["ARGON2_PASSES"] = 2

    service.sign_in(person.email, PASSWORD, now=NOW)

    after_change = queries.find_person(person.email).password_hash
    assert after_change != before and "t=2" in after_change
    assert passwords.matches(after_change, PASSWORD)


def test_the_hash_stays_when_the_settings_do(app):
    person = make_person(email=MARIA, password=PASSWORD)
    before = person.password_hash

    service.sign_in(person.email, PASSWORD, now=NOW)

    assert queries.find_person(person.email).password_hash == before


def test_silence_ends_a_sign_in_and_use_keeps_it(app):
    visitor, token = verified()
    assert queries.find_visitor(token, now=after(minutes=119))
    assert queries.find_visitor(token, now=after(hours=2)) is None

    sign_ins.keep_alive(visitor.sign_in_id, now=after(hours=1))

    assert queries.find_visitor(token, now=after(minutes=179))


def test_no_use_keeps_a_sign_in_for_more_than_twelve_hours(app):
    visitor, token = verified()

    for hour in range(1, 12):
        sign_ins.keep_alive(visitor.sign_in_id, now=after(hours=hour))

    assert queries.find_visitor(token, now=after(hours=11, minutes=59))
    assert queries.find_visitor(token, now=after(hours=12)) is None


def test_signing_out_ends_this_sign_in_alone(app):
    _, token = verified()
    other = service.sign_in(MARIA, PASSWORD, now=NOW)

    sign_ins.sign_out(token, now=NOW)

    assert queries.find_visitor(token, now=NOW) is None
    assert queries.find_visitor(other, now=NOW)


def test_a_sign_in_is_revoked_by_its_own_person_only(app):
    visitor, token = verified()
    other = make_person(email="olle@verkstan.se", password=PASSWORD)
    other_token = service.sign_in(other.email, PASSWORD, now=NOW)
    row = queries.sign_ins_of(other.id, now=NOW)[0]

    with pytest.raises(NotFound):
        sign_ins.revoke(visitor, sign_ins.handle(row), now=NOW)
    assert queries.find_visitor(other_token, now=NOW)

    sign_ins.revoke(queries.find_visitor(other_token, now=NOW), sign_ins.handle(row), now=NOW)
    assert queries.find_visitor(other_token, now=NOW) is None
    assert queries.find_visitor(token, now=NOW)


def test_all_other_sign_ins_can_be_ended_at_once(app):
    visitor, token = verified()
    others = [service.sign_in(MARIA, PASSWORD, now=NOW) for _ in range(2)]

    sign_ins.revoke_others(visitor, now=NOW)

    assert queries.find_visitor(token, now=NOW)
    assert not any(queries.find_visitor(other, now=NOW) for other in others)


def test_details_are_changed_and_kept_on_one_line(app):
    visitor, token = verified()

    service.change_details(visitor, name="Maria\r\nBcc: alla", language="en", now=NOW)

    changed = queries.find_visitor(token, now=NOW)
    assert (changed.name, changed.language) == ("Maria Bcc: alla", "en")


def test_an_administrator_is_made_of_a_confirmed_person(app):
    sign_up()
    with pytest.raises(Refusal):
        service.make_administrator(MARIA, now=NOW)

    make_person(email="olle@verkstan.se")
    service.make_administrator("OLLE@verkstan.se", now=NOW)
    assert queries.find_person("olle@verkstan.se").is_administrator
