"""Who comes in by asking for something: an account made by the link that proves the address, before any password is chosen."""

from dataclasses import dataclass
from datetime import datetime

from portal import outbox
from portal.accounts import events, letters, service, throttle, tickets
from portal.accounts.models import MANAGER, Membership, Organisation, Person
from portal.accounts.queries import find_person
from portal.accounts.rules import folded
from portal.accounts.service import Application
from portal.database import db

__all__ = ["Admitted", "Application", "admit", "count_draft", "count_letter", "folded", "sign_in_again"]

NO_PASSWORD = "!"  # nosec B105: no password has this hash


@dataclass(frozen=True)
class Admitted:
    """Who has come in, for which organisation, and the token of the sign-in that this begins."""

    person_id: int
    organisation_id: int
    sign_in: str | None


def count_draft(address: str | None, *, now: datetime) -> None:
    """Count one thing that somebody unknown begins from this network address. Raise TooMany when it comes too soon."""
    throttle.count(throttle.DRAFT, f"draft from {address}", address, now=now)


def count_letter(email: str, address: str | None, *, now: datetime) -> None:
    """Count one letter to an address that nobody has proved. Raise TooMany when it comes too soon."""
    throttle.count(throttle.ENQUIRY, folded(email), address, now=now)


def admit(application: Application, *, now: datetime, address: str | None = None) -> Admitted:
    """Return who comes in with a link that was sent to the address; call it inside a transaction, and only for the link's holder.

    A new address gets a person and an organisation, and a letter to choose a password by; one that was never confirmed is
    so now, and the password that somebody typed with it is void. Who has an account already must be signed in: it gets an
    organisation where it has none, and no sign-in.
    """
    wanted = application.tidied()
    person = find_person(wanted.email)
    if person is not None and person.disabled_at:
        raise tickets.DeadLink()
    if person is not None and person.verified_at:
        return Admitted(person.id, _organisation_of(person, wanted, now=now), None)
    if person is None:
        person = service.new_person(wanted, now=now)
        events.note("account.created", events.person(person.id), person_id=person.id, now=now, address=address)
    person.name, person.password_hash, person.language = wanted.name, NO_PASSWORD, wanted.language
    person.verified_at = now
    service.describe_organisation(person, wanted)
    tickets.void(tickets.VERIFY, tickets.RESET, person_id=person.id, now=now)
    token = tickets.issue(tickets.RESET, email=person.email, person_id=person.id, now=now)
    outbox.tell(letters.choose_password(person.email, person.language, token), now=now)
    events.note("account.verified", events.person(person.id), person_id=person.id, now=now, address=address)
    organisation_id = _organisation_of(person, wanted, now=now)
    return Admitted(person.id, organisation_id, service.begin(person, now=now, address=address))


def sign_in_again(person_id: int, *, now: datetime) -> str | None:
    """Return the token of a sign-in for who has just come in and has no password yet, else None; inside a transaction."""
    person = db.session.get(Person, person_id)
    if person is None or person.disabled_at or person.password_hash != NO_PASSWORD:
        return None
    return service.begin(person, now=now, address=None)


def _organisation_of(person: Person, wanted: Application, *, now: datetime) -> int:
    """Return the organisation that the person acts for: the first, or else a new one."""
    membership = db.session.query(Membership).filter_by(person_id=person.id).order_by(Membership.id).first()
    if membership is not None:
        return membership.organisation_id
    organisation: Organisation = service.new_organisation(wanted, now=now)
    db.session.add(Membership(person_id=person.id, organisation_id=organisation.id, role=MANAGER))
    db.session.flush()
    return organisation.id
