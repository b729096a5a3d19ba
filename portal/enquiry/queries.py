"""Reads of enquiries; each asks who is reading."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload

from portal.accounts.queries import Visitor
from portal.database import db
from portal.enquiry.models import CLOSED, OPEN, SENT, Ask, Enquiry, Post
from portal.enquiry.permissions import answers, asks, may_read, routes
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
