"""Reads about people and organisations."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, func, literal, null, or_, select

from portal.accounts.models import COORDINATOR, MANAGER, OPERATOR, Membership, Organisation, Person, SignIn, Ticket
from portal.accounts.rules import folded
from portal.database import UTCDateTime, db
from portal.errors import NotFound


@dataclass(frozen=True)
class Place:
    """One of a visitor's organisations and the role there."""

    id: int
    slug: str
    name: str
    kind: str
    role: str
    size_class: str
    counties: tuple[str, ...]
    is_national: bool
    is_demonstration: bool


@dataclass(frozen=True)
class Visitor:
    """Who is signed in: the person and the organisations, as plain values that any room may ask."""

    id: int
    email: str
    name: str
    language: str
    is_administrator: bool
    is_demonstration: bool
    sign_in_id: int
    organisations: tuple[Place, ...]
    seen_at: datetime | None = None

    def has_role(self, audience: str) -> bool:
        """Return whether the person belongs to an organisation that owns testbeds, or one that coordinates."""
        kind = {"owner": OPERATOR, "coordinator": COORDINATOR}.get(audience)
        return any(place.kind == kind for place in self.organisations)

    @property
    def organisation_ids(self) -> tuple[int, ...]:
        return tuple(place.id for place in self.organisations)

    @property
    def organisation(self) -> Place | None:
        """Return the organisation that the person acts for: the first."""
        return self.organisations[0] if self.organisations else None

    @property
    def organisation_name(self) -> str | None:
        return self.organisations[0].name if self.organisations else None

    @property
    def coordinated_counties(self) -> tuple[str, ...] | None:
        """Return the counties the person coordinates; None means the whole country."""
        places = [place for place in self.organisations if place.kind == COORDINATOR]
        if self.is_administrator or any(place.is_national for place in places):
            return None
        return tuple(county for place in places for county in place.counties)


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


_PERSON = (
    Person.id,
    Person.email,
    Person.name,
    Person.language,
    Person.is_administrator,
    Person.is_demonstration,
)
_PLACE = (
    Organisation.id.label("organisation_id"),
    Organisation.slug,
    Organisation.name.label("organisation_name"),
    Organisation.kind,
    Membership.role,
    Organisation.size_class,
    Organisation.counties,
    Organisation.is_national,
    Organisation.is_demonstration.label("organisation_is_demonstration"),
)
_VISITOR = (
    select(*_PERSON, SignIn.id.label("sign_in_id"), SignIn.seen_at, *_PLACE)
    .join(SignIn, SignIn.person_id == Person.id)
    .outerjoin(Membership, Membership.person_id == Person.id)
    .outerjoin(Organisation, Organisation.id == Membership.organisation_id)
    .where(
        Person.disabled_at.is_(None),
        SignIn.token_hash == bindparam("token_hash"),
        SignIn.ends_at > bindparam("now", type_=UTCDateTime),
    )
    .order_by(Membership.id)
)
_NO_SIGN_IN = 0
_BY_ID = (
    select(*_PERSON, literal(_NO_SIGN_IN).label("sign_in_id"), null().label("seen_at"), *_PLACE)
    .outerjoin(Membership, Membership.person_id == Person.id)
    .outerjoin(Organisation, Organisation.id == Membership.organisation_id)
    .where(Person.disabled_at.is_(None), Person.id == bindparam("person_id"))
    .order_by(Membership.id)
)


def find_visitor(token: str, *, now: datetime) -> Visitor | None:
    """Return who this sign-in belongs to, or None when it has ended or was revoked: one statement."""
    # Built once and past the ORM: every page of somebody signed in begins with it.
    return _visitor(db.session.connection().execute(_VISITOR, {"token_hash": token_hash(token), "now": now}).all())


def find_person_as_visitor(person_id: int) -> Visitor | None:
    """Return the person as a visitor without a browser, or None when the account is shut."""
    return _visitor(db.session.connection().execute(_BY_ID, {"person_id": person_id}).all())


def _visitor(rows: Sequence[Any]) -> Visitor | None:
    """Return the visitor that these rows tell of, one for each organisation."""
    if not rows:
        return None
    first = rows[0]
    places = tuple(_place(row) for row in rows if row.organisation_id is not None)
    return Visitor(
        first.id,
        first.email,
        first.name,
        first.language,
        first.is_administrator,
        first.is_demonstration,
        first.sign_in_id,
        places,
        first.seen_at,
    )


def _place(row: Any) -> Place:
    return Place(
        row.organisation_id,
        row.slug,
        row.organisation_name,
        row.kind,
        row.role,
        row.size_class,
        tuple(row.counties or ()),
        row.is_national,
        row.organisation_is_demonstration,
    )


def acting_for(organisation_id: int, person_id: int) -> Visitor | None:
    """Return the person as a visitor of this organisation alone, for what the portal does on their behalf by itself.

    Of a person who has left it a colleague takes the place; None when it has nobody any more.
    """
    people = [one.id for one in members_of(organisation_id)]
    if not people:
        return None
    person_id = person_id if person_id in people else people[0]
    query = (
        select(Person.id, Person.email, Person.name, Person.language, Person.is_demonstration, *_PLACE)
        .join(Membership, Membership.person_id == Person.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Person.id == person_id, Organisation.id == organisation_id)
    )
    row = db.session.execute(query).first()
    if row is None:
        return None
    return Visitor(row.id, row.email, row.name, row.language, False, row.is_demonstration, 0, (_place(row),))


class Recipient(NamedTuple):
    """Somebody a letter can be sent to."""

    id: int
    email: str
    name: str
    language: str


