"""Accounts to try the portal with. Their password is known to all, so they exist only where DEMONSTRATION is on."""

from dataclasses import dataclass, field
from datetime import datetime

from flask import current_app
from sqlalchemy import delete, or_, select, update

from portal.accounts import passwords
from portal.accounts.models import (
    COMPANY,
    COORDINATOR,
    MANAGER,
    OPERATOR,
    Membership,
    Organisation,
    Person,
    SignIn,
    Ticket,
)  # fmt: skip
from portal.accounts.queries import find_person
from portal.audit import AuditEvent
from portal.database import db, transaction
from portal.errors import N_, Refusal
from portal.outbox import Message

PASSWORD = "demo-losenord-2026"  # nosec B105
DOMAIN = "demo.example"
OWNER_SLUG = "demoverkstaden"
MIDDLE_SWEDEN = ["Dalarnas län", "Gävleborgs län", "Värmlands län"]


@dataclass(frozen=True)
class _Body:
    slug: str
    name: str
    kind: str
    size_class: str = "unknown"
    counties: list[str] = field(default_factory=list)
    is_national: bool = False


@dataclass(frozen=True)
class _Account:
    email: str
    name: str
    role: str
    body: _Body | None = None


ACCOUNTS = (
    _Account(
        f"foretag@{DOMAIN}",
        "Demo Företag",
        N_("litet företag som vill testa"),
        _Body("exempelbolaget-norr", "Exempelbolaget Norr AB", COMPANY, "sme"),
    ),
    _Account(
        f"foretag2@{DOMAIN}",
        "Demo Företag Två",
        N_("ett annat litet företag"),
        _Body("provforetaget-syd", "Provföretaget Syd AB", COMPANY, "sme"),
    ),
    _Account(
        f"agare@{DOMAIN}",
        "Demo Ägare",
        N_("testbäddsägare"),
        _Body(OWNER_SLUG, "Demoverkstaden Sverige", OPERATOR),
    ),
    _Account(
        f"region@{DOMAIN}",
        "Demo Region",
        N_("samordnare för Dalarna, Gävleborg och Värmland"),
        _Body("demo-norra-mellansverige", "Demosamordning Norra Mellansverige", COORDINATOR, counties=MIDDLE_SWEDEN),
    ),
    _Account(
        f"nation@{DOMAIN}",
        "Demo Nation",
        N_("samordnare för hela landet"),
        _Body("demo-sverige", "Demosamordning Sverige", COORDINATOR, is_national=True),
    ),
    _Account(f"admin@{DOMAIN}", "Demo Administratör", N_("administratör")),
)


def accounts() -> list[tuple[str, str]]:
    """Return address and role of each account, the role as a text to translate."""
    return [(account.email, account.role) for account in ACCOUNTS]


def create(now: datetime) -> None:
    """Make the accounts, or set those that are there back to how they began. Raise Refusal where DEMONSTRATION is off."""
    if not current_app.config["DEMONSTRATION"]:
        raise Refusal(N_("Demonstrationskonton finns bara där DEMONSTRATION är på."))
    password_hash = passwords.hash_password(PASSWORD)
    with transaction():
        for account in ACCOUNTS:
            person = _person(account, password_hash, now)
            if account.body:
                _belong(person, _organisation(account.body, now))


def _person(account: _Account, password_hash: str, now: datetime) -> Person:
    person = find_person(account.email) or Person(email=account.email, created_at=now)
    person.name, person.language, person.is_demonstration = account.name, "sv", True
    person.is_administrator = account.body is None
    person.verified_at, person.disabled_at = person.verified_at or now, None
    if not (person.password_hash and passwords.matches(person.password_hash, PASSWORD)):
        person.password_hash = password_hash
    db.session.add(person)
    db.session.flush()
    return person


def _organisation(body: _Body, now: datetime) -> Organisation:
    organisation = db.session.scalar(select(Organisation).where(Organisation.slug == body.slug))
    organisation = organisation or Organisation(slug=body.slug, created_at=now)
    organisation.name, organisation.kind, organisation.size_class = body.name, body.kind, body.size_class
    organisation.counties, organisation.is_national = list(body.counties), body.is_national
    organisation.is_demonstration = True
    db.session.add(organisation)
    db.session.flush()
    return organisation


def _belong(person: Person, organisation: Organisation) -> None:
    places = select(Membership).where(Membership.person_id == person.id, Membership.organisation_id == organisation.id)
    membership = db.session.scalar(places) or Membership(person_id=person.id, organisation_id=organisation.id)
    membership.role = MANAGER
    db.session.add(membership)


def remove() -> None:
    """Delete everybody and everything of the demonstration in this room: the rooms above have removed theirs before.

    People who joined a demonstration organisation keep their accounts.
    """
    people = select(Person.id).where(Person.is_demonstration)
    bodies = select(Organisation.id).where(Organisation.is_demonstration)
    addresses = select(Person.email).where(Person.is_demonstration)
    with transaction() as session:
        session.execute(delete(SignIn).where(SignIn.person_id.in_(people)))
        session.execute(delete(Ticket).where(or_(Ticket.person_id.in_(people), Ticket.organisation_id.in_(bodies))))
        session.execute(
            delete(Membership).where(or_(Membership.person_id.in_(people), Membership.organisation_id.in_(bodies)))
        )
        session.execute(delete(Message).where(Message.to_email.in_(addresses)))
        # What was done stays on record; who did it is no longer a person.
        session.execute(update(AuditEvent).where(AuditEvent.person_id.in_(people)).values(person_id=None))
        session.execute(delete(Person).where(Person.is_demonstration))
        session.execute(delete(Organisation).where(Organisation.is_demonstration))
