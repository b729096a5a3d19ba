"""Shapes of what people type to book: the fields follow the resource's unit of time."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar

from flask_babel import lazy_gettext
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import Optional, Regexp

from portal import clock
from portal.booking.availability import clock_words, first_day_of, last_day_of
from portal.capacity.rules import LENGTHS, NOON
from portal.capacity.service import Outage
from portal.clock import NoSuchTime, Period
from portal.errors import N_, Refusal
from portal.web.forms import ClockField, DayField, PortalForm, WholeNumberField, between, chosen, longest, required

MORNING, AFTERNOON = "fm", "em"
MIDNIGHT = time()
A_DAY = timedelta(days=1)
YEARS = range(2020, 2101)
ENDS_TOO_SOON = N_("Slutet måste ligga efter starten.")


def _near(_form: Any, field: Any) -> None:
    """Refuse days so far away that no calendar reckons with them."""
    if isinstance(field.data, date) and field.data.year not in YEARS:
        raise ValidationError(DayField.complaint)


def _given() -> Any:
    """Ask for an answer, of which 0 is one."""
    return chosen(lazy_gettext("Fyll i fältet."))


class PeriodForm(PortalForm):
    """When: the part of a form that says a period, in the unit of time of the resource. Subclasses know their fields."""

    # Where a refusal lands that names a field which this unit of time does not have.
    INSTEAD: ClassVar[dict[str, str]] = {}
    when: ClassVar[tuple[str, ...]] = ()
    period: Period | None = None

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        if not any(getattr(self, name).errors for name in self.when if name in self):
            self.period = self._period()
        return bool(good) and self.period is not None

    def refuse(self, refusal: Refusal) -> None:
        for one in refusal.refusals:
            field = self.INSTEAD.get(one.field or "", one.field)
            again = Refusal(one.message, field=field, **one.details)
            again.remedy = one.remedy
            super().refuse(again)

    def _period(self) -> Period | None:
        """Return what was typed as a period, or None with the fault at its field."""
        starts_at, ends_at = self._starts_at(), self._ends_at()
        if starts_at is None or ends_at is None:
            return None
        if ends_at <= starts_at:
            self.refuse(Refusal(ENDS_TOO_SOON, field="ends"))
            return None
        return Period(starts_at, ends_at)

    def _starts_at(self) -> datetime | None:
        raise NotImplementedError

    def _ends_at(self) -> datetime | None:
        raise NotImplementedError

    def show(self, period: Period) -> None:
        """Fill the fields with this period."""
        raise NotImplementedError

    def _put(self, **values: Any) -> None:
        for name, value in values.items():
            if name in self:
                self[name].data, self[name].raw_data = value, None


class HourForm(PeriodForm):
    """A day with start and end on the clock; the last day only where one can stay over midnight."""

    when = ("first_day", "starts", "ends", "last_day")
    first_day: Any = DayField(lazy_gettext("Dag"), [required(), _near])
    starts: Any = ClockField(lazy_gettext("Start"), [required()])
    ends: Any = ClockField(lazy_gettext("Slut"), [required()])
    last_day: Any = DayField(lazy_gettext("Slutdag"), [Optional(), _near])

    def _starts_at(self) -> datetime | None:
        return self._moment(self.first_day.data, "starts")

    def _ends_at(self) -> datetime | None:
        if self.ends.data == MIDNIGHT and self.last_day.data in (None, self.first_day.data):
            return clock.start_of(self.first_day.data + A_DAY)
        return self._moment(self.last_day.data or self.first_day.data, "ends")

    def _moment(self, day: date, name: str) -> datetime | None:
        try:
            return clock.at(day, self[name].data)
        except NoSuchTime as refusal:
            self.refuse(Refusal(refusal.message, field=name))
            return None

    def show(self, period: Period) -> None:
        first_day, last_day = first_day_of(period), clock.local_day(period.ends_at)
        starts, ends = clock.local(period.starts_at).time(), clock.local(period.ends_at).time()
        stays = last_day != first_day and not (ends == MIDNIGHT and last_day == first_day + A_DAY)
        self._put(first_day=first_day, starts=starts, ends=ends, last_day=last_day if stays else None)


HALVES = [(MORNING, lazy_gettext("Förmiddag")), (AFTERNOON, lazy_gettext("Eftermiddag"))]


class HalfDayForm(PeriodForm):
    """The first half-day and the last; the last is the same as the first when nothing else is said."""

    when = ("first_day", "starts", "last_day", "ends")
    first_day: Any = DayField(lazy_gettext("Första dagen"), [required(), _near])
    starts: Any = SelectField(lazy_gettext("Börjar med"), choices=HALVES, validate_choice=True)
    last_day: Any = DayField(lazy_gettext("Sista dagen"), [Optional(), _near])
    ends: Any = SelectField(lazy_gettext("Slutar med"), choices=HALVES, validate_choice=True)

    def _starts_at(self) -> datetime | None:
        day = self.first_day.data
        return clock.start_of(day) if self.starts.data == MORNING else clock.at_or_after(day, NOON)

    def _ends_at(self) -> datetime | None:
        day = self.last_day.data or self.first_day.data
        return clock.at_or_after(day, NOON) if self.ends.data == MORNING else clock.start_of(day + A_DAY)

    def show(self, period: Period) -> None:
        last = clock.local(period.ends_at - timedelta(seconds=1))
        starts = MORNING if clock.local(period.starts_at).time() < NOON else AFTERNOON
        ends = MORNING if last.time() < NOON else AFTERNOON
        self._put(first_day=first_day_of(period), starts=starts, last_day=last.date(), ends=ends)


class DayForm(PeriodForm):
    """The first day and the last; the last is the same as the first when nothing else is said."""

    INSTEAD: ClassVar[dict[str, str]] = {"starts": "first_day", "ends": "last_day"}
    when = ("first_day", "last_day")
    first_day: Any = DayField(lazy_gettext("Första dagen"), [required(), _near])
    last_day: Any = DayField(lazy_gettext("Sista dagen"), [Optional(), _near])

    def _starts_at(self) -> datetime | None:
        return clock.start_of(self.first_day.data)

    def _ends_at(self) -> datetime | None:
        return clock.start_of((self.last_day.data or self.first_day.data) + A_DAY)

    def show(self, period: Period) -> None:
        self._put(first_day=first_day_of(period), last_day=last_day_of(period))


class _About(PortalForm):
    """What for, and how many units: beside the period in a booking's form."""

    form_key = HiddenField(
        validators=[Optional(), Regexp(r"[A-Za-z0-9_-]{8,40}\Z", message=lazy_gettext("Läs in sidan på nytt."))]
    )
    units: Any = WholeNumberField(lazy_gettext("Antal enheter"), [_given(), between(1, 10_000)])
    purpose = StringField(lazy_gettext("Vad ska ni göra?"), [required(), longest(200)])
    note = TextAreaField(lazy_gettext("Anteckning till testbädden"), [longest(4000)])


