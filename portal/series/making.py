"""From ticked dates to a series: all of them are held or none, checked on one page, and sent once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, update

from portal import audit
from portal.accounts.queries import Visitor
from portal.booking import service as booking
from portal.booking.permissions import may_send
from portal.booking.queries import BookingView
from portal.booking.service import NotTogether, Part
from portal.booking.states import HELD
from portal.catalogue.models import Resource
from portal.catalogue.queries import get_resource
from portal.clock import Period
from portal.database import db, transaction
from portal.errors import NotFound, Refusal
from portal.references import new_reference
from portal.series import letters, queries
from portal.series.models import Series, SeriesDate
from portal.series.queries import DateView, SeriesView
from portal.series.rules import MOST_DATES, Wanted
from portal.series.wording import NO_DATES, NOT_A_DATE, NOTHING_LEFT, SENT_ALREADY, TOO_MANY_DATES


@dataclass(frozen=True)
class Asked:
    """What a form for a series asks for: the dates to book, those to remember, and the key that tells it from others."""

    chosen: Sequence[Wanted]
    open: Sequence[Wanted]
    units: int
    purpose: str
    note: str
    key: str


def hold_series(visitor: Visitor, resource: Resource, asked: Asked, now: datetime) -> SeriesView:
    """Hold every chosen date or none; the same form sent again returns the same series, with other answers it holds anew.

    Raise NotTogether with what is wrong with each date, Refusal when there are none or too many.
    """
    _ensure_few(asked)
    key = f"{visitor.id}-{resource.id}-{asked.key}"[:80]
    parts = [Part(resource, one.period, asked.units) for one in asked.chosen if one.period]
    with transaction():
        booking.take_resources([resource.id])
        earlier = queries.find_by_form(key)
        if earlier and _is_done(earlier, asked, now):
            return earlier
        if earlier:
            _make_way(visitor, earlier, now)
        reference = new_reference("SE")
        held = booking.hold_together(visitor, parts, asked.purpose, asked.note, now, bundle=reference)
        _enter(visitor, resource, asked, held, reference=reference, form_key=key, created_at=now)
        audit.record("series.held", reference, person_id=visitor.id, now=now)
    made = queries.find_series(reference)
    assert made is not None
    return made


def _ensure_few(asked: Asked) -> None:
    if not [one for one in asked.chosen if one.period]:
        raise Refusal(NO_DATES)
    if len(asked.chosen) + len(asked.open) > MOST_DATES:
        raise Refusal(TOO_MANY_DATES, most=MOST_DATES)


def _is_done(earlier: SeriesView, asked: Asked, now: datetime) -> bool:
    """Return whether this form has done its work: sent, or the same answers and every date still held."""
    dates = [one for one in queries.dates_of(earlier.id) if one.booking]
    if any(not one.is_unsent for one in dates):
        return True
    same = (earlier.units, earlier.purpose, earlier.note) == (asked.units, asked.purpose, asked.note)
    days = {one.day: one.wished for one in dates} == {one.day: one.period for one in asked.chosen}
    return same and days and all(is_held(one.booking, now) for one in dates)


def is_held(view: BookingView | None, now: datetime) -> bool:
    """Return whether the booking holds its time right now."""
    return view is not None and view.state == HELD and view.held_until is not None and view.held_until > now


def _make_way(visitor: Visitor, earlier: SeriesView, now: datetime) -> None:
    """Let the form's earlier series go, since its answers have changed; the key goes on to the new one."""
    db.session.execute(update(Series).where(Series.id == earlier.id).values(form_key=None))
    _release(visitor, queries.dates_of(earlier.id), now)


def _enter(visitor: Visitor, resource: Resource, asked: Asked, held: Sequence[BookingView], **values: Any) -> None:
    assert visitor.organisation is not None
    people = {"resource_id": resource.id, "organisation_id": visitor.organisation.id, "person_id": visitor.id}
    what = {"units": asked.units, "purpose": asked.purpose, "note": asked.note, "sequence": 0}
    series_id = db.session.execute(insert(Series).values(**values, **people, **what).returning(Series.id)).scalar_one()
    rows = [
        *(_row(series_id, one, made.id) for one, made in zip(asked.chosen, held, strict=True)),
        *(_row(series_id, one, None) for one in asked.open),
    ]
    db.session.execute(insert(SeriesDate), rows)


