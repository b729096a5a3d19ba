"""Another time, or other units, for a booking that stands: the old and the new change hands in one transaction.

Either side may change a booking until it begins; of one that has begun only the end. What the guard or a rule refuses leaves
the booking exactly as it was. Where the owner decides, a confirmed booking keeps its time while a later or longer one waits
for the answer: the wish takes nothing, so a yes may come too late, and then the old time still stands.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, or_, select, update

from portal.accounts.queries import Visitor
from portal.booking import letters, queries, rules
from portal.booking.alternatives import NoLongerFree, around, nearest_time
from portal.booking.availability import as_kept, claims_for
from portal.booking.changes.late import is_late
from portal.booking.elsewhere import read_again
from portal.booking.lapsing import expire_lapsed
from portal.booking.models import Booking, BookingChange
from portal.booking.moves import change_booking, note_change, note_given_back, replace_claims, take_booking
from portal.booking.permissions import is_booker, is_owner, may_change, may_decide, may_read
from portal.booking.queries import BookingView, ChangeView
from portal.booking.rules import Wish
from portal.booking.states import CONFIRMED, IN_USE, REQUESTED
from portal.booking.taken import claims_between
from portal.booking.units_left import Footprint, footprints
from portal.booking.wishes import books_directly, conditions_for
from portal.booking.wording import (
    ENDS_IN_THE_PAST,
    IS_OVER,
    NO_CHANGE_ASKED,
    NOT_BEFORE,
    NOT_CHANGEABLE,
    NOTHING_CHANGED,
    SAY_WHY,
    START_STAYS,
    TOO_LATE_TO_GIVE_BACK,
    UNITS_STAY,
)
from portal.capacity.queries import offered
from portal.capacity.rules import LENGTHS
from portal.catalogue.models import Resource
from portal.clock import Period
from portal.conditions.rules import for_owner
from portal.database import db, transaction
from portal.errors import CapacityExceeded, Conflict, NotAllowed, NotFound, Refusal, Refusals
from portal.passport.rules import NO_PAPERS

CHANGEABLE = frozenset({REQUESTED, CONFIRMED, IN_USE})
_RESOURCE = select(Booking.resource_id).where(Booking.reference == bindparam("reference"))
ACCEPTED, DECLINED, WITHDRAWN, REPLACED, LAPSED = "accepted", "declined", "withdrawn", "replaced", "lapsed"


@dataclass(frozen=True)
class Wanted:
    """What the booking is to be instead, and why."""

    period: Period
    units: int
    text: str = ""


class NothingChanged(Refusal):
    """The booking already is as it is wanted."""

    message = NOTHING_CHANGED


@dataclass(frozen=True)
class _New:
    """A change that breaks no rule, as the booking will be known by it and as it will be claimed."""

    kept: Period
    units: int
    prints: list[Footprint]


def alter_booking(
    visitor: Visitor, reference: str, wanted: Wanted, now: datetime, *, seen: int | None = None
) -> BookingView:
    """Give the booking another time or other units, or ask the owner for it; `queries.find_change` tells which.

    Raise Refusals with every broken rule and the nearest time, NoLongerFree when somebody else has it, Conflict when the
    booking was changed since version `seen`, NothingChanged for what is so already. The booking then is as it was.
    """
    _read_calendar(reference, now)
    try:
        with transaction():
            booking = _changeable(take_booking(reference), visitor, now, seen)
            new = _allowed(booking, visitor, wanted, now)
            if _needs_answer(visitor, booking, new):
                return _ask(booking, visitor, new, wanted.text, now)
            return _apply(booking, visitor, new, wanted.text, now)
    except CapacityExceeded as refusal:
        raise _with_what_fits(reference, wanted, refusal, now) from None


def accept_change(visitor: Visitor, reference: str, now: datetime) -> BookingView:
    """Say yes to the change that was asked for. Raise NoLongerFree when it has been taken meanwhile: the old time stands."""
    wanted = None
    _read_calendar(reference, now)
    try:
        with transaction():
            booking, change = _asked(visitor, reference)
            wanted = Wanted(change.period, change.units)
            new = _allowed(_changeable(booking, visitor, now, None), visitor, wanted, now, needs_reason=False)
            _settle(booking.id, ACCEPTED, now)
            return _apply(booking, visitor, new, "", now)
    except CapacityExceeded as refusal:
        assert wanted is not None
        raise _with_what_fits(reference, wanted, refusal, now) from None


def _read_calendar(reference: str, now: datetime) -> None:
    """Let the owner's own calendar be asked once more before another time is taken."""
    read_again(db.session.connection().execute(_RESOURCE, {"reference": reference}).scalars().all(), now)


def decline_change(visitor: Visitor, reference: str, text: str, now: datetime) -> BookingView:
    """Say no to the change that was asked for; the booking stays as it is."""
    with transaction():
        booking, _change = _asked(visitor, reference)
        _settle(booking.id, DECLINED, now)
        return _told(booking, visitor, "change-declined", text, now)


