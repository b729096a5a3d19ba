"""Shapes of what owners type about a plan and a resource."""

import re
from typing import Any

from flask_babel import lazy_gettext
from wtforms import BooleanField, FieldList, FormField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import TextInput

from portal.capacity.plan_rules import MOST_LINES
from portal.capacity.rules import MIDNIGHT, Hours, Line
from portal.errors import Refusal
from portal.web.error_pages import translated
from portal.web.forms import (
    ClockField,
    DayField,
    PortalForm,
    WholeNumberField,
    between,
    chosen,
    longest,
    required,
)

WEEKDAYS = (
    lazy_gettext("Måndag"),
    lazy_gettext("Tisdag"),
    lazy_gettext("Onsdag"),
    lazy_gettext("Torsdag"),
    lazy_gettext("Fredag"),
    lazy_gettext("Lördag"),
    lazy_gettext("Söndag"),
)
OFFICE_DAYS = range(1, 5)
FILL_IN = lazy_gettext("Fyll i fältet.")
CHOOSE = lazy_gettext("Välj ett alternativ.")


def read_minute(text: str) -> int:
    """Return 8, 8:30, 08.30 or 24:00 as a minute of the day. Raise ValueError for what is no time."""
    found = re.fullmatch(r"(\d{1,2})(?:[:.]?(\d{2}))?", text, re.ASCII)
    if not found:
        raise ValueError(text)
    hour, minute = int(found[1]), int(found[2] or 0)
    if minute > 59 or hour * 60 + minute > MIDNIGHT:
        raise ValueError(text)
    return hour * 60 + minute


