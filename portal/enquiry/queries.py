"""Reads of enquiries; each asks who is reading."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from portal.accounts.queries import Visitor
from portal.database import db
from portal.enquiry.models import CLOSED, SENT, Enquiry, Post
from portal.enquiry.permissions import may_read
from portal.errors import NotFound

_WITH_BOTH_SIDES = (joinedload(Enquiry.organisation), joinedload(Enquiry.addressee), joinedload(Enquiry.testbed))


def get_enquiry(reference: str, visitor: Visitor) -> Enquiry:
    """Return the enquiry. Raise NotFound unless the visitor is on one of its two sides."""
    query = select(Enquiry).where(Enquiry.reference == reference.upper()).options(*_WITH_BOTH_SIDES)
    enquiry = db.session.scalars(query).one_or_none()
    if enquiry is None or not may_read(visitor, enquiry):
        raise NotFound()
    return enquiry


def find_by_form_key(form_key: str, person_id: int) -> Enquiry | None:
    """Return what this very form has become already."""
    return db.session.scalars(
        select(Enquiry).where(Enquiry.form_key == form_key, Enquiry.person_id == person_id)
    ).one_or_none()


def posts_of(enquiry: Enquiry) -> list[Post]:
    """Return the thread, oldest first."""
    query = select(Post).where(Post.enquiry_id == enquiry.id).order_by(Post.id)
    return list(db.session.scalars(query.options(joinedload(Post.organisation), joinedload(Post.person))))


def enquiries_of(organisation_ids: Sequence[int], *, limit: int = 100) -> list[Enquiry]:
    """Return what these organisations have asked, newest first."""
    return _newest(Enquiry.organisation_id.in_(organisation_ids), limit)


def addressed_to(organisation_ids: Sequence[int], *, limit: int = 100) -> list[Enquiry]:
    """Return what these organisations have been asked, newest first."""
    return _newest(Enquiry.addressee_id.in_(organisation_ids), limit)


def waiting_for(organisation_ids: Sequence[int]) -> list[Enquiry]:
    """Return what these organisations have not answered yet, the earliest promise first."""
    query = select(Enquiry).where(Enquiry.addressee_id.in_(organisation_ids), Enquiry.state == SENT)
    return list(db.session.scalars(query.options(*_WITH_BOTH_SIDES).order_by(Enquiry.reply_by, Enquiry.id)))


def open_for(organisation_ids: Sequence[int]) -> list[Enquiry]:
    """Return what these organisations have asked and not yet closed."""
    query = select(Enquiry).where(Enquiry.organisation_id.in_(organisation_ids), Enquiry.state != CLOSED)
    return list(db.session.scalars(query.options(*_WITH_BOTH_SIDES).order_by(Enquiry.id.desc())))


def count_overdue(organisation_ids: Sequence[int], today: date) -> int:
    """Return how many answers are late."""
    query = select(func.count()).where(
        Enquiry.addressee_id.in_(organisation_ids), Enquiry.state == SENT, Enquiry.reply_by < today
    )
    return db.session.scalar(query) or 0


def _newest(condition: ColumnElement[bool], limit: int) -> list[Enquiry]:
    query = select(Enquiry).where(condition).options(*_WITH_BOTH_SIDES).order_by(Enquiry.id.desc()).limit(limit)
    return list(db.session.scalars(query))
