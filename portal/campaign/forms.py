"""Shapes of what people type to book several times at once."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import Optional, Regexp

from portal.booking.forms import DayForm, HalfDayForm, HourForm, PeriodForm
from portal.campaign.planning import JUST_THIS, Step
from portal.web.forms import DayField, PortalForm, WholeNumberField, between, chosen, longest, required


class _Units(PortalForm):
    """How many units, beside the period."""

    units: Any = WholeNumberField(
        lazy_gettext("Antal enheter"), [chosen(lazy_gettext("Fyll i fältet.")), between(1, 10_000)]
    )


class HourItem(HourForm, _Units):
    """A time by the clock."""


class HalfDayItem(HalfDayForm, _Units):
    """One or several half-days."""


class DayItem(DayForm, _Units):
    """One or several days."""


_ITEM_FORMS: dict[str, type[PeriodForm]] = {"half-day": HalfDayItem, "day": DayItem}


def item_form(resource: Any, **given: Any) -> Any:
    """Return the form for a time in the basket; where there is one unit, nobody is asked how many."""
    form = _ITEM_FORMS.get(resource.unit, HourItem)(**given)
    if resource.units == 1:
        del form.units
    return form


class CheckOutForm(PortalForm):
    """What for, once for everything."""

    form_key = HiddenField(validators=[Regexp(r"[A-Za-z0-9_-]{8,40}\Z", message=lazy_gettext("Läs in sidan på nytt."))])
    purpose = StringField(lazy_gettext("Vad ska ni göra?"), [required(), longest(200)])
    note = TextAreaField(lazy_gettext("Anteckning till testbäddarna"), [longest(4000)])


class CancelForm(PortalForm):
    """Why everything is called off."""

    reason = RadioField(lazy_gettext("Skäl"), [chosen(lazy_gettext("Välj ett skäl."))])
    text = TextAreaField(lazy_gettext("Med egna ord"), [longest(1000)])


class EmptyForm(PortalForm):
    """Only the token: for buttons that need nothing more."""


class _Asking(PortalForm):
    """Part of a form that only asks: it stands in the address, and needs no token."""

    class Meta(PortalForm.Meta):
        csrf = False


def _whole(label: Any, least: int, most: int, *, optional: bool = False) -> Any:
    first = Optional() if optional else chosen(lazy_gettext("Fyll i fältet."))
    return WholeNumberField(label, [first, between(least, most)])


class StepForm(_Asking):
    """One step of a campaign; which resource it is about stands beside the fields."""

    resurs = HiddenField()
    bredd: Any = SelectField(lazy_gettext("Vilken får det vara?"), default=JUST_THIS, validate_choice=True)
    langd: Any = _whole(lazy_gettext("Längd"), 1, 1000)
    enheter: Any = _whole(lazy_gettext("Antal enheter"), 1, 10_000)
    minst: Any = _whole(lazy_gettext("Minst så många timmar efter steget före"), 0, 5000)
    hogst: Any = _whole(lazy_gettext("Högst så många dagar efter steget före"), 0, 365, optional=True)

    def step(self) -> Step:
        return Step(
            self.resurs.data or "",
            self.bredd.data,
            self.langd.data,
            self.enheter.data,
            self.minst.data,
            self.hogst.data,
        )


def _near(_form: Any, field: Any) -> None:
    """Refuse days so far away that no calendar reckons with them."""
    if field.data is not None and field.data.year not in range(2020, 2101):
        raise ValidationError(DayField.complaint)


class PlanForm(_Asking):
    """From which day to which."""

    fran: Any = DayField(lazy_gettext("Tidigaste start"), [required(), _near])
    till: Any = DayField(lazy_gettext("Senast klart"), [Optional(), _near])


class ChainForm(CheckOutForm):
    """The chain to hold, as it was shown, and what for."""

    plan = HiddenField(validators=[longest(4000)])