_RECIPIENTS = (
    select(Person.id, Person.email, Person.name, Person.language)
    .join(Membership, Membership.person_id == Person.id)
    .where(Membership.organisation_id == bindparam("organisation_id"), Person.disabled_at.is_(None))
    .order_by(Membership.id)
)


def members_of(organisation_id: int) -> list[Recipient]:
    """Return the people of an organisation who can be written to."""
    rows = db.session.connection().execute(_RECIPIENTS, {"organisation_id": organisation_id})
    return [Recipient(*row) for row in rows]


def find_person(email: str) -> Person | None:
    """Return who has this address, verified or not."""
    return db.session.scalar(select(Person).where(Person.email == folded(email)))


def get_organisation(slug: str) -> Organisation:
    """Return the organisation. Raise NotFound."""
    organisation = None if "\0" in slug else db.session.scalar(select(Organisation).where(Organisation.slug == slug))
    if organisation is None:
        raise NotFound()
    return organisation


def organisations_by_id(organisation_ids: Iterable[int]) -> dict[int, Organisation]:
    """Return these organisations by id; ids that nobody has are left out."""
    query = select(Organisation).where(Organisation.id.in_(set(organisation_ids)))
    return {organisation.id: organisation for organisation in db.session.scalars(query)}


def organisations(kind: str | None = None) -> list[Organisation]:
    """Return all organisations of the kind, or of every kind, by name."""
    query = select(Organisation).order_by(Organisation.name, Organisation.id)
    return list(db.session.scalars(query.where(Organisation.kind == kind) if kind else query))


def coordinators_of(county: str | None) -> Organisation | None:
    """Return the body that answers for the county: a regional one first, else the national one, else None.

    One of the demonstration serves only where there is no real one, and one that nobody belongs to only where the
    others of its sort lack people too, since a case sent there would lie unread. No county means the national body.
    """
    body = _serving(county)
    return db.session.get(Organisation, body.id) if body is not None else None


def coordinator_name(county: str | None) -> str | None:
    """Return the name of the body that answers for the county, for pages that only mention it."""
    body = _serving(county)
    return body.name if body is not None else None


_PEOPLE = select(func.count()).where(Membership.organisation_id == Organisation.id).scalar_subquery()
_BODIES = select(
    Organisation.id,
    Organisation.name,
    Organisation.counties,
    Organisation.is_national,
    Organisation.is_demonstration,
    _PEOPLE.label("people"),
).where(Organisation.kind == COORDINATOR)


def _serving(county: str | None) -> Any | None:
    bodies = [
        body for body in db.session.execute(_BODIES) if body.is_national or (county and county in (body.counties or ()))
    ]
    return min(
        bodies, key=lambda body: (body.is_demonstration, body.people == 0, body.is_national, body.id), default=None
    )


@dataclass(frozen=True)
class Member:
    """A person as the others of the organisation see them."""

    email: str
    name: str
    role: str
    is_verified: bool


def members(organisation_id: int) -> list[Member]:
    """Return everybody of the organisation, managers first."""
    query = (
        select(Person.email, Person.name, Membership.role, Person.verified_at)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.organisation_id == organisation_id)
        .order_by(Membership.role, Person.name, Person.id)
    )
    return [
        Member(row.email, row.name, row.role, row.verified_at is not None)
        for row in sorted(db.session.execute(query), key=lambda row: row.role != MANAGER)
    ]


def find_membership(organisation_id: int, email: str) -> Membership | None:
    """Return the place that whoever has this address holds in the organisation."""
    query = (
        select(Membership)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.organisation_id == organisation_id, Person.email == folded(email))
    )
    return db.session.scalar(query)


def invitations(organisation_id: int, *, now: datetime) -> list[Ticket]:
    """Return the invitations to the organisation that still work, newest first."""
    query = (
        select(Ticket)
        .where(Ticket.organisation_id == organisation_id, Ticket.used_at.is_(None), Ticket.expires_at > now)
        .order_by(Ticket.id.desc())
    )
    return list(db.session.scalars(query))


def sign_ins_of(person_id: int, *, now: datetime) -> list[SignIn]:
    """Return where the person is signed in, last seen first."""
    query = select(SignIn).where(SignIn.person_id == person_id, SignIn.ends_at > now)
    return list(db.session.scalars(query.order_by(SignIn.seen_at.desc(), SignIn.id.desc())))


@dataclass(frozen=True)
class OrganisationRow:
    """An organisation in the administrator's list, with how many belong to it."""

    organisation: Organisation
    people: int


def search_organisations(
    words: str, kind: str | None, *, number: int, size: int = 50
) -> tuple[list[OrganisationRow], int]:
    """Return one page of organisations whose name or number holds the words, and how many there are in all."""
    matching = _matching(words, kind)
    total = db.session.scalar(select(func.count()).select_from(matching.subquery())) or 0
    people = select(func.count(Membership.id)).where(Membership.organisation_id == Organisation.id).scalar_subquery()
    number = max(1, min(number, -(-total // size)))
    query = matching.add_columns(people).order_by(func.lower(Organisation.name), Organisation.id)
    rows = db.session.execute(query.limit(size).offset((number - 1) * size))
    return [OrganisationRow(organisation, count) for organisation, count in rows], total


def _matching(words: str, kind: str | None) -> Select[Any]:
    query = select(Organisation)
    if kind:
        query = query.where(Organisation.kind == kind)
    for word in words.split()[:8]:
        # SQLite does not fold Ö: the word is looked for as typed, in lower case and with a capital.
        shapes = {word, word.lower(), word.capitalize(), word.upper()}
        hits = [Organisation.name.contains(shape, autoescape=True) for shape in sorted(shapes)]
        query = query.where(or_(*hits, Organisation.organisation_number.contains(word, autoescape=True)))
    return query