def write_minute(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


class MinuteField(ClockField):
    """A wall-clock time from 00:00 to 24:00, which a browser's own time field cannot say."""

    widget = TextInput()
    parse = staticmethod(read_minute)  # type: ignore[assignment]
    complaint = lazy_gettext("Ange ett klockslag från 00:00 till 24:00.")

    def written(self, value: Any) -> str:
        return "" if value is None else write_minute(value)


class LineForm(PortalForm):
    """One line of a plan; without opening and closing it says nothing."""

    class Meta(PortalForm.Meta):
        csrf = False

    weekday = HiddenField()
    opens = MinuteField(lazy_gettext("Öppnar"))
    closes = MinuteField(lazy_gettext("Stänger"))
    units = WholeNumberField(lazy_gettext("Enheter"))
    first_day = DayField(lazy_gettext("Gäller från"))
    last_day = DayField(lazy_gettext("Gäller till"))

    @property
    def day(self) -> int:
        text = self.weekday.data or ""
        return int(text) if text in tuple("0123456") else 0

    @property
    def is_empty(self) -> bool:
        return not (self.opens._value().strip() or self.closes._value().strip())

    def validate(self, extra_validators: Any = None) -> bool:
        if self.is_empty:
            return True
        stands = super().validate(extra_validators)
        for field in (self.opens, self.closes, self.units):
            if field.data is None and not field.errors:
                field.errors = [FILL_IN]
                stands = False
        return stands

    def values(self) -> dict[str, Any]:
        """Return what stands in the line, typed as it was, for a line like it."""
        return {field.short_name: field.data for field in self}

    def line(self) -> Line:
        """Return the line as a plain value, once it is valid."""
        return Line(**{**self.values(), "weekday": self.day})


class PlanForm(PortalForm):
    """The week of a resource: one empty line at least for each day, and as many more as it needs."""

    version = HiddenField()
    closed_on_holidays = RadioField(
        lazy_gettext("Helgdagar"),
        choices=[
            SelectChoice("closed", lazy_gettext("Stängt på helgdagar, midsommarafton, julafton och nyårsafton")),
            SelectChoice("open", lazy_gettext("Öppet som andra dagar")),
        ],
        validators=[chosen()],
        invalid_choice_message=CHOOSE,
    )
    lines = FieldList(FormField(LineForm))

    def rows(self, weekday: int) -> list[FormField]:
        return [entry for entry in self.lines if entry.form.day == weekday]

    def said(self) -> list[FormField]:
        """Return the lines that say something, in the order in which they stand."""
        return [entry for entry in self.lines if not entry.form.is_empty]

    def plan_lines(self) -> list[Line]:
        return [entry.form.line() for entry in self.said()]

    @property
    def seen_version(self) -> int:
        text = self.version.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

    def show(self, lines: list[Hours] | tuple[Line, ...]) -> None:
        """Put these lines in the form, and an empty one for each day that has none."""
        for weekday in range(7):
            own = [line for line in lines if line.weekday == weekday]
            for line in own:
                self.add(weekday, vars(line))
            if not own:
                self.add(weekday)

    def add(self, weekday: int, values: dict[str, Any] | None = None) -> None:
        if len(self.lines) < MOST_LINES:
            self.lines.append_entry({"units": 1, **(values or {}), "weekday": str(weekday)})

    def remove(self, number: str) -> None:
        """Take a line away; the last of its day is emptied instead, so that the day can still be opened."""
        entry = next((one for one in self.lines if one.name == f"lines-{number}"), None)
        if entry is None:
            return
        weekday = entry.form.day
        self.lines.entries.remove(entry)
        if not self.rows(weekday):
            self.add(weekday)

    def copy_monday(self) -> None:
        """Let Tuesday to Friday have the lines of Monday instead of their own."""
        monday = [entry.form for entry in self.rows(0)]
        self.lines.entries = [entry for entry in self.lines if entry.form.day not in OFFICE_DAYS]
        for weekday in OFFICE_DAYS:
            for form in monday:
                self.add(weekday, form.values())

    def refuse(self, refusal: Refusal) -> None:
        """Show refusals of lines (lines-<number>-<name>, counted without the empty ones) at the fields they mean."""
        said = self.said()
        for one in refusal.refusals:
            _, number, name = [*(one.field or "").split("-", 2), "", ""][:3]
            if number.isdigit() and int(number) < len(said):
                field = said[int(number)].form._fields[name]
                field.errors = [*field.errors, translated(one)]
            else:
                super().refuse(one)
        # The list keeps what validation found; the summary of errors reads it from there.
        self.lines.errors = [entry.errors for entry in self.lines if entry.errors]


class NewResourceForm(PortalForm):
    """A resource as it is first added: what it is, and how time in it is counted."""

    name_sv = StringField(lazy_gettext("Namn på svenska"), validators=[required(), longest(120)])
    name_en = StringField(lazy_gettext("Namn på engelska"), validators=[required(), longest(120)])
    unit = RadioField(
        lazy_gettext("Bokas per"),
        choices=[
            SelectChoice("half-hour", lazy_gettext("halvtimme")),
            SelectChoice("hour", lazy_gettext("timme")),
            SelectChoice("half-day", lazy_gettext("halvdag")),
            SelectChoice("day", lazy_gettext("dag")),
        ],
        validators=[chosen()],
        invalid_choice_message=CHOOSE,
    )
    units = WholeNumberField(
        lazy_gettext("Antal enheter"), validators=[InputRequired(FILL_IN), between(1, 1000)], default=1
    )
    mode = RadioField(
        lazy_gettext("Så bokas resursen"),
        choices=[
            SelectChoice("direct", lazy_gettext("Direkt: tiden är bekräftad när den är bokad")),
            SelectChoice("request", lazy_gettext("På begäran: ni svarar ja eller nej, tiden hålls under tiden")),
        ],
        validators=[chosen()],
        invalid_choice_message=CHOOSE,
        default="request",
    )

    def values(self) -> dict[str, Any]:
        """Return what was typed, without the token and the fingerprint."""
        return {name: field.data for name, field in self._fields.items() if not isinstance(field, HiddenField)}


class TermsForm(NewResourceForm):
    """How a resource is presented and booked. Its unit of time stays: bookings are counted in it."""

    unit = None
    seen = HiddenField()
    description_sv = TextAreaField(lazy_gettext("Beskrivning på svenska"), validators=[Optional(), longest(2000)])
    description_en = TextAreaField(lazy_gettext("Beskrivning på engelska"), validators=[Optional(), longest(2000)])
    price_sv = StringField(lazy_gettext("Pris på svenska"), validators=[Optional(), longest(200)])
    price_en = StringField(lazy_gettext("Pris på engelska"), validators=[Optional(), longest(200)])
    notice_hours = WholeNumberField(lazy_gettext("Framförhållning"), validators=[between(0, 24 * 365)])
    shortest = WholeNumberField(
        lazy_gettext("Kortaste bokning"), validators=[InputRequired(FILL_IN), between(1, 10_000)]
    )
    longest = WholeNumberField(lazy_gettext("Längsta bokning"), validators=[InputRequired(FILL_IN), between(1, 10_000)])
    horizon_days = WholeNumberField(
        lazy_gettext("Går att boka så långt fram"), validators=[required(), between(1, 3650)]
    )
    is_open = BooleanField(lazy_gettext("Öppen för bokning"))


class PresenceForm(PortalForm):
    """What follows when somebody does not come, leaves early, or calls off late."""

    seen = HiddenField()
    no_show_after = WholeNumberField(lazy_gettext("Vänta på incheckning"), validators=[Optional(), between(1, 24 * 60)])
    returns_rest = BooleanField(lazy_gettext("Resten av tiden blir ledig för andra när någon checkar ut"))
    late_hours = WholeNumberField(
        lazy_gettext("Sen avbokning"), validators=[InputRequired(FILL_IN), between(0, 24 * 60)]
    )
    late_percent = WholeNumberField(lazy_gettext("Kostar"), validators=[InputRequired(FILL_IN), between(0, 100)])

    def values(self) -> dict[str, Any]:
        return {name: field.data for name, field in self._fields.items() if not isinstance(field, HiddenField)}
