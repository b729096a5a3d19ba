"""Reads of enquiries; each asks who is reading."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.accounts.queries import Visitor
from portal.booking import queries as bookings
from portal.booking.queries import BookingView
from portal.database import db
from portal.enquiry.models import (
    CLOSED,
    OPEN,
    SENT,
    AnswerPromise,
    Ask,
    Enquiry,
    EnquiryBooking,
    EnquiryEvent,
    Look,
    Post,
    Referral,
)
from portal.enquiry.permissions import answers, asks, may_read, routes
from portal.enquiry.rules import PROMISED_WORKING_DAYS
from portal.enquiry.timing.rules import MEASURED_OVER, Promise, measured, working_days_between
from portal.errors import NotFound

_WHOLE_ASK = (
    joinedload(Ask.organisation),
    joinedload(Ask.testbed),
    joinedload(Ask.enquiry).joinedload(Enquiry.organisation),
)


def get_enquiry(reference: str, visitor: Visitor) -> Enquiry:
    """Return the case, and of one that was put together with another, the one that was kept.

    Raise NotFound unless the visitor asks, is asked, or coordinates where it comes from.
    """
    query = select(Enquiry).where(Enquiry.reference == reference.upper()).options(joinedload(Enquiry.organisation))
    enquiry = None if "\0" in reference else db.session.scalars(query).one_or_none()
    while enquiry is not None and enquiry.merged_into_id is not None:
        enquiry = db.session.get(Enquiry, enquiry.merged_into_id)
    if enquiry is None or not may_read(visitor, enquiry, all_asks(enquiry)):
        raise NotFound()
    return enquiry


def get_ask(reference: str, visitor: Visitor) -> Ask:
    """Return one ask of a case. Raise NotFound unless the visitor is on one of its two sides or coordinates there."""
    query = _asks().where(Ask.reference == reference.upper())
    ask = None if "\0" in reference else db.session.scalars(query).one_or_none()
    if ask is None or not (asks(visitor, ask.enquiry) or answers(visitor, ask) or routes(visitor, ask.enquiry)):
        raise NotFound()
    return ask


def find_by_form_key(form_key: str, person_id: int) -> Enquiry | None:
    """Return what this very form has become already."""
    return db.session.scalars(
        select(Enquiry).where(Enquiry.form_key == form_key, Enquiry.person_id == person_id)
    ).one_or_none()


def _asks() -> Select[Ask]:
    return select(Ask).options(*_WHOLE_ASK)


def all_asks(enquiry: Enquiry) -> list[Ask]:
    """Return everybody who is asked in the case, in the order in which they were: for who may know them all."""
    return list(db.session.scalars(_asks().where(Ask.enquiry_id == enquiry.id).order_by(Ask.id)))


def asks_for(visitor: Visitor, enquiry: Enquiry) -> list[Ask]:
    """Return the asks of the case that this reader may see: all for the company and the coordinator, else one's own."""
    found = all_asks(enquiry)
    if asks(visitor, enquiry) or routes(visitor, enquiry):
        return found
    return [one for one in found if answers(visitor, one)]


def posts_of(ask: Ask) -> list[Post]:
    """Return the thread of one ask, oldest first."""
    query = select(Post).where(Post.ask_id == ask.id).order_by(Post.id)
    return list(db.session.scalars(query.options(joinedload(Post.organisation), joinedload(Post.person))))


def posts_with_coordinator(enquiry: Enquiry) -> list[Post]:
    """Return the thread between the company and the coordinators, oldest first."""
    query = select(Post).where(Post.enquiry_id == enquiry.id, Post.ask_id.is_(None)).order_by(Post.id)
    return list(db.session.scalars(query.options(joinedload(Post.organisation), joinedload(Post.person))))


def find_same_post(enquiry: Enquiry, ask: Ask | None, person_id: int, body: str, *, since: datetime) -> Post | None:
    """Return the newest message of this thread when it is of this person, in these words, and not older than that."""
    thread = Post.ask_id == ask.id if ask is not None else Post.ask_id.is_(None)
    query = select(Post).where(Post.enquiry_id == enquiry.id, thread).order_by(Post.id.desc()).limit(1)
    newest = db.session.scalars(query).one_or_none()
    is_same = newest is not None and (newest.person_id, newest.body) == (person_id, body) and newest.at >= since
    return newest if is_same else None


def enquiries_of(organisation_ids: Sequence[int], *, limit: int = 100) -> list[Enquiry]:
    """Return what these organisations have asked, newest first."""
    query = select(Enquiry).where(Enquiry.organisation_id.in_(organisation_ids)).order_by(Enquiry.id.desc())
    return list(db.session.scalars(query.limit(limit)))


def with_asks(enquiries: Sequence[Enquiry]) -> list[tuple[Enquiry, list[Ask]]]:
    """Return each of these cases with everybody who is asked in it."""
    found: dict[int, list[Ask]] = {one.id: [] for one in enquiries}
    for ask in db.session.scalars(_asks().where(Ask.enquiry_id.in_(found)).order_by(Ask.id)):
        found[ask.enquiry_id].append(ask)
    return [(one, found[one.id]) for one in enquiries]


def addressed_to(organisation_ids: Sequence[int], *, limit: int = 100) -> list[Ask]:
    """Return what these organisations have been asked, newest first."""
    return _found(Ask.organisation_id.in_(organisation_ids), Ask.id.desc(), limit)


def find_promise(organisation_id: int) -> AnswerPromise | None:
    """Return what the organisation has said that it promises, None when it has said nothing."""
    return db.session.get(AnswerPromise, organisation_id)


