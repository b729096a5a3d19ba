"""What people do with their accounts: sign up, prove their address, sign in, choose a new password.

Every answer is the same for an address that has an account and one that has not; only the letter tells. Hashing, which is
slow on purpose, is done before the transaction.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from portal import outbox
from portal.accounts import events, letters, passwords, rules, sign_ins, throttle, tickets
from portal.accounts.models import COMPANY, MANAGER, Membership, Organisation, Person
from portal.accounts.queries import Visitor, find_person
from portal.database import db, lock, transaction
from portal.errors import N_, Refusal


class WrongPassword(Refusal):
    """Address and password do not belong together; which of them is wrong is not told."""

    message = N_("E-postadressen eller lösenordet stämmer inte.")


class Unverified(Refusal):
    """The password is right, but the address is not confirmed yet."""

    message = N_("Din e-postadress är inte bekräftad än. Öppna länken i brevet som vi skickade.")


class NotForDemonstration(Refusal):
    """What everybody shares, nobody may take for themselves."""

    message = N_("Ett demonstrationskonto delas av många, så dess lösenord byts inte.")


@dataclass(frozen=True)
class Application:
    """What somebody who signs up tells: the person and the organisation."""

    name: str
    email: str
    password: str
    organisation_name: str
    size_class: str
    organisation_number: str | None = None
    language: str = "sv"

    def tidied(self) -> "Application":
        return replace(
            self,
            email=rules.folded(self.email),
            name=rules.one_line(self.name),
            organisation_name=rules.one_line(self.organisation_name),
        )


def sign_up(application: Application, *, now: datetime, address: str | None = None) -> None:
    """Make an account that opens with the link in the letter; the outcome is the same for an address that has one.

    Raise WeakPassword, or TooMany.
    """
    wanted = application.tidied()
    rules.ensure_good_password(wanted.password, about=(wanted.name, wanted.email, wanted.organisation_name))
    throttle.count(throttle.SIGN_UP, wanted.email, address, now=now)
    password_hash = passwords.hash_password(wanted.password)
    try:
        with transaction():
            outbox.tell(_enter(wanted, password_hash, now=now, address=address), now=now)
    except IntegrityError:
        # The same address signed up in the same moment and has its letter.
        return


def _enter(wanted: Application, password_hash: str, *, now: datetime, address: str | None) -> outbox.Letter:
    person = find_person(wanted.email)
    if person is not None and (person.verified_at or person.disabled_at):
        return letters.already_here(person.email, person.language)
    if person is None:
        person = new_person(wanted, now=now)
        events.note("account.created", events.person(person.id), person_id=person.id, now=now, address=address)
    # Whoever signs up last before the address is confirmed decides: the first may not have been its holder.
    person.name, person.password_hash, person.language = wanted.name, password_hash, wanted.language
    describe_organisation(person, wanted)
    token = tickets.issue(tickets.VERIFY, email=person.email, person_id=person.id, now=now)
    return letters.verify(person.email, person.language, token)


def new_person(wanted: Application, *, now: datetime) -> Person:
    """Return a new person without a password, manager of a new organisation; call it inside a transaction."""
    organisation = new_organisation(wanted, now=now)
    person = Person(email=wanted.email, name=wanted.name, password_hash="!", created_at=now)  # nosec B106
    db.session.add(person)
    db.session.flush()
    db.session.add(Membership(person_id=person.id, organisation_id=organisation.id, role=MANAGER))
    db.session.flush()
    return person


def new_organisation(wanted: Application, *, now: datetime) -> Organisation:
    """Return a new company that nobody belongs to yet; call it inside a transaction."""
    organisation = Organisation(
        slug=rules.new_slug(wanted.organisation_name),
        name=wanted.organisation_name,
        kind=COMPANY,
        size_class=wanted.size_class,
        created_at=now,
    )
    db.session.add(organisation)
    db.session.flush()
    return organisation


def describe_organisation(person: Person, wanted: Application) -> None:
    """Let the person's first organisation be called what was told."""
    membership = db.session.query(Membership).filter_by(person_id=person.id).order_by(Membership.id).first()
    if membership is None:
        return
    organisation = membership.organisation
    organisation.name, organisation.size_class = wanted.organisation_name, wanted.size_class
    organisation.organisation_number = wanted.organisation_number


def resend(email: str, *, now: datetime, address: str | None = None) -> None:
    """Send the link once more to an address that waits to be confirmed; to any other, what helps it. Raise TooMany."""
    throttle.count(throttle.SIGN_UP, rules.folded(email), address, now=now)
    with transaction():
        person = find_person(email)
        if person is None or person.disabled_at:
            return
        if person.verified_at:
            outbox.tell(letters.already_here(person.email, person.language), now=now)
            return
        token = tickets.issue(tickets.VERIFY, email=person.email, person_id=person.id, now=now)
        outbox.tell(letters.verify(person.email, person.language, token), now=now)


def verify(token: str, password: str, *, now: datetime, address: str | None = None) -> str:
    """Confirm the address and return the token of the first sign-in.

    Raise DeadLink, WrongPassword or TooMany. The password is asked for, since the link alone proves who reads the mail but
    not that the same person chose the password.
    """
    ticket = tickets.get_ticket(token, tickets.VERIFY, now=now)
    person, counted = _prove(ticket.email, password, now=now, address=address)
    seen_hash = person.password_hash
    with transaction():
        tickets.use(token, tickets.VERIFY, now=now)
        person = _unchanged(person.id, seen_hash)
        person.verified_at = person.verified_at or now
        tickets.void(tickets.VERIFY, person_id=person.id, now=now)
        throttle.forgive(counted)
        events.note("account.verified", events.person(person.id), person_id=person.id, now=now, address=address)
        return begin(person, now=now, address=address)


