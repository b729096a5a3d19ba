"""Another time for dates of a series: for one, for it and the following, or for all, at the same time of the day on each.

What would become of each date is found by moving it for real and taking it back, so the report says what will happen. What is
ticked then is moved all or none, in one transaction, and both sides are told in one letter.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import update

from portal import audit
from portal.accounts.queries import Visitor
from portal.booking import queries as bookings
from portal.booking import service as booking
from portal.booking.permissions import is_owner, may_change
from portal.booking.queries import BookingView, ChangeView
from portal.booking.service import NothingChanged, NotTogether
from portal.booking.service import Wanted as NewTime
from portal.catalogue.models import Resource
from portal.clock import NoSuchTime, Period
from portal.database import db, transaction
from portal.errors import Busy, Conflict, Refusal
from portal.series import letters_of_moves, queries
from portal.series.changing import FOLLOWING, ONE, party, within
from portal.series.letters_of_moves import Moved
from portal.series.models import Series, SeriesDate
from portal.series.queries import DateView, SeriesView
from portal.series.report import why_closed
from portal.series.rules import WallTime, in_order, moved_by_the_clock, shifted
from portal.series.wording import NO_DATES, NOTHING_TO_DO, SAY_WHY


@dataclass(frozen=True)
class Shift:
    """Which dates, counted from `day`, and where to: so many days later, to this time of the day, with so many units."""

    scope: str
    day: date
    days: int
    wall: WallTime
    units: int


@dataclass(frozen=True)
class Target:
    """Where one date is to go, and the version of its booking that was read."""

    period: Period
    seen: int


@dataclass(frozen=True)
class MoveLine:
    """One date: its booking, where it would go, and what stands in the way or else whether the owner is to be asked first.

    `is_there` where there is nothing to do. The rest is as in the report of a new series.
    """

    day: date
    booking: BookingView
    period: Period | None
    refusal: Refusal | None = None
    asks: bool = False
    is_there: bool = False
    holiday: date | None = None
    closure: str | None = None
    nearest: Period | None = None
    longer: timedelta = timedelta(0)

    @property
    def fits(self) -> bool:
        return self.refusal is None and not self.is_there


@dataclass(frozen=True)
class _Result:
    """What came of one date: how it is now and what is asked for it, or why it stays."""

    after: BookingView | None = None
    wish: ChangeView | None = None
    refusal: Refusal | None = None


def report_move(visitor: Visitor, reference: str, shift: Shift, text: str, now: datetime) -> list[MoveLine]:
    """Return what moving these dates would say of each, in order; nothing is moved. Raise Refusal when there are none."""
    series = _movable(visitor, reference, text)
    booking.read_again([series.resource_id], now)
    with transaction():
        booking.take_resources([series.resource_id])
        chosen = within(queries.dates_of(series.id), shift.scope, shift.day, now)
        if not chosen:
            raise Refusal(NOTHING_TO_DO)
        wished = {one.day: shifted(one.booking.period, shift.wall, shift.days) for one in chosen if one.booking}
        targets = {
            one.day: Target(wish, one.booking.version) for one in chosen if one.booking and (wish := wished[one.day])
        }
        with _undone(), booking.kept_back():
            results = _move_each(visitor, chosen, targets, shift.units, text, now)
    resource = db.session.get_one(Resource, series.resource_id)
    own = [wish for day, wish in wished.items() if wish and not results[day].refusal]
    return [_line(resource, one, wished[one.day], results.get(one.day), shift.wall, own) for one in chosen]


def _line(
    resource: Resource,
    one: DateView,
    wished: Period | None,
    result: _Result | None,
    wall: WallTime,
    own: list[Period],
) -> MoveLine:
    assert one.booking is not None
    line = MoveLine(one.day, one.booking, wished)
    if wished is None or result is None:
        return replace(line, refusal=NoSuchTime())
    line = replace(line, asks=result.wish is not None, longer=moved_by_the_clock(wished, wall))
    if isinstance(result.refusal, NothingChanged):
        return replace(line, is_there=True)
    if result.refusal is None:
        return line
    holiday, closure = why_closed(resource, wished)
    return replace(
        line, refusal=result.refusal, holiday=holiday, closure=closure, nearest=_nearest(result.refusal, own)
    )


def _nearest(refusal: Refusal, own: list[Period]) -> Period | None:
    """Return the time that would do instead, unless another date of the series goes there."""
    near: Period | None = getattr(refusal, "nearest", None)
    if near is None or any(near.overlaps(other) for other in own):
        return None
    own.append(near)
    return near


def move_dates(
    visitor: Visitor,
    reference: str,
    shift: Shift,
    targets: Mapping[date, Target],
    text: str,
    now: datetime,
) -> list[Moved]:
    """Move these dates, all or none, and return what was done; asked for a second time, it does nothing more.

    Where the owner decides, the new times are asked for and the old ones stand until the answer. Raise NotTogether with what
    is wrong with each date, in the order of `targets`, Refusal when there are none.
    """
    series = _movable(visitor, reference, text)
    booking.read_again([series.resource_id], now)
    with transaction():
        booking.take_resources([series.resource_id])
        chosen = [one for one in queries.dates_of(series.id) if one.day in targets and one.booking]
        if not chosen:
            raise Refusal(NO_DATES)
        with booking.kept_back():
            results = _move_each(visitor, chosen, targets, shift.units, text, now)
        if any(one.refusal and not isinstance(one.refusal, NothingChanged) for one in results.values()):
            raise NotTogether([_refusal_of(results.get(day)) for day in targets])
        moved = [
            Moved(one.booking, result.after, result.wish)
            for one in chosen
            if one.booking and (result := results[one.day]).after
        ]
        if moved:
            _take_along(series, shift)
            note_units(series)
            letters_of_moves.tell_moved(series, moved, text, now=now)
            audit.record("series.moved", series.reference, person_id=visitor.id, now=now, dates=len(moved))
        return moved


def _movable(visitor: Visitor, reference: str, text: str) -> SeriesView:
    series = party(visitor, reference, may_change)
    if is_owner(visitor, series) and not text:
        raise Refusal(SAY_WHY, field="text")
    return series


def _refusal_of(result: _Result | None) -> Refusal | None:
    refusal = result.refusal if result else Refusal(NOTHING_TO_DO)
    return None if isinstance(refusal, NothingChanged) else refusal


@contextmanager
def _undone() -> Iterator[None]:
    """Do the block in the database and undo all of it."""
    trial = db.session.begin_nested()
    try:
        yield
    finally:
        trial.rollback()


def _move_each(
    visitor: Visitor, chosen: Sequence[DateView], targets: Mapping[date, Target], units: int, text: str, now: datetime
) -> dict[date, _Result]:
    """Move each date in a savepoint of its own, in the order in which each leaves its time before the next one comes."""
    pairs = [(one, targets[one.day]) for one in chosen if one.day in targets]
    steps = [(one.booking.period, target.period) for one, target in pairs if one.booking]
    results = {}
    with booking.set_aside() as put_aside:
        for place in in_order(steps):
            one, target = pairs[place]
            assert one.booking is not None
            result = _move_one(visitor, one.booking, target, NewTime(target.period, units, text), now)
            if result.wish:
                # It keeps its time until the answer, but other dates are asked for as if it had left.
                put_aside(one.booking.id)
            results[one.day] = result
    return results


def _move_one(visitor: Visitor, view: BookingView, target: Target, wanted: NewTime, now: datetime) -> _Result:
    try:
        with db.session.begin_nested():
            after = booking.alter_booking(visitor, view.reference, wanted, now, seen=target.seen)
    except Busy:
        raise
    except Conflict as refusal:
        is_so = target.seen != view.version and _is_so_already(visitor, view, wanted, now)
        return _nothing(view) if is_so else _Result(refusal=refusal)
    except NothingChanged:
        return _nothing(view)
    except Refusal as refusal:
        return _Result(refusal=refusal)
    return _nothing(view) if after.version == view.version else _Result(after, bookings.find_change(view.id))


def _nothing(view: BookingView) -> _Result:
    return _Result(wish=bookings.find_change(view.id), refusal=NothingChanged())


def _is_so_already(visitor: Visitor, view: BookingView, wanted: NewTime, now: datetime) -> bool:
    """Return whether the booking is as wanted by now, or that is asked for: the same form came twice."""
    try:
        with _undone():
            return booking.alter_booking(visitor, view.reference, wanted, now).version == view.version
    except NothingChanged:
        return True
    except Refusal:
        return False


def _take_along(series: SeriesView, shift: Shift) -> None:
    """Let the dates that did not fit be wished for at the new time of the day too."""
    if shift.scope == ONE:
        return
    for one in queries.dates_of(series.id):
        if not one.is_open or one.wished is None or (shift.scope == FOLLOWING and one.day < shift.day):
            continue
        period = shifted(one.wished, shift.wall, shift.days)
        if period is not None:
            mine = update(SeriesDate).where(SeriesDate.series_id == series.id, SeriesDate.day == one.day)
            db.session.execute(mine.values(starts_at=period.starts_at, ends_at=period.ends_at))


def note_units(series: SeriesView) -> None:
    """Let the series be known by the units that all its dates have: what is taken later takes as many."""
    units = {one.booking.units for one in queries.dates_of(series.id) if one.is_live and one.booking}
    if len(units) == 1 and units != {series.units}:
        db.session.execute(update(Series).where(Series.id == series.id).values(units=units.pop()))