class HourBooking(HourForm, _About):
    pass


class HalfDayBooking(HalfDayForm, _About):
    pass


class DayBooking(DayForm, _About):
    pass


BOOKING_FORMS: dict[str, type[PeriodForm]] = {"half-day": HalfDayBooking, "day": DayBooking}
PERIOD_FORMS: dict[str, type[PeriodForm]] = {"half-day": HalfDayForm, "day": DayForm}


def booking_form(resource: Any, **given: Any) -> Any:
    """Return the form that fits the resource; where there is one unit, nobody is asked how many."""
    form = BOOKING_FORMS.get(resource.unit, HourBooking)(**given)
    if resource.units == 1:
        del form.units
    return form


def period_form(unit: str, **given: Any) -> Any:
    """Return the form for a new time of a booking that lost its own."""
    return PERIOD_FORMS.get(unit, HourForm)(**given)


def asked_for(unit: str, arguments: Any) -> dict[str, Any]:
    """Return the fields that a link from a calendar fills in; what cannot be read is left out."""
    found = {
        "first_day": _read(date.fromisoformat, arguments.get("dag")),
        "last_day": _read(date.fromisoformat, arguments.get("sista")),
        "units": _read(_few_digits, arguments.get("antal")),
    }
    if unit in LENGTHS:
        found |= {
            "starts": _read(time.fromisoformat, arguments.get("start")),
            "ends": _read(time.fromisoformat, arguments.get("slut")),
        }
    elif unit == "half-day" and arguments.get("halva") in (MORNING, AFTERNOON):
        last = arguments.get("sluthalva")
        found |= {"starts": arguments["halva"], "ends": last if last in (MORNING, AFTERNOON) else arguments["halva"]}
    return {name: value for name, value in found.items() if value is not None}


