"""What becomes of new times that were asked for several dates of a series: yes, no, or taken back, to all of them in one press."""

from collections.abc import Callable
from datetime import datetime

from portal.accounts.queries import Visitor
from portal.booking import service as booking
from portal.booking.permissions import is_booker, may_decide
from portal.booking.queries import BookingView
from portal.database import transaction
from portal.series import queries
from portal.series.changing import Outcome, each, party
from portal.series.moving import note_units
from portal.series.queries import DateView, SeriesView
from portal.series.rules import in_order


def accept_moves(visitor: Visitor, reference: str, now: datetime) -> Outcome:
    """Say yes to every new time that was asked for; where one is gone by now, that date keeps the old one."""

    def accept(view: BookingView) -> BookingView:
        return booking.accept_change(visitor, view.reference, now)

    return _answer(visitor, reference, accept, may_decide, now)


def decline_moves(visitor: Visitor, reference: str, text: str, now: datetime) -> Outcome:
    """Say no to every new time that was asked for; the dates stay as they are."""

    def decline(view: BookingView) -> BookingView:
        return booking.decline_change(visitor, view.reference, text, now)

    return _answer(visitor, reference, decline, may_decide, now, text)


def withdraw_moves(visitor: Visitor, reference: str, now: datetime) -> Outcome:
    """Take back every new time that was asked for, from the booker's side."""

    def withdraw(view: BookingView) -> BookingView:
        return booking.withdraw_change(visitor, view.reference, now)

    return _answer(visitor, reference, withdraw, is_booker, now)


def _answer(
    visitor: Visitor,
    reference: str,
    act: Callable[[BookingView], BookingView],
    may: Callable[[Visitor, SeriesView], bool],
    now: datetime,
    text: str = "",
) -> Outcome:
    series = party(visitor, reference, may)
    booking.read_again([series.resource_id], now)
    with transaction():
        booking.take_resources([series.resource_id])
        outcome = each(visitor, series, _asked(series), act, now, text)
        note_units(series)
    return outcome


def _asked(series: SeriesView) -> list[DateView]:
    """Return the dates for which another time is asked, each before the one that wants its time."""
    dates = [one for one in queries.dates_of(series.id) if one.change and one.is_live]
    steps = [(one.booking.period, one.change.period) for one in dates if one.booking and one.change]
    return [dates[place] for place in in_order(steps)]
