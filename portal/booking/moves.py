"""The one way a booking moves: its state, its claims, its history, the audit and the letters change together.

Call these inside the transaction of an action. Every action takes the resource first: two actions on one resource queue up
there, in whatever order they would touch bookings and claims, and never wait for each other crosswise.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, CompoundSelect, Table, bindparam, delete, insert, select, union_all, update

from portal import audit, clock
from portal.accounts.queries import Visitor
from portal.booking import letters, queries
from portal.booking.models import Booking, BookingEvent, Claim
from portal.booking.permissions import is_booker
from portal.booking.queries import BookingView
from portal.booking.shares import pooling
from portal.booking.states import TAKES_CAPACITY, may_become
from portal.booking.units_left import Footprint
from portal.booking.wording import ALREADY
from portal.capacity.models import ResourceGuard, ResourceLink
from portal.database import at_once, before_end, db, transaction
from portal.errors import NotFound, Refusal

on_given_back: list[Callable[[int, datetime], object]] = []
"""What follows, at the end of the same action, when time in a resource has been given back: `create_app` fills the list."""


def linked(resource_id: Any) -> CompoundSelect[tuple[int]]:
    """Return the select of the resource itself, what it takes along, and what takes it along."""
    return _linked(lambda column: column == resource_id)


def _linked(is_meant: Callable[[Any], Any]) -> CompoundSelect[tuple[int]]:
    return union_all(
        select(ResourceGuard.resource_id).where(is_meant(ResourceGuard.resource_id)),
        select(ResourceLink.takes_id).where(is_meant(ResourceLink.resource_id)),
        select(ResourceLink.resource_id).where(is_meant(ResourceLink.takes_id)),
    )


def _lock(resource_ids: CompoundSelect[tuple[int]]) -> Any:
    locked = select(ResourceGuard.resource_id).where(ResourceGuard.resource_id.in_(resource_ids))
    return locked.order_by(ResourceGuard.resource_id).with_for_update()


# In one order for everybody, with what is taken along: two actions never wait for each other crosswise.
_BOOKED = select(Booking.resource_id).where(Booking.reference == bindparam("reference")).scalar_subquery()
_LOCK_RESOURCES = _lock(_linked(lambda column: column.in_(bindparam("resource_ids", expanding=True))))
_LOCK_BOOKED = _lock(linked(_BOOKED))
# Plain tables: rows go in and change without being loaded, flushed and kept by the session.
_BOOKING, _CLAIM, _EVENT = (cast(Table, model.__table__) for model in (Booking, Claim, BookingEvent))
_NEW_BOOKING, _NEW_CLAIM, _NEW_EVENT = insert(_BOOKING).returning(_BOOKING.c.id), insert(_CLAIM), insert(_EVENT)


def take_resource(resource_id: int) -> None:
    """Let other actions on this resource wait until this transaction ends."""
    take_resources([resource_id])


def take_resources(resource_ids: Collection[int]) -> None:
    """Let other actions on these resources, and on what they take along, wait until this transaction ends.

    All are locked in one statement: two that take several, linked crosswise, would wait for each other otherwise.
    """
    wanted = set(resource_ids)
    taken = db.session.connection().execute(_LOCK_RESOURCES, {"resource_ids": sorted(wanted)}).scalars()
    if not wanted <= set(taken):
        raise NotFound()


def take_booking(reference: str) -> BookingView:
    """Return the booking as it is now, its resource taken. Raise NotFound."""
    if db.session.connection().execute(_LOCK_BOOKED, {"reference": reference}).all() == []:
        raise NotFound()
    booking = queries.find_view(reference)
    if booking is None:
        raise NotFound()
    return booking


def ensure_may_become(booking: BookingView, wanted: str) -> None:
    """Raise a Refusal that says how the booking stands when the move cannot be made."""
    if not may_become(booking.state, wanted):
        raise Refusal(ALREADY[booking.state])


def move(
    booking: BookingView,
    to_state: str,
    *,
    now: datetime,
    by: Visitor | None,
    reason: str | None = None,
    reason_text: str | None = None,
    letter: str | None = None,
    details: letters.Details | None = None,
    prints: Sequence[Footprint] | None = None,
    **changed: Any,
) -> BookingView:
    """Move the booking and return it as it then is. With a letter both sides are told; `changed` are further columns.

    A state that takes capacity takes these footprints, or those it gave back. Raise CapacityExceeded when they are gone.
    """
    ensure_may_become(booking, to_state)
    changed["version"] = booking.version + 1
    if letter:
        changed["sequence"] = booking.sequence + 1
    after = replace(booking, state=to_state, reason=reason, reason_text=reason_text, changed_at=now, **changed)
    _write(after, changed)
    if prints is not None:
        enter_claims(after.id, after.resource_id, prints, after.units, now=now)
    elif (to_state in TAKES_CAPACITY) != (booking.state in TAKES_CAPACITY):
        set_claims([booking.id], active=to_state in TAKES_CAPACITY, now=now)
    if booking.state in TAKES_CAPACITY and to_state not in TAKES_CAPACITY:
        note_given_back(booking.resource_id, now)
    note_move(after, booking.state, now=now, by=by)
    if letter:
        letters.tell(after, letter, now=now, details=details)
    return after


def _write(after: BookingView, changed: Iterable[str]) -> None:
    columns = ("state", "reason", "reason_text", "changed_at", *changed)
    change_booking(after.id, **{name: getattr(after, name) for name in columns})


def note_given_back(resource_id: int, now: datetime) -> None:
    """Say that time in the resource has become free: whoever waits for it is thought of before the action ends.

    `move` says so itself; say it where claims are given back or made shorter without a move.
    """

    def follow() -> None:
        for listener in on_given_back:
            listener(resource_id, now)

    before_end(("given back", resource_id), follow)


def pass_on(resource_id: int) -> None:
    """Let whoever waits have what was given back in the resource, before this action takes anything there itself."""
    at_once(("given back", resource_id))


def note_move(after: BookingView, from_state: str | None, *, now: datetime, by: Visitor | None) -> None:
    """Write the move in the booking's history and in the audit."""
    _note(after, from_state, now=now, by=by, reason=after.reason, text=after.reason_text)
    audit.record(f"booking.{after.state}", after.reference, person_id=by.id if by else None, now=now)