def link_to(unit: str, period: Period, units: int = 1) -> str:
    """Return the query of a link that fills the form with this wish: what `asked_for` reads. Nothing in it needs quoting."""
    first_day, last_day = first_day_of(period), last_day_of(period)
    query = f"dag={first_day}" if last_day == first_day else f"dag={first_day}&sista={last_day}"
    query += f"&antal={units}" if units > 1 else ""
    if unit in LENGTHS:
        return f"{query}&start={clock_words(period.starts_at)}&slut={clock_words(period.ends_at)}"
    if unit == "half-day":
        first, last = (_half_at(moment) for moment in (period.starts_at, period.ends_at - timedelta(seconds=1)))
        return f"{query}&halva={first}" if first == last else f"{query}&halva={first}&sluthalva={last}"
    return query


def _half_at(moment: datetime) -> str:
    return MORNING if clock.local(moment).time() < NOON else AFTERNOON


def _few_digits(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise ValueError(text)
    return int(text)


def _read(parse: Any, text: str | None) -> Any:
    try:
        return parse(text) if text else None
    except ValueError:
        return None


def picked(text: str | None) -> Period | None:
    """Return the period that a button with an offer carries, as seconds since 1970; None for what is no period."""
    first, last, *_units = [*(text or "").split("-"), ""][:3]
    if not (first.isdigit() and last.isdigit() and len(first) < 12 and len(last) < 12 and int(first) < int(last)):
        return None
    return Period(*(datetime.fromtimestamp(int(edge), UTC) for edge in (first, last)))


def picked_units(text: str | None) -> int | None:
    """Return how many units the button of an offer carries; None where it says nothing of them."""
    parts = (text or "").split("-")
    return _read(_few_digits, parts[2]) if len(parts) == 3 else None


def pick_value(period: Period, units: int | None = None) -> str:
    value = f"{int(period.starts_at.timestamp())}-{int(period.ends_at.timestamp())}"
    return value if units is None else f"{value}-{units}"


def whole_number(text: str | None) -> int | None:
    """Return the number that a hidden field carries; None for what is none, or not one of ours."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


class ReasonForm(PortalForm):
    """Why: a code to choose and words of one's own."""

    version = HiddenField()
    reason = RadioField(lazy_gettext("Skäl"), [chosen(lazy_gettext("Välj ett skäl."))])
    text = TextAreaField(lazy_gettext("Med egna ord"), [longest(1000)])

    @property
    def seen_version(self) -> int | None:
        return whole_number(self.version.data)


PLANNED, UNPLANNED = "planned", "unplanned"


class ClosingForm(PortalForm):
    """From when until when to close, how much stays open, and why. The button says whether to look first or to close."""

    seen = HiddenField()
    kind = RadioField(
        lazy_gettext("Slag"),
        [Optional()],
        choices=[
            (PLANNED, lazy_gettext("Planerad stängning")),
            (UNPLANNED, lazy_gettext("Oplanerat stopp: det som pågår avbryts")),
        ],
        default=PLANNED,
    )
    first_day: Any = DayField(lazy_gettext("Första dagen"), [required(), _near])
    opens: Any = ClockField(lazy_gettext("Från klockan"), [Optional()])
    last_day: Any = DayField(lazy_gettext("Sista dagen"), [required(), _near])
    closes: Any = ClockField(lazy_gettext("Till klockan"), [Optional()])
    units: Any = WholeNumberField(lazy_gettext("Enheter som är kvar"), [_given(), between(0, 10_000)])
    reason = RadioField(lazy_gettext("Skäl"), [chosen(lazy_gettext("Välj ett skäl."))])
    text = TextAreaField(lazy_gettext("Upplysning till dem som bokat"), [longest(400)])

    @property
    def outage(self) -> Outage:
        """Return what the form says; no time of the clock means the whole day."""
        opens, closes = (_minutes(field.data) for field in (self.opens, self.closes))
        words = {"units": self.units.data, "reason": self.reason.data, "text": self.text.data or ""}
        days = {"first_day": self.first_day.data, "last_day": self.last_day.data}
        return Outage(**days, **words, opens=opens, closes=closes or 1440, is_planned=self.kind.data != UNPLANNED)

    def show(self, outage: Outage) -> None:
        """Fill the fields with this outage."""
        for name in ("first_day", "last_day", "units", "reason", "text"):
            self[name].data = getattr(outage, name)
        self.kind.data = PLANNED if outage.is_planned else UNPLANNED
        self.opens.data = _clock_time(outage.opens) if outage.opens else None
        self.closes.data = _clock_time(outage.closes) if outage.closes < 1440 else None


def _minutes(typed: time | None) -> int:
    return typed.hour * 60 + typed.minute if typed else 0


def _clock_time(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


class EmptyForm(PortalForm):
    """Only the token: for buttons that need nothing more."""
