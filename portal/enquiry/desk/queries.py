"""What a coordinator's desk shows: cases, who has them, and what is wrong with them. Only cases that the reader may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.accounts import queries as accounts
from portal.accounts.models import COORDINATOR as COORDINATING
from portal.accounts.models import Organisation
from portal.accounts.queries import Member, Visitor
from portal.database import db
from portal.enquiry.models import (
    CLOSED,
    COORDINATOR,
    OPEN,
    OWNER,
    QUESTION,
    SENT,
    WITHDRAWN,
    YES,
    Ask,
    Enquiry,
    EnquiryEvent,
    ReadyAnswer,
)
from portal.enquiry.queries import with_asks
from portal.errors import NotFound

MOST = 400
MINE, COLLEAGUES, OTHERS, NOBODY = "mine", "colleagues", "others", "nobody"
MAY_STILL = (SENT, YES, QUESTION)


def bodies_of(visitor: Visitor) -> tuple[int, ...]:
    """Return the coordinating organisations that the visitor belongs to."""
    return tuple(place.id for place in visitor.organisations if place.kind == COORDINATING)


@dataclass(frozen=True)
class Row:
    """One case on the desk."""

    enquiry: Enquiry
    asks: list[Ask]
    own_ask: Ask | None
    late: list[Ask]
    has_taker: bool
    taken: str
    days: int


@dataclass(frozen=True)
class Wanted:
    """Which cases somebody wants to see; empty means any."""

    county: str = ""
    taken: str = ""
    state: str = ""
    oldest: int = 0


@dataclass(frozen=True)
class Counts:
    """How many open cases lie on a desk, and what is wrong with them."""

    cases: int = 0
    without_taker: int = 0
    late: int = 0
    mine: int = 0
    nobodys: int = 0


def visible(visitor: Visitor) -> ColumnElement[bool]:
    """Return the condition under which a case is the visitor's business as a coordinator."""
    bodies = bodies_of(visitor)
    if not bodies:
        return false()
    asked = select(Ask.enquiry_id).where(
        Ask.organisation_id.in_(bodies), Ask.role == COORDINATOR, Ask.state != WITHDRAWN
    )
    routed = and_(Enquiry.may_be_routed, Enquiry.routed_at.is_not(None))
    counties = visitor.coordinated_counties
    if counties is not None:
        routed = and_(routed, Enquiry.county.in_(counties))
    return and_(Enquiry.merged_into_id.is_(None), or_(Enquiry.id.in_(asked), routed))


def get_case(reference: str, visitor: Visitor) -> Enquiry:
    """Return the case. Raise NotFound unless it is the visitor's business as a coordinator."""
    query = (
        select(Enquiry)
        .where(Enquiry.reference == reference.upper(), visible(visitor))
        .options(joinedload(Enquiry.organisation), joinedload(Enquiry.desk), joinedload(Enquiry.handler))
    )
    enquiry = None if "\0" in reference else db.session.scalars(query).one_or_none()
    if enquiry is None:
        raise NotFound()
    return enquiry


def rows_for(visitor: Visitor, now: datetime) -> list[Row]:
    """Return every open case on the visitor's desk, the one that has waited longest first."""
    query = (
        select(Enquiry)
        .where(Enquiry.state == OPEN, visible(visitor))
        .options(joinedload(Enquiry.organisation), joinedload(Enquiry.desk), joinedload(Enquiry.handler))
        .order_by(Enquiry.created_at, Enquiry.id)
        .limit(MOST)
    )
    today = clock.local_day(now)
    return [row_of(one, asks, visitor, today) for one, asks in with_asks(list(db.session.scalars(query)))]


def row_of(enquiry: Enquiry, asks: list[Ask], visitor: Visitor, today: date) -> Row:
    """Return the case as this desk sees it."""
    bodies = bodies_of(visitor)
    return Row(
        enquiry,
        asks,
        own_ask=next((one for one in asks if one.organisation_id in bodies and one.state != WITHDRAWN), None),
        late=[one for one in asks if one.state == SENT and one.reply_by < today],
        has_taker=any(one.role == OWNER and one.state in MAY_STILL for one in asks),
        taken=_taken(enquiry, visitor.id, bodies),
        days=(today - clock.local_day(enquiry.created_at)).days,
    )