def note_change(
    after: BookingView, what: str, *, now: datetime, by: Visitor | None, text: str | None = None, **details: Any
) -> None:
    """Write in the history and in the audit what was changed of a booking that keeps its state: a code of `reasons`."""
    _note(after, after.state, now=now, by=by, reason=what, text=text)
    audit.record(f"booking.{what}", after.reference, person_id=by.id if by else None, now=now, **details)


def _note(
    after: BookingView,
    from_state: str | None,
    *,
    now: datetime,
    by: Visitor | None,
    reason: str | None,
    text: str | None,
) -> None:
    event = {
        "booking_id": after.id,
        "at": now,
        "person_id": by.id if by else None,
        "from_state": from_state,
        "to_state": after.state,
        "reason": reason,
        "reason_text": text,
    }
    db.session.connection().execute(_NEW_EVENT, event)


def set_claims(booking_ids: Collection[int], *, active: bool, now: datetime | None = None) -> None:
    """Give back what these bookings take, or take it again: then the guard may refuse, or what is kept for others."""
    if active:
        for booking_id in sorted(booking_ids):
            pooling.ensure_share_again(booking_id, now or clock.now())
    if booking_ids:
        _turn(_CLAIM.c.booking_id.in_(booking_ids), active=active)


def active_claims(booking_id: int) -> list[int]:
    """Return the claims that the booking itself has now."""
    own = select(_CLAIM.c.id).where(_CLAIM.c.booking_id == booking_id, _CLAIM.c.parent_id.is_(None))
    return list(db.session.connection().execute(own.where(_CLAIM.c.active == 1)).scalars())


