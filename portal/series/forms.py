"""Shapes of what people type for a series: the first time as in a booking's form, and how it is repeated."""

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import lazy_gettext
from wtforms import HiddenField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Optional

from portal.booking.forms import (
    YEARS,
    DayBooking,
    DayForm,
    HalfDayBooking,
    HalfDayForm,
    HourBooking,
    HourForm,
    PeriodForm,
    ReasonForm,
    picked,
    whole_number,
)
from portal.clock import Period
from portal.errors import Refusal
from portal.series.rules import MOST_DATES, MOST_WEEKS, WallTime, Wanted, overlapping, wall_time, wanted_on, weekly
from portal.series.wording import COUNT_OR_UNTIL, ENDS_BEFORE, NO_SUCH_DAYS, OVERLAPPING, TOO_MANY_DATES
from portal.web.forms import DayField, PortalForm, WholeNumberField, between, chosen, longest

WEEKLY, CHOSEN = "veckor", "datum"
KINDS = [(WEEKLY, lazy_gettext("Med jämna veckor")), (CHOSEN, lazy_gettext("På datum som ni väljer"))]


class Pattern(PortalForm):
    """How the time is repeated. `seen` marks what the report on the page was about: nothing is held that nobody has seen."""

    seen = HiddenField()
    kind: Any = RadioField(lazy_gettext("Upprepas"), [chosen()], choices=KINDS, default=WEEKLY)
    every: Any = WholeNumberField(lazy_gettext("Antal veckor emellan"), [Optional(), between(1, MOST_WEEKS)], default=1)
    count: Any = WholeNumberField(lazy_gettext("Antal gånger"), [Optional(), between(1, MOST_DATES)])
    until: Any = DayField(lazy_gettext("Eller till och med"), [Optional()])
    days: Any = TextAreaField(lazy_gettext("Fler datum"), [longest(2000)])
    wanted: list[Wanted] | None = None
    wall: WallTime | None = None

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        period: Period | None = getattr(self, "period", None)
        if period is None or any(one.errors for one in (self.kind, self.every, self.count, self.until, self.days)):
            return False
        try:
            self.wall = wall_time(period)
            self.wanted = self._wanted(self.wall)
        except Refusal as refusal:
            self.refuse(refusal)
        return bool(good) and self.wanted is not None

    def _wanted(self, wall: WallTime) -> list[Wanted]:
        days = self._weeks() if self.kind.data == WEEKLY else self._chosen()
        field = "count" if self.kind.data == WEEKLY else "days"
        if len(days) > MOST_DATES:
            raise Refusal(TOO_MANY_DATES, field=field, most=MOST_DATES)
        found = wanted_on(days, wall)
        if pair := overlapping(found):
            raise Refusal(OVERLAPPING, field="ends", one=pair[0].day, two=pair[1].day)
        return found

    def _weeks(self) -> list[date]:
        first_day, until, count = self["first_day"].data, self.until.data, self.count.data
        if (until is None) == (count is None):
            raise Refusal(COUNT_OR_UNTIL, field="count")
        if until is not None and until < first_day:
            raise Refusal(ENDS_BEFORE, field="until")
        return weekly(first_day, self.every.data or 1, count=count, until=until)

    def _chosen(self) -> list[date]:
        read = [(word, _day(word)) for word in (self.days.data or "").replace(",", " ").split()]
        strange = [word for word, day in read if day is None]
        if strange:
            raise Refusal(NO_SUCH_DAYS, field="days", words=", ".join(strange[:5]))
        return sorted({self["first_day"].data, *(day for _, day in read if day)})

    @property
    def mark(self) -> str:
        """Return what tells this pattern from any other: the dates, the times and the units."""
        units = self["units"].data if "units" in self else 1
        return _hash(self.wanted, units)


def _hash(*what: Any) -> str:
    return hashlib.sha256(repr(what).encode()).hexdigest()[:16]


def _day(word: str) -> date | None:
    try:
        day = date.fromisoformat(word)
    except ValueError:
        return None
    return day if day.year in YEARS else None