def _taken(enquiry: Enquiry, person_id: int, bodies: Sequence[int]) -> str:
    if enquiry.desk_id is None:
        return NOBODY
    if enquiry.desk_id not in bodies:
        return OTHERS
    if enquiry.handler_id is None:
        return NOBODY
    return MINE if enquiry.handler_id == person_id else COLLEAGUES


def chosen(rows: Sequence[Row], wanted: Wanted) -> list[Row]:
    """Return the rows that answer to what is wanted."""
    return [
        row
        for row in rows
        if (not wanted.county or row.enquiry.county == wanted.county)
        and (not wanted.taken or row.taken == wanted.taken)
        and (wanted.state != "late" or row.late)
        and (wanted.state != "without-taker" or not row.has_taker)
        and row.days >= wanted.oldest
    ]


def count(rows: Sequence[Row]) -> Counts:
    """Return the figures of a desk."""
    return Counts(
        cases=len(rows),
        without_taker=sum(not row.has_taker for row in rows),
        late=sum(len(row.late) for row in rows),
        mine=sum(row.taken == MINE for row in rows),
        nobodys=sum(row.taken == NOBODY for row in rows),
    )


def colleagues_of(visitor: Visitor) -> list[Member]:
    """Return the other people of the coordinating organisations that the visitor belongs to."""
    found = {one.email: one for body in bodies_of(visitor) for one in accounts.members(body)}
    return [one for one in found.values() if one.email != visitor.email]


def others_serving(enquiry: Enquiry, visitor: Visitor) -> list[Organisation]:
    """Return the other coordinating organisations that serve where the case comes from; demonstrations among themselves."""
    made_up = enquiry.organisation.is_demonstration
    return [
        one
        for one in accounts.organisations(COORDINATING)
        if one.id not in bodies_of(visitor)
        and (one.is_national or (enquiry.county or "") in (one.counties or ()))
        and (made_up or not one.is_demonstration)
    ]


def duplicates_of(enquiry: Enquiry, visitor: Visitor) -> list[Enquiry]:
    """Return the other open cases of the same company that the visitor may see, and that can be put together with this one."""
    query = select(Enquiry).where(
        Enquiry.organisation_id == enquiry.organisation_id,
        Enquiry.id != enquiry.id,
        Enquiry.kind == enquiry.kind,
        Enquiry.is_blind == enquiry.is_blind,
        Enquiry.state != CLOSED,
        visible(visitor),
    )
    return list(db.session.scalars(query.order_by(Enquiry.id.desc()).limit(20)))


def merged_into(enquiry: Enquiry, since: datetime) -> list[EnquiryEvent]:
    """Return what was put together into this case since then and not taken apart, the newest first."""
    query = (
        select(EnquiryEvent)
        .join(Enquiry, Enquiry.id == EnquiryEvent.enquiry_id)
        .where(
            Enquiry.merged_into_id == enquiry.id, EnquiryEvent.action == "case.merged-away", EnquiryEvent.at >= since
        )
        .order_by(EnquiryEvent.id.desc())
    )
    newest: dict[int, EnquiryEvent] = {}
    for event in db.session.scalars(query):
        newest.setdefault(event.enquiry_id, event)
    return list(newest.values())


def get_by_id(enquiry_id: int) -> Enquiry:
    return db.session.get_one(Enquiry, enquiry_id)


def ready_answers(visitor: Visitor) -> list[ReadyAnswer]:
    """Return the texts of the visitor's own coordinating organisations, by title."""
    query = select(ReadyAnswer).where(ReadyAnswer.organisation_id.in_(bodies_of(visitor)))
    return list(db.session.scalars(query.order_by(ReadyAnswer.title, ReadyAnswer.id)))


def get_ready_answer(answer_id: int, visitor: Visitor) -> ReadyAnswer:
    """Return the text. Raise NotFound for one of another organisation."""
    answer = db.session.get(ReadyAnswer, answer_id) if answer_id < 2**31 else None
    if answer is None or answer.organisation_id not in bodies_of(visitor):
        raise NotFound()
    return answer