def withdraw_change(visitor: Visitor, reference: str, now: datetime) -> BookingView:
    """Take back what was asked for, from the booker's side."""
    with transaction():
        booking = take_booking(reference)
        if not is_booker(visitor, booking):
            raise NotAllowed() if may_read(visitor, booking) else NotFound()
        if queries.find_change(booking.id) is None:
            raise Refusal(NO_CHANGE_ASKED)
        _settle(booking.id, WITHDRAWN, now)
        return _told(booking, visitor, "change-withdrawn", "", now)


def lapse_changes(now: datetime) -> int:
    """Let go of wishes whose time has come without an answer, and tell both sides; return how many."""
    either = or_(BookingChange.starts_at <= now, Booking.starts_at <= now)
    is_due = or_(BookingChange.ends_at <= now, Booking.ends_at <= now, BookingChange.starts_at != Booking.starts_at)
    query = (
        select(Booking.reference)
        .join(BookingChange, BookingChange.booking_id == Booking.id)
        .where(BookingChange.settled_at.is_(None), or_(Booking.state.not_in(CHANGEABLE), either & is_due))
    )
    due = list(db.session.scalars(query))
    for reference in due:
        with transaction():
            booking = take_booking(reference)
            if _settle(booking.id, LAPSED, now) and booking.state in CHANGEABLE:
                _told(booking, None, "change-lapsed", "", now)
    return len(due)


def _changeable(booking: BookingView, visitor: Visitor, now: datetime, seen: int | None) -> BookingView:
    if not may_change(visitor, booking):
        raise NotAllowed() if may_read(visitor, booking) else NotFound()
    if seen is not None and seen != booking.version:
        raise Conflict()
    if booking.state not in CHANGEABLE:
        raise Refusal(NOT_CHANGEABLE)
    if booking.ends_at <= now:
        raise Refusal(IS_OVER)
    return booking


def _allowed(
    booking: BookingView, visitor: Visitor, wanted: Wanted, now: datetime, *, needs_reason: bool = True
) -> _New:
    resource = db.session.get_one(Resource, booking.resource_id)
    stretches = offered(resource.id, around(resource, wanted.period))
    taken = claims_for(resource.unit, stretches, wanted.period)
    kept = as_kept(resource.unit, taken) if taken else wanted.period
    if (kept, wanted.units) == (booking.period, booking.units):
        raise NothingChanged()
    own = list(_own_faults(booking, visitor, kept, wanted, now, needs_reason=needs_reason))
    expire_lapsed(resource.id, now)
    broken = [*own, *_broken(resource, booking, visitor, wanted, now)]
    if broken and all(isinstance(one, CapacityExceeded) for one in broken):
        raise broken[0]
    if broken:
        raise Refusals(broken, _what_fits(resource, booking, wanted, now))
    return _New(kept, wanted.units, footprints(resource, taken))


def _broken(resource: Resource, booking: BookingView, visitor: Visitor, wanted: Wanted, now: datetime) -> list[Refusal]:
    """Return the rules of booking that the new time breaks, what the booking itself takes left out."""
    wish = _wish(resource, booking, wanted, now)
    claims = claims_between(resource.id, around(resource, wanted.period), now=now, but=booking.id)
    # Whoever has begun did so at a time that was right then.
    asked_at = min(now, booking.starts_at)
    broken = rules.broken_rules(resource, wish, offered(resource.id, around(resource, wanted.period)), claims, asked_at)
    if is_owner(visitor, booking) or wanted.period.starts_at == booking.starts_at:
        # Notice is for a new start, and the owner knows how short a one they can keep.
        broken = [one for one in broken if one.message != NOT_BEFORE]
    return for_owner(broken) if is_owner(visitor, booking) else broken


def _wish(resource: Resource, booking: BookingView, wanted: Wanted, now: datetime) -> Wish:
    own = conditions_for(booking.organisation_id, resource, now, person_id=booking.person_id, but=booking.id)
    if booking.period.contains(wanted.period):
        # What stands is not called off when a paper expires, so giving some of it back asks for none.
        own = replace(own, papers=NO_PAPERS)
    return Wish(wanted.period, wanted.units, conditions=own)


def _own_faults(
    booking: BookingView, visitor: Visitor, kept: Period, wanted: Wanted, now: datetime, *, needs_reason: bool
) -> list[Refusal]:
    """Return what is wrong with the change as a change."""
    faults = []
    if booking.starts_at <= now and kept.starts_at != booking.starts_at:
        faults.append(Refusal(START_STAYS, field="starts"))
    if booking.starts_at <= now and wanted.units != booking.units:
        faults.append(Refusal(UNITS_STAY, field="units"))
    if booking.starts_at <= now and kept.ends_at <= now:
        faults.append(Refusal(ENDS_IN_THE_PAST, field="ends"))
    if is_owner(visitor, booking):
        if needs_reason and not wanted.text:
            faults.append(Refusal(SAY_WHY, field="text"))
    elif _gives_back(booking, kept, wanted.units) and _is_late(booking, now):
        faults.append(Refusal(TOO_LATE_TO_GIVE_BACK, field="first_day", hours=booking.late_hours))
    return faults