def _row(series_id: int, one: Wanted, booking_id: int | None) -> dict[str, Any]:
    edges = (one.period.starts_at, one.period.ends_at) if one.period else (None, None)
    return {
        "series_id": series_id,
        "day": one.day,
        "starts_at": edges[0],
        "ends_at": edges[1],
        "booking_id": booking_id,
    }


def extend_series(visitor: Visitor, reference: str, now: datetime) -> None:
    """Hold every date for another quarter of an hour. Raise Refusal when one has lapsed."""
    with transaction():
        booking.extend_together(visitor, _unsent(_own(visitor, reference)), now)


def release_series(visitor: Visitor, reference: str, now: datetime) -> SeriesView:
    """Let every date go; twice does no more than once. Raise Refusal when the series has been sent."""
    with transaction():
        series = _own(visitor, reference)
        dates = queries.dates_of(series.id)
        if any(one.booking and one.booking.sequence for one in dates):
            raise Refusal(SENT_ALREADY)
        _release(visitor, dates, now)
    return series


def _release(visitor: Visitor, dates: Sequence[DateView], now: datetime) -> None:
    booking.release_together(visitor, [one.booking for one in dates if one.booking and one.booking.state == HELD], now)


def send_series(visitor: Visitor, reference: str, days: Collection[date], now: datetime) -> list[BookingView]:
    """Send these dates, all or none, and tell of them in one letter; those sent already stay as they are.

    Raise NotTogether when one of them is gone by now, here or in the owner's own calendar; then nothing is sent.
    """
    booking.ensure_free_elsewhere(_wanted(_own(visitor, reference), days), now)
    with transaction(), booking.kept_back() as untold:
        series = _own(visitor, reference)
        wanted = _wanted(series, days)
        if not wanted:
            raise Refusal(NOTHING_LEFT)
        sent = booking.submit_together(visitor, wanted, now)
        if untold:
            letters.tell(series, untold[0].kind, [one.booking for one in untold], now=now)
            audit.record("series.sent", reference, person_id=visitor.id, now=now)
        return sent


def _wanted(series: SeriesView, days: Collection[date]) -> list[BookingView]:
    return [one.booking for one in queries.dates_of(series.id) if one.booking and one.day in days]


def take_date(visitor: Visitor, reference: str, day: date, now: datetime) -> BookingView:
    """Book a date of the series that did not fit before, at once. Raise what holding it would raise: nothing is booked then."""
    booking.read_again([_own(visitor, reference).resource_id], now)
    with transaction():
        series = _own(visitor, reference)
        resource = get_resource(series.resource_slug, visitor)
        booking.take_resources([resource.id])
        one = next((one for one in queries.dates_of(series.id) if one.day == day), None)
        if one is not None and one.is_live and one.booking is not None:
            return one.booking
        if one is None or not one.is_open or one.wished is None:
            raise Refusal(NOT_A_DATE)
        return _take(visitor, resource, series, day, one.wished, now)


def _take(
    visitor: Visitor, resource: Resource, series: SeriesView, day: date, period: Period, now: datetime
) -> BookingView:
    part = Part(resource, period, series.units)
    try:
        held = booking.hold_together(visitor, [part], series.purpose, series.note, now, bundle=series.reference)[0]
    except NotTogether as refused:
        raise (refused.faults[0] or refused) from None
    mine = update(SeriesDate).where(SeriesDate.series_id == series.id, SeriesDate.day == day)
    db.session.execute(mine.values(booking_id=held.id))
    return booking.submit_together(visitor, [held], now)[0]


def _own(visitor: Visitor, reference: str) -> SeriesView:
    series = queries.get_series(reference, visitor)
    if not may_send(visitor, series):
        raise NotFound()
    return series


def _unsent(series: SeriesView) -> list[BookingView]:
    return [one.booking for one in queries.dates_of(series.id) if one.booking and one.is_unsent]
