"""Who belongs to an organisation: invitations, roles, and the rule that somebody always answers for it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from portal import outbox
from portal.accounts import events, letters, passwords, permissions, rules, sign_ins, throttle, tickets
from portal.accounts.models import COORDINATOR, MANAGER, MEMBER, Membership, Organisation, Person, Ticket
from portal.accounts.queries import Visitor, find_membership, find_person, invitations
from portal.database import db, lock, transaction
from portal.errors import N_, NotAllowed, NotFound, Refusal

HANDLE = 16


class LastManager(Refusal):
    """The organisation would be left without anybody who answers for it."""

    message = N_("Organisationen behöver minst en ansvarig. Gör någon annan ansvarig först.")


class AlreadyMember(Refusal):
    """Whoever has the address belongs to the organisation."""

    message = N_("%(email)s är redan med i organisationen.")


class NoCounties(Refusal):
    """A coordinator must coordinate something."""

    message = N_("Välj minst ett län, eller hela landet.")


def invite(
    visitor: Visitor, organisation: Organisation, email: str, role: str, *, now: datetime, address: str | None = None
) -> None:
    """Send an invitation to the address, which works for seven days. Raise NotAllowed, Refusal or TooMany.

    An earlier invitation of the same address to the same organisation stops working.
    """
    _ensure_manages(visitor, organisation)
    email = rules.folded(email)
    if find_membership(organisation.id, email) is not None:
        raise AlreadyMember(field="email", email=email)
    throttle.count(throttle.INVITE, str(visitor.id), address, now=now)
    with transaction():
        _withdraw(organisation, email, now=now)
        token = tickets.issue(tickets.JOIN[role], email=email, organisation_id=organisation.id, now=now)
        person = find_person(email)
        outbox.tell(
            letters.invitation(
                email,
                person.language if person else visitor.language,
                token,
                organisation=organisation.name,
                inviter=visitor.name,
            ),
            now=now,
        )
        events.note("member.invited", organisation.slug, person_id=visitor.id, now=now, address=address, role=role)


def handle(ticket: Ticket) -> str:
    """Return how a page names the invitation: the start of its hash, which tells nothing of its token."""
    return ticket.token_hash[:HANDLE]


def withdraw_invitation(visitor: Visitor, organisation: Organisation, named: str, *, now: datetime) -> None:
    """Stop an invitation from working. Raise NotAllowed, or NotFound when there is none."""
    _ensure_manages(visitor, organisation)
    with transaction():
        ticket = next((one for one in invitations(organisation.id, now=now) if handle(one) == named), None)
        if ticket is None:
            raise NotFound()
        ticket.used_at = now
        events.note("member.uninvited", organisation.slug, person_id=visitor.id, now=now)


def _withdraw(organisation: Organisation, email: str, *, now: datetime) -> None:
    for ticket in invitations(organisation.id, now=now):
        if ticket.email == email:
            ticket.used_at = now


def get_invitation(token: str, *, now: datetime) -> tuple[Ticket, Organisation]:
    """Return an invitation that still works, and to which organisation. Raise DeadLink."""
    ticket = tickets.get_ticket(token, *tickets.ROLE_OF, now=now)
    return ticket, db.session.get_one(Organisation, ticket.organisation_id)


def join(visitor: Visitor, token: str, *, now: datetime, address: str | None = None) -> Organisation:
    """Take the visitor into the organisation. Raise DeadLink, or NotAllowed when the invitation is another's."""
    with transaction():
        ticket = tickets.use(token, *tickets.ROLE_OF, now=now)
        if ticket.email != visitor.email:
            raise NotAllowed()
        return _take_in(lock(Person, visitor.id), ticket, now=now, address=address)


@dataclass(frozen=True)
class Newcomer:
    """What an invited person without an account tells."""

    name: str
    password: str
    language: str = "sv"


def join_as_new(token: str, newcomer: Newcomer, *, now: datetime, address: str | None = None) -> str:
    """Make an account for the invited address, which the link has proved, and return the token of its first sign-in.

    Raise DeadLink, WeakPassword, or Refusal when the address has an account already.
    """
    ticket = tickets.get_ticket(token, *tickets.ROLE_OF, now=now)
    rules.ensure_good_password(newcomer.password, about=(newcomer.name, ticket.email))
    password_hash = passwords.hash_password(newcomer.password)
    with transaction() as session:
        ticket = tickets.use(token, *tickets.ROLE_OF, now=now)
        person = find_person(ticket.email)
        if person is not None and person.verified_at:
            raise Refusal(N_("Adressen har redan ett konto. Logga in för att gå med."))
        if person is None:
            person = Person(email=ticket.email, created_at=now)
            session.add(person)
        person.name, person.password_hash = rules.one_line(newcomer.name), password_hash
        person.language, person.verified_at = newcomer.language, now
        session.flush()
        tickets.void(tickets.VERIFY, tickets.RESET, person_id=person.id, now=now)
        events.note("account.created", events.person(person.id), person_id=person.id, now=now, address=address)
        _take_in(person, ticket, now=now, address=address)
        events.note("sign-in", events.person(person.id), person_id=person.id, now=now, address=address)
        return sign_ins.begin(person.id, now=now)


