"""What people type to wait for time."""

from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext
from wtforms import RadioField, StringField, ValidationError
from wtforms.validators import InputRequired, Optional

from portal import clock
from portal.booking import forms as booking
from portal.clock import Period
from portal.errors import N_, Refusal
from portal.waiting.models import OFFER, WATCH
from portal.web.forms import DayField, PortalForm, WholeNumberField, between, chosen, longest, required

FILL_IN = lazy_gettext("Fyll i fältet.")
DAYS_TURNED = N_("Sista dagen ligger före den första.")
LONGEST_PURPOSE = 200
NEEDS_PURPOSE = N_("Skriv vad ni ska göra: det står i bokningen som vi håller åt er.")
TOO_LONG = N_("Skriv högst %(max)d tecken.")
A_SECOND = timedelta(seconds=1)


def _near(_form: Any, field: Any) -> None:
    """Refuse days so far away that no calendar reckons with them."""
    if field.data is not None and field.data.year not in booking.YEARS:
        raise ValidationError(DayField.complaint)


class WaitForm(PortalForm):
    """Between which days, how long, how many, and whether to be offered the time or only told."""

    kind = RadioField(
        lazy_gettext("När tid blir ledig"),
        [chosen()],
        choices=[
            (OFFER, lazy_gettext("Erbjud oss den: den hålls åt oss medan vi svarar")),
            (WATCH, lazy_gettext("Säg bara till: vi bokar själva om det passar")),
        ],
        default=OFFER,
    )
    first_day: Any = DayField(lazy_gettext("Från och med"), [required(), _near])
    last_day: Any = DayField(lazy_gettext("Till och med"), [required(), _near])
    length: Any = WholeNumberField(lazy_gettext("Så lång tid i följd"), [InputRequired(FILL_IN), between(1, 10_000)])
    units: Any = WholeNumberField(
        lazy_gettext("Antal enheter"), [InputRequired(FILL_IN), between(1, 10_000)], default=1
    )
    purpose = StringField(lazy_gettext("Vad ska ni göra?"), [Optional(), longest(LONGEST_PURPOSE)])
    window: Period | None = None

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        if self.kind.data == OFFER and not self.purpose.errors:
            good = self.ask_for_purpose() and good
        if self.first_day.errors or self.last_day.errors:
            return False
        if self.last_day.data < self.first_day.data:
            self.refuse(Refusal(DAYS_TURNED, field="last_day"))
            return False
        self.window = clock.days_period(self.first_day.data, self.last_day.data)
        return bool(good)

    def ask_for_purpose(self) -> bool:
        """Return whether the purpose will do; else say at its field what it lacks."""
        purpose = self.purpose.data or ""
        if not purpose:
            self.refuse(Refusal(NEEDS_PURPOSE, field="purpose"))
        elif len(purpose) > LONGEST_PURPOSE:
            self.refuse(Refusal(TOO_LONG, field="purpose", max=LONGEST_PURPOSE))
        return not self.purpose.errors

    def show(self, window: Period, length: int) -> None:
        """Fill the fields with a time that could not be waited for as it was."""
        self.first_day.data = clock.local_day(window.starts_at)
        self.last_day.data = clock.local_day(window.ends_at - A_SECOND)
        self.length.data = length


def wait_form(resource: Any, **given: Any) -> Any:
    """Return the form; where there is one unit, nobody is asked how many."""
    form = WaitForm(**given)
    if resource.units == 1:
        del form.units
    return form


def asked_for(resource: Any, arguments: Any) -> dict[str, Any]:
    """Return the fields that a link fills in; what cannot be read is left out."""
    known = booking.asked_for("day", arguments)
    last_day = known.get("last_day", known.get("first_day"))
    kind = WATCH if arguments.get("bevaka") else OFFER
    length = booking.whole_number(arguments.get("langd")) or resource.shortest
    return {"units": 1, "length": length, "kind": kind, **known, **({"last_day": last_day} if last_day else {})}