def promises_of(organisation_ids: Iterable[int], *, now: datetime | None = None) -> dict[int, Promise]:
    """Return what each of these organisations promises and keeps: three statements at most, however many they are."""
    ids = set(organisation_ids)
    if not ids:
        return {}
    since = (now or clock.now()) - MEASURED_OVER
    said = select(AnswerPromise.organisation_id, AnswerPromise.working_days)
    promised = {row[0]: row[1] for row in db.session.execute(said.where(AnswerPromise.organisation_id.in_(ids)))}
    taken: dict[int, list[int]] = {}
    answered = select(Ask.organisation_id, Ask.created_at, Ask.answered_at)
    answered = answered.where(Ask.organisation_id.in_(ids), Ask.answered_at >= since)
    for organisation_id, asked_at, answered_at in db.session.execute(answered):
        if answered_at is None:
            continue
        days = working_days_between(clock.local_day(asked_at), clock.local_day(answered_at))
        taken.setdefault(organisation_id, []).append(days)
    return {
        one: Promise(promised.get(one, PROMISED_WORKING_DAYS), measured(taken.get(one, ())), len(taken.get(one, ())))
        for one in ids
    }


def looks_of(enquiry: Enquiry) -> list[Look]:
    """Return who outside the company has seen what is confidential, newest first: for the company alone."""
    query = select(Look).where(Look.enquiry_id == enquiry.id).order_by(Look.id.desc())
    return list(db.session.scalars(query.options(joinedload(Look.person), joinedload(Look.organisation))))


def has_looked(person_id: int, enquiry: Enquiry, ask_id: int | None, *, since: datetime, what: str) -> bool:
    """Return whether this person's look at this is written down already since that moment."""
    asked = Look.ask_id == ask_id if ask_id is not None else Look.ask_id.is_(None)
    query = select(Look.id).where(Look.enquiry_id == enquiry.id, Look.person_id == person_id, asked)
    return db.session.scalars(query.where(Look.what == what, Look.at > since).limit(1)).first() is not None


def events_of(enquiry: Enquiry) -> list[EnquiryEvent]:
    """Return all that happened in the case, oldest first: for who may know it all."""
    query = select(EnquiryEvent).where(EnquiryEvent.enquiry_id == enquiry.id).order_by(EnquiryEvent.id)
    return list(db.session.scalars(query.options(joinedload(EnquiryEvent.organisation))))


def referrals_of(asks: Iterable[Ask]) -> list[Referral]:
    """Return the testbeds that those asked have named instead of themselves, oldest first."""
    query = select(Referral).where(Referral.ask_id.in_([one.id for one in asks])).order_by(Referral.id)
    return list(db.session.scalars(query.options(joinedload(Referral.testbed), joinedload(Referral.ask))))


def credited_in(asks: Iterable[Ask]) -> dict[int, str]:
    """Return by the id of each question that came of a referral the name of who led the case there."""
    led = {one.id: one.credited_to_id for one in asks if one.credited_to_id is not None}
    if not led:
        return {}
    names = {one.id: one.organisation.name for one in db.session.scalars(_asks().where(Ask.id.in_(led.values())))}
    return {ask_id: names[credited] for ask_id, credited in led.items()}


def bookings_of(enquiry: Enquiry) -> list[BookingView]:
    """Return the bookings that came of the case."""
    query = select(EnquiryBooking.booking_id).where(EnquiryBooking.enquiry_id == enquiry.id)
    return bookings.views_by_id(list(db.session.scalars(query)))


def waiting_for(organisation_ids: Sequence[int]) -> list[Ask]:
    """Return what these organisations have not answered yet, the earliest promise first."""
    return _found(Ask.organisation_id.in_(organisation_ids) & _is_waiting(), Ask.reply_by, None)


def open_for(organisation_ids: Sequence[int]) -> list[Enquiry]:
    """Return what these organisations have asked and not yet closed, newest first."""
    query = select(Enquiry).where(Enquiry.organisation_id.in_(organisation_ids), Enquiry.state != CLOSED)
    return list(db.session.scalars(query.order_by(Enquiry.id.desc())))


def count_overdue(organisation_ids: Sequence[int], today: date) -> int:
    """Return how many answers are late."""
    query = select(func.count(Ask.id)).where(
        Ask.organisation_id.in_(organisation_ids), _is_waiting(), Ask.reply_by < today
    )
    return db.session.scalar(query) or 0


def _is_waiting() -> ColumnElement[bool]:
    still_open = select(Enquiry.id).where(Enquiry.id == Ask.enquiry_id, Enquiry.state == OPEN).exists()
    return (Ask.state == SENT) & still_open


def _found(condition: ColumnElement[bool], order: ColumnElement[object] | object, limit: int | None) -> list[Ask]:
    query = _asks().where(condition).order_by(order, Ask.id.desc())  # type: ignore[arg-type]
    return list(db.session.scalars(query.limit(limit)))


def reference_of(enquiry_id: int) -> str:
    """Return the reference of a case. Raise NotFound. It tells nothing: the case's page asks who is reading."""
    reference = db.session.scalar(select(Enquiry.reference).where(Enquiry.id == enquiry_id))
    if reference is None:
        raise NotFound()
    return reference


def county_of(organisation_id: int) -> str:
    """Return the county from which the organisation asked last, or nothing."""
    query = select(Enquiry.county).where(Enquiry.organisation_id == organisation_id, Enquiry.county.is_not(None))
    return db.session.scalar(query.order_by(Enquiry.id.desc()).limit(1)) or ""
