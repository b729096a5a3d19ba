"""Reads about people and organisations."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from portal.accounts.models import COORDINATOR, OPERATOR, Membership, Organisation, Person, SignIn
from portal.database import db


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
    SignIn.id.label("sign_in_id"),
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
    select(*_PERSON, *_PLACE)
    .join(SignIn, SignIn.person_id == Person.id)
    .outerjoin(Membership, Membership.person_id == Person.id)
    .outerjoin(Organisation, Organisation.id == Membership.organisation_id)
    .where(Person.disabled_at.is_(None))
    .order_by(Membership.id)
)


def find_visitor(token: str, *, now: datetime) -> Visitor | None:
    """Return who this sign-in belongs to, or None when it has ended or was revoked: one statement."""
    rows = db.session.execute(_VISITOR.where(SignIn.token_hash == token_hash(token), SignIn.ends_at > now)).all()
    if not rows:
        return None
    first = rows[0]
    places = tuple(
        Place(
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
        for row in rows
        if row.organisation_id is not None
    )
    return Visitor(
        first.id,
        first.email,
        first.name,
        first.language,
        first.is_administrator,
        first.is_demonstration,
        first.sign_in_id,
        places,
    )


def members_of(organisation_id: int) -> list[Person]:
    """Return the people of an organisation who can be written to."""
    query = (
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.organisation_id == organisation_id, Person.disabled_at.is_(None))
        .order_by(Membership.id)
    )
    return list(db.session.scalars(query))


def coordinators_of(county: str) -> Organisation | None:
    """Return who coordinates the county: a regional body before the national one, a real one before a demonstration; or None."""
    query = select(Organisation).where(Organisation.kind == COORDINATOR).order_by(Organisation.id)
    serving = [body for body in db.session.scalars(query) if body.is_national or county in body.counties]
    return min(serving, key=lambda body: (body.is_demonstration, body.is_national), default=None)