class HourSeries(Pattern, HourBooking):
    pass


class HalfDaySeries(Pattern, HalfDayBooking):
    pass


class DaySeries(Pattern, DayBooking):
    pass


FORMS: dict[str, type[Pattern]] = {"half-day": HalfDaySeries, "day": DaySeries}


def series_form(resource: Any, **given: Any) -> Any:
    """Return the form that fits the resource; where there is one unit, nobody is asked how many."""
    form = FORMS.get(resource.unit, HourSeries)(**given)
    if resource.units == 1:
        del form.units
    return form


def ticks(texts: Iterable[str]) -> dict[date, Period | None]:
    """Return the dates that are ticked, each with the time to take instead of the wished one, if another was chosen."""
    found: dict[date, Period | None] = {}
    for text in texts:
        word, _, instead = text.partition("~")
        day = _day(word)
        if day is not None:
            found[day] = picked(instead) if instead else None
    return found


def days_of(texts: Iterable[str]) -> set[date]:
    """Return the dates that a form names; what is no date is left out."""
    return {day for text in texts if (day := _day(text))}


SCOPES = [
    ("one", lazy_gettext("Bara det datumet")),
    ("following", lazy_gettext("Det datumet och alla senare")),
    ("all", lazy_gettext("Alla datum som är kvar")),
]


class PartForm(PortalForm):
    """Which dates of a series: one, it and the following, or all."""

    day: Any = SelectField(lazy_gettext("Datum"))
    scope: Any = RadioField(lazy_gettext("Vilka datum gäller det?"), [chosen()], choices=SCOPES)


class CancelForm(PartForm, ReasonForm):
    """Which dates to call off, and why."""


class _Move(PortalForm):
    """Which dates to move and why, beside the new time of the one that the page is about.

    `seen` marks what the report on the page was about: nothing is moved that nobody has seen.
    """

    day: Any = HiddenField()
    seen: Any = HiddenField()
    scope: Any = RadioField(lazy_gettext("Vilka datum gäller det?"), [chosen()], choices=SCOPES)
    units: Any = WholeNumberField(
        lazy_gettext("Antal enheter"), [InputRequired(lazy_gettext("Fyll i fältet.")), between(1, 10_000)]
    )
    text: Any = TextAreaField(lazy_gettext("Varför"), [longest(1000)])

    @property
    def mark(self) -> str:
        """Return what tells this move from any other."""
        units = self.units.data if "units" in self else 1
        period: Period | None = getattr(self, "period", None)
        return _hash(self.day.data, self.scope.data, period, units)


class HourMove(HourForm, _Move):
    pass


class HalfDayMove(HalfDayForm, _Move):
    pass


class DayMove(DayForm, _Move):
    pass


MOVES: dict[str, type[PeriodForm]] = {"half-day": HalfDayMove, "day": DayMove}


def move_form(resource: Any, **given: Any) -> Any:
    """Return the form that fits the resource; where there is one unit, nobody is asked how many."""
    form = MOVES.get(resource.unit, HourMove)(**given)
    if resource.units == 1:
        del form.units
    return form


def move_value(day: date, version: int, period_value: str) -> str:
    """Return what the box of a date carries: the version of its booking that was read, and the time to move it to."""
    return f"{day}.{version}~{period_value}"


def ticked_moves(texts: Iterable[str]) -> dict[date, tuple[int, Period]]:
    """Return the dates that are ticked, each with the version that was read and the time that was shown."""
    found: dict[date, tuple[int, Period]] = {}
    for text in texts:
        word, _, time = text.partition("~")
        name, _, version = word.partition(".")
        day, period = _day(name), picked(time)
        if day is not None and period is not None:
            found[day] = (whole_number(version) or 0, period)
    return found


class NoForm(PortalForm):
    """Words to go with a no to all new times."""

    text: Any = TextAreaField(lazy_gettext("Med egna ord"), [longest(1000)])
