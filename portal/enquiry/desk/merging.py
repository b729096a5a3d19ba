"""Putting two cases about the same need together, and taking them apart again within a day.

What belongs to the case that goes moves to the one that is kept; which rows it was is written with the event, so that taking
apart moves the very same back. Who was asked the same thing in both keeps one question, with both threads in it.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from portal import audit, outbox
from portal.accounts import queries as accounts
from portal.accounts.queries import Visitor
from portal.database import db, lock, transaction
from portal.enquiry import letters, rules
from portal.enquiry.desk import queries
from portal.enquiry.models import (
    CLOSED,
    OPEN,
    WITHDRAWN,
    Ask,
    Enquiry,
    EnquiryBooking,
    EnquiryEvent,
    Look,
    Outcome,
    Post,
)
from portal.enquiry.noting import note
from portal.errors import N_, NotFound, Refusal

UNDO_WITHIN = timedelta(days=1)
MERGED = "merged"
MOVED: dict[str, Any] = {"posts": Post, "events": EnquiryEvent, "looks": Look}


class NotTheSame(Refusal):
    message = N_("De två ärendena går inte att slå ihop: de är inte samma företags, eller bara ett av dem är blint.")


class TooLate(Refusal):
    message = N_("Det har gått mer än ett dygn. Öppna ett nytt ärende i stället.")


def merge(visitor: Visitor, kept: Enquiry, gone: Enquiry, *, now: datetime) -> Enquiry:
    """Put `gone` into `kept`, close it and tell all who were asked in it and the company. Its reference leads to `kept`.

    Raise NotTheSame, Closed, and NotFound for cases that are not this coordinator's business.
    """
    for one in (kept, gone):
        queries.get_case(one.reference, visitor)
    with transaction():
        keep, go = _both(kept, gone)
        _ensure_same(keep, go)
        moved = _move(keep, go)
        go.merged_into_id = keep.id
        go.state, go.closed_at, go.closed_because = CLOSED, now, MERGED
        _noted(go, "case.merged-away", visitor, now, into=keep.reference, moved=moved)
        event = _noted(keep, "case.merged", visitor, now, gone=go.reference)
        readers = accounts.members_of(keep.organisation_id)
        outbox.tell(letters.about(keep, "merged", event.id, readers, gone=go.reference), now=now)
        for asked in db.session.scalars(select(Ask).where(Ask.id.in_(moved["asks"]))):
            people = accounts.members_of(asked.organisation_id)
            outbox.tell(letters.about(keep, "merged", event.id, people, gone=go.reference), now=now)
        audit.record("enquiry.merged", go.reference, person_id=visitor.id, now=now, into=keep.reference)
    return keep


def unmerge(visitor: Visitor, gone_id: int, *, now: datetime) -> Enquiry:
    """Take apart what was put together within the last day, and tell the company. Raise TooLate, NotFound."""
    gone = db.session.get(Enquiry, gone_id)
    if gone is None or gone.merged_into_id is None:
        raise NotFound()
    kept = queries.get_case(queries.get_by_id(gone.merged_into_id).reference, visitor)
    with transaction():
        keep, go = _both(kept, gone)
        if go.merged_into_id != keep.id:
            raise NotFound()
        event = next((one for one in queries.merged_into(keep, now - UNDO_WITHIN) if one.enquiry_id == go.id), None)
        if event is None:
            raise TooLate()
        _move_back(keep, go, event.details["moved"])
        go.merged_into_id, go.state, go.closed_at, go.closed_because = None, OPEN, None, ""
        _noted(keep, "case.unmerged", visitor, now)
        apart = _noted(go, "case.unmerged", visitor, now)
        readers = accounts.members_of(keep.organisation_id)
        outbox.tell(letters.about(go, "unmerged", apart.id, readers, kept=keep.reference), now=now)
        audit.record("enquiry.unmerged", go.reference, person_id=visitor.id, now=now, kept=keep.reference)
    return go


def _noted(enquiry: Enquiry, action: str, visitor: Visitor, now: datetime, **details: Any) -> EnquiryEvent:
    body = queries.bodies_of(visitor)[0]
    return note(enquiry, action, person_id=visitor.id, organisation_id=body, now=now, **details)


def _both(kept: Enquiry, gone: Enquiry) -> tuple[Enquiry, Enquiry]:
    """Return both locked, always in the same order, so that two who do it at once do not wait for each other."""
    locked = {number: lock(Enquiry, number) for number in sorted({kept.id, gone.id})}
    return locked[kept.id], locked[gone.id]


def _ensure_same(keep: Enquiry, go: Enquiry) -> None:
    if CLOSED in (keep.state, go.state):
        raise rules.Closed()
    same = (keep.organisation_id, keep.kind, keep.is_blind) == (go.organisation_id, go.kind, go.is_blind)
    if keep.id == go.id or not same:
        raise NotTheSame()


def _move(keep: Enquiry, go: Enquiry) -> dict[str, Any]:
    """Move everything, and return what was moved as plain numbers."""
    there = {(one.organisation_id, one.testbed_id): one for one in _asks(keep)}
    moved: dict[str, Any] = {"asks": [], "doubles": [], "posts": [], "events": [], "looks": []}
    threads: dict[int, int] = {}
    for asked in _asks(go):
        double = there.get((asked.organisation_id, asked.testbed_id))
        if double is None:
            asked.enquiry_id = keep.id
            moved["asks"].append(asked.id)
        else:
            threads[asked.id] = double.id
            moved["doubles"].append([asked.id, asked.state])
            asked.state = WITHDRAWN
    for name, model in MOVED.items():
        for row in db.session.scalars(select(model).where(model.enquiry_id == go.id)):
            moved[name].append([row.id, row.ask_id])
            row.enquiry_id, row.ask_id = keep.id, threads.get(row.ask_id or 0, row.ask_id)
    moved["bookings"] = _move_bookings(keep, go)
    moved["outcomes"] = _move_outcomes(keep, go)
    db.session.flush()
    return moved


def _asks(enquiry: Enquiry) -> list[Ask]:
    return list(db.session.scalars(select(Ask).where(Ask.enquiry_id == enquiry.id).order_by(Ask.id)))


def _move_bookings(keep: Enquiry, go: Enquiry, only: list[int] | None = None) -> list[int]:
    """Move the bookings that are not there already, all or only these, and return them."""
    query = select(EnquiryBooking).where(EnquiryBooking.enquiry_id == go.id)
    there = set(db.session.scalars(select(EnquiryBooking.booking_id).where(EnquiryBooking.enquiry_id == keep.id)))
    rows = [row for row in db.session.scalars(query) if row.booking_id not in there]
    rows = [row for row in rows if only is None or row.booking_id in only]
    for row in rows:
        row.enquiry_id = keep.id
    return [row.booking_id for row in rows]


def _move_outcomes(keep: Enquiry, go: Enquiry) -> list[int]:
    told = set(db.session.scalars(select(Outcome.organisation_id).where(Outcome.enquiry_id == keep.id)))
    rows = [
        row
        for row in db.session.scalars(select(Outcome).where(Outcome.enquiry_id == go.id))
        if row.organisation_id not in told
    ]
    for row in rows:
        row.enquiry_id = keep.id
    return [row.id for row in rows]


def _move_back(keep: Enquiry, go: Enquiry, moved: dict[str, Any]) -> None:
    for asked in db.session.scalars(select(Ask).where(Ask.id.in_(moved["asks"]), Ask.enquiry_id == keep.id)):
        asked.enquiry_id = go.id
    states = dict(moved["doubles"])
    for asked in db.session.scalars(select(Ask).where(Ask.id.in_(states))):
        asked.state = states[asked.id]
    for name, model in MOVED.items():
        threads = dict(moved[name])
        rows = db.session.scalars(select(model).where(model.id.in_(threads), model.enquiry_id == keep.id))
        for row in rows:
            row.enquiry_id, row.ask_id = go.id, threads[row.id]
    # What was written to a moved question since then goes with it: the thread is whole on the side it came from.
    for model in MOVED.values():
        later = select(model).where(model.ask_id.in_(moved["asks"]), model.enquiry_id == keep.id)
        for row in db.session.scalars(later):
            row.enquiry_id = go.id
    _move_bookings(go, keep, moved["bookings"])
    for outcome in db.session.scalars(select(Outcome).where(Outcome.id.in_(moved["outcomes"]))):
        outcome.enquiry_id = go.id
    db.session.flush()