def _take_in(person: Person, ticket: Ticket, *, now: datetime, address: str | None) -> Organisation:
    organisation = lock(Organisation, ticket.organisation_id)
    role = tickets.ROLE_OF[ticket.kind]
    if find_membership(organisation.id, person.email) is None:
        db.session.add(Membership(person_id=person.id, organisation_id=organisation.id, role=role))
        events.note("member.joined", organisation.slug, person_id=person.id, now=now, address=address, role=role)
    return organisation


def change_role(
    visitor: Visitor, organisation: Organisation, email: str, role: str, *, now: datetime, address: str | None = None
) -> None:
    """Make a member a manager or the other way round. Raise NotAllowed, NotFound or LastManager."""
    _ensure_manages(visitor, organisation)
    with transaction():
        membership = _get_membership(organisation, email)
        if membership.role == role:
            return
        membership.role = role
        _ensure_managed(organisation)
        person = membership.person
        outbox.tell(
            letters.role_changed(person.email, person.language, organisation=organisation.name, role=role), now=now
        )
        events.note(
            "role.changed", organisation.slug, person_id=visitor.id, now=now, address=address,
            member=events.person(person.id), role=role,
        )  # fmt: skip


def remove(
    visitor: Visitor, organisation: Organisation, email: str, *, now: datetime, address: str | None = None
) -> None:
    """Take a person out of the organisation; everybody may leave. Raise NotAllowed, NotFound or LastManager."""
    leaving = rules.folded(email) == visitor.email
    if not leaving:
        _ensure_manages(visitor, organisation)
    with transaction() as session:
        membership = _get_membership(organisation, email)
        person = membership.person
        session.delete(membership)
        session.flush()
        _ensure_managed(organisation)
        if not leaving:
            outbox.tell(letters.removed(person.email, person.language, organisation=organisation.name), now=now)
        events.note(
            "member.removed", organisation.slug, person_id=visitor.id, now=now, address=address,
            member=events.person(person.id),
        )  # fmt: skip


def _get_membership(organisation: Organisation, email: str) -> Membership:
    # The organisation's row is locked, so that two managers cannot step down in the same moment.
    lock(Organisation, organisation.id)
    membership = find_membership(organisation.id, email)
    if membership is None:
        raise NotFound()
    return membership


def _ensure_managed(organisation: Organisation) -> None:
    query = select(func.count(Membership.id)).where(
        Membership.organisation_id == organisation.id, Membership.role == MANAGER
    )
    db.session.flush()
    if not db.session.scalar(query):
        raise LastManager()


def _ensure_manages(visitor: Visitor, organisation: Organisation) -> None:
    if not permissions.may_manage(visitor, organisation.id):
        raise NotAllowed()


def describe(
    visitor: Visitor, organisation: Organisation, *, number: str | None, size_class: str, now: datetime
) -> None:
    """Change what a manager may say of the organisation. Raise NotAllowed."""
    _ensure_manages(visitor, organisation)
    with transaction():
        row = lock(Organisation, organisation.id)
        row.organisation_number, row.size_class = number, size_class
        events.note("organisation.changed", row.slug, person_id=visitor.id, now=now)


@dataclass(frozen=True)
class Charter:
    """What an administrator decides about an organisation."""

    name: str
    kind: str
    counties: tuple[str, ...] = ()
    is_national: bool = False


def found(visitor: Visitor, charter: Charter, *, now: datetime) -> Organisation:
    """Return a new organisation, which has no people before its first manager is invited. Raise NotAllowed or Refusal."""
    _ensure_sound(visitor, charter)
    with transaction() as session:
        name = rules.one_line(charter.name)
        organisation = Organisation(slug=rules.new_slug(name), name=name, created_at=now, size_class="unknown")
        _apply(organisation, charter)
        session.add(organisation)
        events.note("organisation.created", organisation.slug, person_id=visitor.id, now=now, kind=charter.kind)
    return organisation


def recharter(visitor: Visitor, organisation: Organisation, charter: Charter, *, now: datetime) -> None:
    """Change name, kind or counties of an organisation. Raise NotAllowed or Refusal."""
    _ensure_sound(visitor, charter)
    with transaction():
        row = lock(Organisation, organisation.id)
        _apply(row, charter)
        events.note(
            "organisation.changed", row.slug, person_id=visitor.id, now=now,
            kind=charter.kind, counties=list(charter.counties), is_national=charter.is_national,
        )  # fmt: skip


def _ensure_sound(visitor: Visitor, charter: Charter) -> None:
    if not permissions.may_administer(visitor):
        raise NotAllowed()
    if charter.kind == COORDINATOR and not (charter.counties or charter.is_national):
        raise NoCounties(field="counties")


def _apply(organisation: Organisation, charter: Charter) -> None:
    coordinates = charter.kind == COORDINATOR
    organisation.name, organisation.kind = rules.one_line(charter.name), charter.kind
    organisation.is_national = coordinates and charter.is_national
    organisation.counties = list(charter.counties) if coordinates and not charter.is_national else []


ROLES = (MEMBER, MANAGER)
