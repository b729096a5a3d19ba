"""What becomes of a series after it was sent: both sides act on one date, on it and the following, or on all.

Each action is one transaction. What cannot be done on a date is said of that date; the others are done, and told in one letter.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from portal import audit
from portal.accounts.queries import Visitor
from portal.booking import service as booking
from portal.booking.permissions import may_cancel, may_decide, may_read
from portal.booking.queries import BookingView
from portal.booking.states import QUEUED, REQUESTED
from portal.database import db, transaction
from portal.errors import NotAllowed, NotFound, Refusal
from portal.series import letters, queries
from portal.series.queries import DateView, SeriesView
from portal.series.wording import NOTHING_TO_DO

ONE, FOLLOWING, ALL = "one", "following", "all"
WAITING = frozenset({REQUESTED, QUEUED})


@dataclass
class Outcome:
    """What was done, and which bookings were left as they were, each with the reason."""

    done: list[BookingView] = field(default_factory=list)
    left: list[tuple[BookingView, Refusal]] = field(default_factory=list)


def within(dates: Sequence[DateView], scope: str, day: date | None, now: datetime | None = None) -> list[DateView]:
    """Return the live dates that the scope means, counted from `day`; with `now` only those that have not begun."""
    live = [one for one in dates if one.is_live and one.booking and not (now and one.booking.starts_at <= now)]
    if scope == ALL or day is None:
        return live
    # A date that was moved alone may have changed places with others: what counts is where it lies now.
    since = next((one.begins_at for one in live if one.day == day), None)
    return [one for one in live if one.day == day or (scope == FOLLOWING and since and one.begins_at > since)]


def cancel_series(
    visitor: Visitor, reference: str, scope: str, day: date | None, reason: str, text: str, now: datetime
) -> Outcome:
    """Call off these dates, from either side. Raise Refusal when none of them can be."""
    with transaction():
        series = party(visitor, reference, may_cancel)
        chosen = within(queries.dates_of(series.id), scope, day)

        def cancel(view: BookingView) -> BookingView:
            return booking.cancel_booking(visitor, view.reference, reason, text, now)

        return each(visitor, series, chosen, cancel, now)


def confirm_series(visitor: Visitor, reference: str, now: datetime) -> Outcome:
    """Say yes to every date that waits for an answer. Raise Refusal when none can be confirmed."""
    series = party(visitor, reference, may_decide)
    booking.read_again([series.resource_id], now)
    with transaction():

        def confirm(view: BookingView) -> BookingView:
            # A yes that refuses others is given on the booking's own page, where they are shown.
            return booking.confirm_booking(visitor, view.reference, now, knows=())

        return each(visitor, series, _waiting(series), confirm, now)


def decline_series(visitor: Visitor, reference: str, reason: str, text: str, now: datetime) -> Outcome:
    """Say no to every date that waits for an answer, with a reason."""
    with transaction():
        series = party(visitor, reference, may_decide)

        def decline(view: BookingView) -> BookingView:
            return booking.decline_booking(visitor, view.reference, reason, text, now)

        return each(visitor, series, _waiting(series), decline, now)


def _waiting(series: SeriesView) -> list[DateView]:
    return [one for one in queries.dates_of(series.id) if one.booking and one.booking.state in WAITING]


def each(
    visitor: Visitor,
    series: SeriesView,
    chosen: Sequence[DateView],
    act: Callable[[BookingView], BookingView],
    now: datetime,
    text: str = "",
) -> Outcome:
    """Act on each date in a savepoint of its own, and tell of all that was done in one letter, with this text."""
    if not chosen:
        raise Refusal(NOTHING_TO_DO)
    outcome = Outcome()
    # Nobody learns half of it: one letter is written for all that was done, and none for what was not.
    booking.take_resources([series.resource_id])
    with booking.kept_back() as untold:
        for view in (one.booking for one in chosen if one.booking):
            try:
                with db.session.begin_nested():
                    outcome.done.append(act(view))
            except Refusal as refusal:
                outcome.left.append((view, refusal))
    if not outcome.done:
        raise outcome.left[0][1]
    if untold:
        letters.tell(series, untold[0].kind, [one.booking for one in untold], now=now, text=text)
    kinds = {one.kind for one in untold}
    audit.record(f"series.{min(kinds, default='changed')}", series.reference, person_id=visitor.id, now=now)
    return outcome


def party(visitor: Visitor, reference: str, may: Callable[[Visitor, SeriesView], bool]) -> SeriesView:
    series = queries.find_series(reference)
    if series is None or not may_read(visitor, series):
        raise NotFound()
    if not may(visitor, series):
        raise NotAllowed()
    return series


def note_reading(visitor: Visitor, series: SeriesView, now: datetime) -> None:
    """Write down that somebody outside the booker's organisation read what is confidential (P3)."""
    if series.organisation_id not in visitor.organisation_ids:
        with transaction():
            audit.record("series.read", series.reference, person_id=visitor.id, now=now)
