"""Signing up, in and out, and passwords: what works, what is refused, and that nobody learns who has an account."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from portal import audit
from portal.accounts import events, passwords, queries, service, sign_ins, tickets
from portal.accounts.models import Attempt, Membership, Organisation, Person, SignIn, Ticket
from portal.errors import NotFound, Refusal, TooMany
from tests.accounts.letters import letters_to, token_in
from tests.builders import make_organisation, make_person

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PASSWORD, OTHER = "fyra ord utan samband", "helt annat lösenord nu"


def after(**length):
    return NOW + timedelta(**length)


def application(**values):
    return service.Application(
        **{
            "name": "Maria Ström",
            "email": "Maria@Verkstan.se",
            "password": PASSWORD,
            "organisation_name": "Verkstan AB",
            "size_class": "sme",
            **values,
        }
    )


def sign_up(**values):
    service.sign_up(application(**values), now=NOW)
    return token_in(letters_to("maria@verkstan.se")[0])


def verified(now=NOW):
    token = service.verify(sign_up(), PASSWORD, now=now)
    return queries.find_visitor(token, now=now), token


@pytest.fixture
def hashed(monkeypatch):
    """Return the list of passwords that reach the slow comparison."""
    seen, real = [], passwords.matches
    monkeypatch.setattr(passwords, "matches", lambda known, typed: seen.append(typed) or real(known, typed))
    return seen


def test_signing_up_makes_a_manager_of_a_new_company(app):
    visitor, _ = verified()

    assert (visitor.email, visitor.name) == ("maria@verkstan.se", "Maria Ström")
    assert (visitor.organisation.name, visitor.organisation.role) == ("Verkstan AB", "manager")
    assert visitor.organisation.kind == "company" and visitor.organisation.size_class == "sme"


def test_the_same_company_name_twice_makes_two_organisations(app, database):
    service.sign_up(application(), now=NOW)
    service.sign_up(application(email="olle@verkstan.se"), now=NOW)

    assert database.scalar(select(func.count(Organisation.id)).where(Organisation.name == "Verkstan AB")) == 2


def test_nobody_signs_in_before_the_address_is_confirmed(app):
    sign_up()

    with pytest.raises(service.Unverified):
        service.sign_in("maria@verkstan.se", PASSWORD, now=NOW)
    with pytest.raises(service.WrongPassword):
        service.sign_in("maria@verkstan.se", OTHER, now=NOW)


def test_the_link_alone_confirms_nothing(app):
    token = sign_up()

    with pytest.raises(service.WrongPassword):
        service.verify(token, OTHER, now=NOW)
    assert queries.find_person("maria@verkstan.se").verified_at is None


def test_whoever_reads_the_mail_decides_the_password(app):
    sign_up(password="förövarens eget lösenord")
    token = sign_up(password=PASSWORD)

    assert service.verify(token, PASSWORD, now=NOW)
    with pytest.raises(service.WrongPassword):
        service.sign_in("maria@verkstan.se", "förövarens eget lösenord", now=NOW)


def test_a_stranger_who_signs_up_again_after_the_holder_gets_nowhere(app):
    token = sign_up(password=PASSWORD)
    sign_up(password="förövarens eget lösenord")

    with pytest.raises(service.WrongPassword):
        service.verify(token, PASSWORD, now=NOW)
    assert queries.find_person("maria@verkstan.se").verified_at is None


def test_signing_up_again_before_confirming_makes_no_second_organisation(app, database):
    sign_up()
    sign_up(organisation_name="Verkstan i Borlänge AB", size_class="large", organisation_number="556036-0793")

    organisation = database.scalars(select(Organisation)).one()
    assert organisation.name == "Verkstan i Borlänge AB"
    assert (organisation.size_class, organisation.organisation_number) == ("large", "556036-0793")
    assert database.scalar(select(func.count(Membership.id))) == 1


def test_a_known_address_gets_another_letter_and_keeps_its_account(app, database):
    make_person(make_organisation(), email="maria@verkstan.se", name="Den riktiga", password=OTHER)

    service.sign_up(application(), now=NOW)

    assert letters_to("maria@verkstan.se")[0].kind == "accounts.already-here"
    assert database.scalars(select(Person)).one().name == "Den riktiga"
    assert service.sign_in("maria@verkstan.se", OTHER, now=NOW)


def test_nothing_that_a_stranger_typed_is_sent_to_an_address_nobody_confirmed(app):
    sign_up(name="Köp billigt på evil.example", organisation_name="evil.example AB")

    assert "evil" not in letters_to("maria@verkstan.se")[0].body + letters_to("maria@verkstan.se")[0].subject


def test_letters_are_in_the_readers_language_and_so_are_their_links(app):
    service.sign_up(application(language="en"), now=NOW)

    letter = letters_to("maria@verkstan.se")[0]
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
    service.resend("maria@verkstan.se", now=NOW)
    second = token_in(letters_to("maria@verkstan.se")[0])

    assert first != second
    assert service.verify(first, PASSWORD, now=NOW)
    with pytest.raises(tickets.DeadLink):
        service.verify(second, PASSWORD, now=NOW)


def test_each_sign_in_has_its_own_token(app):
    make_person(email="maria@verkstan.se", password=PASSWORD)

    tokens = {service.sign_in("MARIA@verkstan.se ", PASSWORD, now=NOW) for _ in range(3)}

    assert len(tokens) == 3
    assert all(queries.find_visitor(token, now=NOW) for token in tokens)


@pytest.mark.parametrize("email", ["ingen@verkstan.se", "maria@verkstan.se", "'; DROP TABLE person; --", "\0", ""])
def test_unknown_and_known_addresses_get_the_same_answer(app, email):
    make_person(email="maria@verkstan.se", password=PASSWORD)

    with pytest.raises(service.WrongPassword) as refusal:
        service.sign_in(email, "gissning nummer ett", now=NOW)

    assert refusal.value.message == service.WrongPassword.message


def test_an_unknown_address_costs_a_hash_like_a_known_one(app, hashed):
    with pytest.raises(service.WrongPassword):
        service.sign_in("ingen@verkstan.se", PASSWORD, now=NOW)

    assert hashed == [PASSWORD]


def test_a_person_who_was_shut_out_neither_enters_nor_stays(app, database):
    person = make_person(email="maria@verkstan.se", password=PASSWORD)
    token = service.sign_in(person.email, PASSWORD, now=NOW)
    person.disabled_at = NOW
    database.commit()

    assert queries.find_visitor(token, now=NOW) is None
    with pytest.raises(service.WrongPassword):
        service.sign_in(person.email, PASSWORD, now=NOW)


def test_the_hash_is_made_anew_when_the_settings_change(app):
    person = make_person(email="maria@verkstan.se", password=PASSWORD)
    before = person.password_hash
    app.config["ARGON2_PASSES"] = 2

    service.sign_in(person.email, PASSWORD, now=NOW)

    after_change = queries.find_person(person.email).password_hash
    assert after_change != before and "t=2" in after_change
    assert passwords.matches(after_change, PASSWORD)


def test_the_hash_stays_when_the_settings_do(app):
    person = make_person(email="maria@verkstan.se", password=PASSWORD)
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
    other = service.sign_in("maria@verkstan.se", PASSWORD, now=NOW)

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
    others = [service.sign_in("maria@verkstan.se", PASSWORD, now=NOW) for _ in range(2)]

    sign_ins.revoke_others(visitor, now=NOW)

    assert queries.find_visitor(token, now=NOW)
    assert not any(queries.find_visitor(other, now=NOW) for other in others)


def reset_token(email="maria@verkstan.se", now=NOW):
    service.request_reset(email, "sv", now=now)
    return token_in(letters_to(email)[0])


def test_a_reset_changes_the_password_and_ends_every_sign_in(app):
    _, token = verified()

    service.reset_password(reset_token(), OTHER, now=NOW)

    assert queries.find_visitor(token, now=NOW) is None
    assert service.sign_in("maria@verkstan.se", OTHER, now=NOW)
    with pytest.raises(service.WrongPassword):
        service.sign_in("maria@verkstan.se", PASSWORD, now=NOW)
    assert letters_to("maria@verkstan.se")[0].kind == "accounts.password-changed"


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

    assert service.sign_in("maria@verkstan.se", OTHER, now=NOW)


def test_an_unknown_address_is_told_so_in_its_own_mail(app):
    service.request_reset("ingen@verkstan.se", "en", now=NOW)

    letter = letters_to("ingen@verkstan.se")[0]
    assert letter.kind == "accounts.no-account"
    assert "kod=" not in letter.body


def test_a_forged_host_is_not_in_the_link(app):
    verified()

    with app.test_request_context("/", headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"}):
        service.request_reset("maria@verkstan.se", "sv", now=NOW)

    body = letters_to("maria@verkstan.se")[0].body
    assert "http://localhost/konto/nytt-losenord" in body and "evil" not in body


def test_changing_the_password_ends_all_sign_ins_and_begins_a_new_one(app):
    visitor, token = verified()
    other = service.sign_in("maria@verkstan.se", PASSWORD, now=NOW)

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


def guess(number, *, email="maria@verkstan.se", address="192.0.2.1", now=NOW):
    """Return how each of so many wrong guesses ended."""
    outcomes = []
    for _ in range(number):
        try:
            service.sign_in(email, "gissning", now=now, address=address)
        except (service.WrongPassword, TooMany) as refusal:
            outcomes.append(type(refusal))
    return outcomes


def test_of_two_hundred_guesses_five_reach_the_hash(app, hashed):
    make_person(email="maria@verkstan.se", password=PASSWORD)

    outcomes = guess(200)

    assert len(hashed) == 5
    assert outcomes == [service.WrongPassword] * 5 + [TooMany] * 195


def test_guesses_from_many_addresses_are_counted_by_account(app, hashed):
    make_person(email="maria@verkstan.se", password=PASSWORD)

    for number in range(30):
        guess(1, address=f"192.0.2.{number}")

    assert len(hashed) == 5


def test_guesses_at_many_accounts_are_counted_by_address(app, hashed):
    for number in range(30):
        guess(1, email=f"person{number}@verkstan.se")

    assert len(hashed) == 5


def test_the_right_password_works_after_the_wait(app):
    make_person(email="maria@verkstan.se", password=PASSWORD)
    guess(20)

    with pytest.raises(TooMany) as refusal:
        service.sign_in("maria@verkstan.se", PASSWORD, now=NOW, address="192.0.2.1")

    assert refusal.value.details["seconds"] == 60
    assert service.sign_in("maria@verkstan.se", PASSWORD, now=after(seconds=60), address="192.0.2.1")


def test_no_flood_keeps_the_holder_out_for_more_than_five_minutes(app):
    make_person(email="maria@verkstan.se", password=PASSWORD)
    for minute in range(60):
        guess(3, now=after(minutes=minute), address=f"192.0.2.{minute}")

    assert service.sign_in("maria@verkstan.se", PASSWORD, now=after(minutes=65), address="198.51.100.7")


def test_a_reset_lets_the_holder_in_at_once(app):
    make_person(email="maria@verkstan.se", password=PASSWORD)
    guess(20)

    service.reset_password(reset_token(), OTHER, now=NOW, address="198.51.100.7")

    assert service.sign_in("maria@verkstan.se", OTHER, now=NOW, address="198.51.100.7")


def test_a_right_password_wipes_the_slate_of_the_account(app, database):
    make_person(email="maria@verkstan.se", password=PASSWORD)
    guess(4, address="192.0.2.1")

    service.sign_in("maria@verkstan.se", PASSWORD, now=NOW, address="192.0.2.2")

    buckets = database.scalars(select(Attempt.bucket)).all()
    assert len(buckets) == 4 and len(set(buckets)) == 1, "only what the guessing address has on it is left"


def test_letters_to_one_address_are_slowed_down_too(app):
    for _ in range(5):
        service.request_reset("maria@verkstan.se", "sv", now=NOW)

    with pytest.raises(TooMany):
        service.request_reset("maria@verkstan.se", "sv", now=NOW)


def test_a_whole_workshop_can_sign_up_from_one_address(app):
    for number in range(30):
        service.sign_up(application(email=f"person{number}@verkstan.se"), now=NOW, address="192.0.2.1")

    with pytest.raises(TooMany):
        service.sign_up(application(email="person31@verkstan.se"), now=NOW, address="192.0.2.1")


def actions(database):
    return [event.action for event in database.scalars(select(audit.AuditEvent).order_by(audit.AuditEvent.id))]


def test_every_security_event_is_recorded(app, database):
    visitor, token = verified()
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


def test_details_are_changed_and_kept_on_one_line(app):
    visitor, token = verified()

    service.change_details(visitor, name="Maria\r\nBcc: alla", language="en", now=NOW)

    changed = queries.find_visitor(token, now=NOW)
    assert (changed.name, changed.language) == ("Maria Bcc: alla", "en")


def test_an_administrator_is_made_of_a_confirmed_person(app):
    sign_up()
    with pytest.raises(Refusal):
        service.make_administrator("maria@verkstan.se", now=NOW)

    make_person(email="olle@verkstan.se")
    service.make_administrator("OLLE@verkstan.se", now=NOW)
    assert queries.find_person("olle@verkstan.se").is_administrator
