"""Shapes of what owners type about a plan and a resource."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext
from flask_wtf.file import FileField
from wtforms import BooleanField, FieldList, FormField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import TextInput

from portal.capacity.minutes import closing_minute as closing_minute
from portal.capacity.minutes import read_minute as read_minute
from portal.capacity.minutes import write_minute as write_minute
from portal.capacity.openings import DaysOff, ExtraDays, Hours, Line
from portal.capacity.plan_rules import MOST_LINES
from portal.capacity.queries import PlanView
from portal.capacity.versions import CAUSES, SAVED, Version, values
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


def read_version(text: str | None) -> int:
    """Return the version that a hidden field names; 0 for what is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


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
        values = self.values()
        return Line(**{**values, "weekday": self.day, "closes": closing_minute(values["opens"], values["closes"])})


class PlanForm(PortalForm):
    """The week of a resource: one empty line at least for each day, and as many more as it needs."""

    version = HiddenField()
    cause = HiddenField()
    closed_on_holidays = RadioField(
        lazy_gettext("Helgdagar"),
        choices=[
            SelectChoice("closed", lazy_gettext("Stängt på helgdagar, till exempel långfredagen och nationaldagen")),
            SelectChoice("open", lazy_gettext("Öppet som andra dagar")),
        ],
        validators=[chosen()],
        invalid_choice_message=CHOOSE,
    )
    closed_on_eves = RadioField(
        lazy_gettext("Aftnar"),
        choices=[
            SelectChoice(
                "closed",
                lazy_gettext("Stängt på påskafton, pingstafton, midsommarafton, julafton och nyårsafton"),
            ),
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

    @property
    def off(self) -> DaysOff:
        return DaysOff(self.closed_on_holidays.data == "closed", self.closed_on_eves.data == "closed")

    def plan_lines(self) -> list[Line]:
        return [entry.form.line() for entry in self.said()]

    @property
    def seen_version(self) -> int:
        return read_version(self.version.data)

    @property
    def why(self) -> str:
        """Return what kind of change this is, as the versions of the plan will say."""
        return self.cause.data if self.cause.data in CAUSES else SAVED

    def show(self, lines: Sequence[Hours]) -> None:
        """Put these lines in the form, and an empty one for each day that has none."""
        for weekday in range(7):
            own = [line for line in lines if line.weekday == weekday]
            for line in own:
                self.add(weekday, values(line))
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


def typed_plan(plan: PlanView | Version, version: int, cause: str) -> PlanForm:
    """Return the form as if somebody had typed this plan into it; `version` is the plan that it would replace."""
    off = plan.off
    form = PlanForm(
        formdata=None,
        version=str(version),
        cause=cause,
        closed_on_holidays="closed" if off.holidays else "open",
        closed_on_eves="closed" if off.eves else "open",
    )
    form.show(plan.lines)
    return form


class ExtraForm(PortalForm):
    """Hours beyond the plan, on one day or several."""

    first_day = DayField(lazy_gettext("Första dag"), validators=[required()])
    last_day = DayField(lazy_gettext("Sista dag"), validators=[Optional()])
    opens = MinuteField(lazy_gettext("Öppnar"), validators=[InputRequired(FILL_IN)])
    closes = MinuteField(lazy_gettext("Stänger"), validators=[InputRequired(FILL_IN)])
    units = WholeNumberField(lazy_gettext("Enheter"), validators=[InputRequired(FILL_IN)])
    text = StringField(lazy_gettext("Anteckning"), validators=[Optional(), longest(400)])

    def extra(self) -> ExtraDays:
        """Return the hours as a plain value, once the form is valid."""
        typed: dict[str, Any] = self.data
        return ExtraDays(
            typed["first_day"],
            typed["last_day"] or typed["first_day"],
            typed["opens"],
            closing_minute(typed["opens"], typed["closes"]),
            typed["units"],
        )


class WeekForm(PortalForm):
    """Which week is to be repeated, and between which days."""

    version = HiddenField()
    week = SelectField(lazy_gettext("Vecka att kopiera"), validators=[chosen()], validate_choice=True, choices=[])
    first_day = DayField(lazy_gettext("Från och med"), validators=[required()])
    last_day = DayField(lazy_gettext("Till och med"), validators=[Optional()])

    @property
    def seen_version(self) -> int:
        return read_version(self.version.data)

    def days(self) -> tuple[date, date | None]:
        """Return the days over which the week is to be repeated, once the form is valid."""
        typed: dict[str, Any] = self.data
        return typed["first_day"], typed["last_day"]


class FileForm(PortalForm):
    """A file with a plan in it, or the table that was read from one and shown."""

    version = HiddenField()
    table = HiddenField()
    file = FileField(lazy_gettext("Fil"))

    @property
    def seen_version(self) -> int:
        return read_version(self.version.data)

    def validate(self, extra_validators: Any = None) -> bool:
        stands = super().validate(extra_validators)
        if not (self.table.data or self.file.data):
            self.file.errors = [lazy_gettext("Välj en fil.")]
            return False
        return stands

    def content(self) -> bytes:
        """Return the file, or the table that the page carried on."""
        return self.file.data.read() if self.file.data else self.table.data.encode()


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