def try_claims(claim_ids: Collection[int], *, active: bool) -> None:
    """Give these claims back for a while, to try what would follow, or put them where they were before the action ends.

    What is kept for others is not asked of: in truth they were never given back.
    """
    if claim_ids:
        _turn(_CLAIM.c.id.in_(claim_ids), active=active)


def _turn(which: ColumnElement[bool], *, active: bool) -> None:
    """Change whether these claims count. What was taken along follows by itself."""
    own = (which, _CLAIM.c.parent_id.is_(None), _CLAIM.c.active == int(not active))
    db.session.connection().execute(update(_CLAIM).where(*own).values(active=int(active)))


def replace_claims(booking: BookingView, prints: Sequence[Footprint]) -> None:
    """Give back all that the booking takes and take these stretches instead; the guard has the last word."""
    set_claims([booking.id], active=False)
    # What a change gave back is no stretch of the booking any more: the audit remembers what it was.
    db.session.execute(delete(_CLAIM).where(_CLAIM.c.booking_id == booking.id, _CLAIM.c.parent_id.is_(None)))
    enter_claims(booking.id, booking.resource_id, prints, booking.units)


@contextmanager
def set_aside() -> Iterator[Callable[[int], None]]:
    """Give what puts a booking aside: until the block ends it counts as if it took nothing, and then as before.

    So what is asked for several bookings is judged as it will be when all of them are granted. Call it with the resource taken.
    """
    aside: list[int] = []

    def put(booking_id: int) -> None:
        ids = active_claims(booking_id)
        try_claims(ids, active=False)
        aside.extend(ids)

    yield put
    try_claims(aside, active=True)


def give_back_rest(booking: BookingView, until: datetime, now: datetime) -> None:
    """Shorten what the booking takes to what lies before `until`; whoever waits for the rest is thought of."""
    own = (_CLAIM.c.booking_id == booking.id, _CLAIM.c.parent_id.is_(None), _CLAIM.c.active == 1)
    ahead = update(_CLAIM).where(*own, _CLAIM.c.starts_at >= until).values(active=0)
    under_way = update(_CLAIM).where(*own, _CLAIM.c.starts_at < until, _CLAIM.c.ends_at > until).values(ends_at=until)
    for statement in (ahead, under_way):
        db.session.connection().execute(statement)
    note_given_back(booking.resource_id, now)


def enter_booking(**values: Any) -> int:
    """Write a new booking and return its id; it has no claims yet."""
    return db.session.connection().execute(_NEW_BOOKING, values).scalar_one()


def change_booking(booking_id: int, **values: Any) -> None:
    """Change columns that are no move: how long it is held, the key of its form. Each change makes a new version."""
    values.setdefault("version", _BOOKING.c.version + 1)
    db.session.connection().execute(update(_BOOKING).where(_BOOKING.c.id == booking_id).values(**values))


def enter_claims(
    booking_id: int, resource_id: int, prints: Sequence[Footprint], units: int, *, now: datetime | None = None
) -> None:
    """Take these stretches with their buffers. Raise CapacityExceeded when the guard refuses one, or it is kept for others."""
    pooling.ensure_share(booking_id, resource_id, prints, units, now or clock.now())
    db.session.connection().execute(
        _NEW_CLAIM,
        [
            {
                "booking_id": booking_id,
                "resource_id": resource_id,
                "starts_at": one.period.starts_at,
                "ends_at": one.period.ends_at,
                "units": units,
                "active": 1,
                "buffer_before": int(one.before.total_seconds()),
                "buffer_after": int(one.after.total_seconds()),
            }
            for one in prints
        ],
    )


def note_reading(visitor: Visitor, booking: BookingView, now: datetime) -> None:
    """Write down that somebody outside the booker's organisation read what is confidential (P3)."""
    if not is_booker(visitor, booking):
        with transaction():
            audit.record("booking.read", booking.reference, person_id=visitor.id, now=now)