def _is_late(booking: BookingView, now: datetime) -> bool:
    """Return whether what is given back now would have cost something to cancel: moving is no way around that."""
    return booking.state == CONFIRMED and now < booking.starts_at and is_late(booking, booking.starts_at, now)


def _gives_back(booking: BookingView, kept: Period, units: int) -> bool:
    return not kept.contains(booking.period) or units < booking.units


def _needs_answer(visitor: Visitor, booking: BookingView, new: _New) -> bool:
    """Return whether the owner must say yes: to more than they have said yes to, where they decide."""
    if (
        booking.state == REQUESTED
        or is_owner(visitor, booking)
        or books_directly(booking.resource_id, booking.organisation_id)
    ):
        return False
    return not (booking.period.contains(new.kept) and new.units <= booking.units)


def _ask(booking: BookingView, visitor: Visitor, new: _New, text: str, now: datetime) -> BookingView:
    known = queries.find_change(booking.id)
    if known and (known.period, known.units) == (new.kept, new.units):
        return booking
    _settle(booking.id, REPLACED, now)
    wish = {"starts_at": new.kept.starts_at, "ends_at": new.kept.ends_at, "units": new.units}
    line = {"booking_id": booking.id, "person_id": visitor.id, "asked_at": now, "text": text}
    db.session.execute(insert(BookingChange).values(**wish, **line))
    return _told(booking, visitor, "change-asked", text, now)


def _apply(booking: BookingView, visitor: Visitor, new: _New, text: str, now: datetime) -> BookingView:
    after = replace(booking, starts_at=new.kept.starts_at, ends_at=new.kept.ends_at, units=new.units)
    # In a savepoint: after a refusal the nearest time can be looked for, and others of a series go on.
    with db.session.begin_nested():
        replace_claims(after, new.prints)
    note_given_back(after.resource_id, now)
    # An open wish was about the booking as it was.
    _settle(booking.id, REPLACED, now)
    # Whoever has said yes so far said it to another time; a reminder was about that too.
    changed: dict[str, Any] = {"steps_done": 0, "reminded_at": None} if booking.state == REQUESTED else {}
    after = replace(after, **changed)
    change_booking(booking.id, starts_at=after.starts_at, ends_at=after.ends_at, units=after.units, **changed)
    return _told(after, visitor, "changed", text, now, before=booking)


def _told(
    booking: BookingView,
    visitor: Visitor | None,
    what: str,
    text: str,
    now: datetime,
    *,
    before: BookingView | None = None,
) -> BookingView:
    """Count the change, write it down and tell both sides once."""
    after = replace(booking, version=booking.version + 1, sequence=booking.sequence + 1, changed_at=now)
    change_booking(after.id, version=after.version, sequence=after.sequence, changed_at=now)
    facts = _in_numbers(before, after) if before else {}
    note_change(after, what, now=now, by=visitor, text=text or None, **facts)
    wish = queries.find_change(after.id) if what == "change-asked" else None
    letters.tell(after, what, now=now, details=letters.change(text, before=before, wish=wish))
    return after


def _in_numbers(before: BookingView, after: BookingView) -> dict[str, list[str | int]]:
    return {
        name: [one.starts_at.isoformat(), one.ends_at.isoformat(), one.units]
        for name, one in (("was", before), ("is_now", after))
    }


def _asked(visitor: Visitor, reference: str) -> tuple[BookingView, ChangeView]:
    booking = take_booking(reference)
    if not may_decide(visitor, booking):
        raise NotAllowed() if may_read(visitor, booking) else NotFound()
    change = queries.find_change(booking.id)
    if change is None:
        raise Refusal(NO_CHANGE_ASKED)
    return booking, change


def _settle(booking_id: int, outcome: str, now: datetime) -> int:
    line = update(BookingChange).where(BookingChange.booking_id == booking_id, BookingChange.settled_at.is_(None))
    return db.session.connection().execute(line.values(settled_at=now, outcome=outcome)).rowcount


def _with_what_fits(reference: str, wanted: Wanted, refusal: Refusal, now: datetime) -> Refusal:
    booking = queries.find_view(reference)
    assert booking is not None
    resource = db.session.get_one(Resource, booking.resource_id)
    return NoLongerFree(refusal, _what_fits(resource, booking, wanted, now))


def _what_fits(resource: Resource, booking: BookingView, wanted: Wanted, now: datetime) -> Period | None:
    """Return the nearest time that would do: of a booking that has begun the longest that does, else none."""
    if booking.starts_at > now:
        return nearest_time(resource, _wish(resource, booking, wanted, now), now, but=booking.id)
    step = LENGTHS.get(resource.unit)
    if step is None or wanted.period.ends_at - booking.ends_at > timedelta(days=2):
        return None
    ends_at = wanted.period.ends_at - step
    while ends_at > max(booking.ends_at, now):
        period = Period(booking.starts_at, ends_at)
        stretches = offered(resource.id, around(resource, period))
        claims = claims_between(resource.id, around(resource, period), now=now, but=booking.id)
        broken = rules.broken_rules(resource, Wish(period, booking.units), stretches, claims, booking.starts_at)
        if all(one.message == NOT_BEFORE for one in broken):
            return period
        ends_at -= step
    return None