def sign_in(email: str, password: str, *, now: datetime, address: str | None = None) -> str:
    """Return the token of a new sign-in. Raise WrongPassword, Unverified or TooMany.

    The hash is made anew when the settings of argon2 have changed.
    """
    person, counted = _prove(email, password, now=now, address=address)
    if person.verified_at is None:
        raise Unverified()
    seen_hash = person.password_hash
    fresh_hash = passwords.hash_password(password) if passwords.is_outdated(seen_hash) else seen_hash
    with transaction():
        person = _unchanged(person.id, seen_hash)
        person.password_hash = fresh_hash
        throttle.forgive(counted)
        return begin(person, now=now, address=address)


def _prove(email: str, password: str, *, now: datetime, address: str | None) -> tuple[Person, throttle.Counted]:
    """Return whose address and password these are. The attempt is counted before the hash, so guesses in parallel are too."""
    email = rules.folded(email)
    counted = throttle.count(throttle.SIGN_IN, email, address, now=now)
    passwords.prepare()
    person = find_person(email)
    is_right = passwords.matches(person.password_hash if person else None, password)
    if person is None or not is_right or person.disabled_at:
        with transaction():
            subject = events.person(person.id) if person else f"unknown:{events.pseudonym(email)[:16]}"
            events.note("sign-in.failed", subject, person_id=None, now=now, address=address)
        raise WrongPassword()
    return person, counted


def _unchanged(person_id: int, seen_hash: str) -> Person:
    """Return the person, locked. Raise WrongPassword when the password was changed while ours was being checked."""
    person = lock(Person, person_id)
    if person.password_hash != seen_hash or person.disabled_at:
        raise WrongPassword()
    return person


def begin(person: Person, *, now: datetime, address: str | None) -> str:
    """Return the token of a new sign-in of one who has proved who it is; call it inside a transaction."""
    events.note("sign-in", events.person(person.id), person_id=person.id, now=now, address=address)
    return sign_ins.begin(person.id, now=now)


def request_reset(email: str, language: str, *, now: datetime, address: str | None = None) -> None:
    """Send a link to choose a new password, or a letter that says why there is none. Raise TooMany."""
    email = rules.folded(email)
    throttle.count(throttle.RESET, email, address, now=now)
    with transaction():
        person = find_person(email)
        outbox.tell(_reset_letter(person, email, language, now=now), now=now)


def _reset_letter(person: Person | None, email: str, language: str, *, now: datetime) -> outbox.Letter:
    if person is None or person.disabled_at:
        return letters.no_account(email, language)
    if person.is_demonstration:
        return letters.demonstration_account(email, person.language)
    token = tickets.issue(tickets.RESET, email=person.email, person_id=person.id, now=now)
    return letters.reset(person.email, person.language, token)


def reset_password(token: str, password: str, *, now: datetime, address: str | None = None) -> None:
    """Let the holder of the link choose a new password; every sign-in ends. Raise DeadLink or WeakPassword.

    The link also confirms the address, since it was sent there and nowhere else.
    """
    ticket = tickets.get_ticket(token, tickets.RESET, now=now)
    rules.ensure_good_password(password, about=(ticket.email,))
    password_hash = passwords.hash_password(password)
    with transaction():
        ticket = tickets.use(token, tickets.RESET, now=now)
        person = lock(Person, ticket.person_id)
        person.verified_at = person.verified_at or now
        throttle.forgive_account(throttle.SIGN_IN, person.email)
        _replace_password(person, password_hash, by=person.id, now=now, address=address)


def change_password(visitor: Visitor, current: str, password: str, *, now: datetime, address: str | None = None) -> str:
    """Return the token of a new sign-in; all others end. Raise WrongPassword, WeakPassword, NotForDemonstration or TooMany."""
    if visitor.is_demonstration:
        raise NotForDemonstration()
    rules.ensure_good_password(password, about=(visitor.email, visitor.name))
    try:
        person, counted = _prove(visitor.email, current, now=now, address=address)
    except WrongPassword:
        raise WrongPassword(N_("Det nuvarande lösenordet stämmer inte."), field="current") from None
    seen_hash, password_hash = person.password_hash, passwords.hash_password(password)
    with transaction():
        person = _unchanged(person.id, seen_hash)
        throttle.forgive(counted)
        _replace_password(person, password_hash, by=visitor.id, now=now, address=address)
        return sign_ins.begin(person.id, now=now)


def _replace_password(person: Person, password_hash: str, *, by: int, now: datetime, address: str | None) -> None:
    person.password_hash = password_hash
    sign_ins.end_all(person.id)
    tickets.void(tickets.RESET, tickets.VERIFY, person_id=person.id, now=now)
    outbox.tell(letters.password_changed(person.email, person.language), now=now)
    events.note("password.changed", events.person(person.id), person_id=by, now=now, address=address)


def change_details(visitor: Visitor, *, name: str, language: str, now: datetime) -> None:
    """Change the name others see and the language of letters."""
    with transaction():
        person = lock(Person, visitor.id)
        person.name, person.language = rules.one_line(name), language
        events.note("account.changed", events.person(person.id), person_id=person.id, now=now)


def make_administrator(email: str, *, now: datetime) -> None:
    """Let this person administer the portal. Raise Refusal when nobody has the address, or it is not confirmed."""
    with transaction():
        person = find_person(email)
        if person is None or person.verified_at is None:
            raise Refusal(N_("Det finns inget bekräftat konto med den adressen."))
        person.is_administrator = True
        events.note("administrator.made", events.person(person.id), person_id=None, now=now)
