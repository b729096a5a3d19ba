"""Shapes of what people type to change a booking that stands: its time, its units, whose it is, when it was used."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired

from portal.booking.forms import DayForm, HalfDayForm, HourForm, PeriodForm
from portal.web.forms import PortalForm, WholeNumberField, between, chosen, longest


class VersionForm(PortalForm):
    """Carries the version of the booking that the person saw."""

    version = HiddenField()

    @property
    def seen(self) -> int:
        """Return the version, or 0, which no booking has, for what is none."""
        text = self.version.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class _Change(VersionForm):
    units: Any = WholeNumberField(
        lazy_gettext("Antal enheter"), [InputRequired(lazy_gettext("Fyll i fältet.")), between(1, 10_000)]
    )
    text = TextAreaField(lazy_gettext("Varför"), [longest(1000)])


class HourChange(HourForm, _Change):
    pass


class HalfDayChange(HalfDayForm, _Change):
    pass


class DayChange(DayForm, _Change):
    pass


CHANGE_FORMS: dict[str, type[PeriodForm]] = {"half-day": HalfDayChange, "day": DayChange}


def change_form(unit: str, most: int, **given: Any) -> Any:
    """Return the form that fits the resource; where there is one unit, nobody is asked how many."""
    form = CHANGE_FORMS.get(unit, HourChange)(**given)
    if most == 1:
        del form.units
    return form


class ColleagueForm(VersionForm):
    """Whom to hand the booking to."""

    email = RadioField(lazy_gettext("Kollega"), [chosen(lazy_gettext("Välj en kollega."))])


class AnswerForm(PortalForm):
    """Words to go with a no."""

    text = TextAreaField(lazy_gettext("Med egna ord"), [longest(1000)])
