"""What is asked for: dates, how many days and units, near where. A search, so it is read from the address and holds no token."""

from datetime import date, timedelta
from typing import Any

from flask_babel import lazy_gettext
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Optional, ValidationError

from portal.catalogue import vocabulary
from portal.free_time.rules import Wanted
from portal.geography import Place, find_place
from portal.web.forms import DayField, PortalForm, WholeNumberField, between, longest
from portal.web.language import current_language

MOST_DAYS, MOST_UNITS = 60, 254
LONGEST_SPAN = timedelta(days=366)
RADII = (25, 50, 100, 200, 400)
ANYWHERE = "0"
SPAN = timedelta(days=30)


class FreeTimeForm(PortalForm):
    """Filled in, `wanted()` is the question."""

    class Meta(PortalForm.Meta):
        csrf = False

    fran = DayField(lazy_gettext("Från och med"), [InputRequired(lazy_gettext("Fyll i fältet."))])
    till = DayField(lazy_gettext("Till och med"), [InputRequired(lazy_gettext("Fyll i fältet."))])
    dagar = WholeNumberField(lazy_gettext("Antal dagar"), [Optional(), between(1, MOST_DAYS)])
    enheter = WholeNumberField(lazy_gettext("Antal enheter"), [Optional(), between(1, MOST_UNITS)])
    plats = StringField(lazy_gettext("Nära"), [longest(80)])
    radie = SelectField(lazy_gettext("Inom"), default="200", choices=lambda: radii())
    teknik = SelectField(lazy_gettext("Teknik"), default="", choices=lambda: technologies())

    place: Place | None = None

    def validate_till(self, field: Any) -> None:
        first_day = self.fran.data
        if first_day is None or field.data is None:
            return
        if field.data < first_day:
            raise ValidationError(lazy_gettext("Sista dagen ligger före den första."))
        if field.data - first_day > LONGEST_SPAN:
            raise ValidationError(lazy_gettext("Sök högst ett år åt gången."))

    def validate_plats(self, field: Any) -> None:
        self.place = find_place(field.data) if field.data else None
        if field.data and self.place is None:
            raise ValidationError(lazy_gettext("Platsen finns inte bland orter och län i Sverige."))

    def wanted(self) -> Wanted:
        """Return the question; call it once the form is valid."""
        place = self.place
        assert self.fran.data is not None and self.till.data is not None
        return Wanted(
            self.fran.data,
            self.till.data,
            days=self.dagar.data or 1,
            units=self.enheter.data or 1,
            near=(place.lat, place.lon) if place else None,
            within_km=float(self.radie.data) if place and self.radie.data != ANYWHERE else None,
            technology=self.teknik.data or None,
        )


def radii() -> list[tuple[str, Any]]:
    return [*((str(km), lazy_gettext("%(km)s km", km=km)) for km in RADII), (ANYWHERE, lazy_gettext("hela landet"))]


def technologies() -> list[tuple[str, Any]]:
    return [("", lazy_gettext("Alla")), *vocabulary.choices("technologies", current_language())]


def first_question(today: date) -> dict[str, Any]:
    """Return what the form holds before anybody has typed: the coming month, one day, one unit."""
    return {"fran": today, "till": today + SPAN, "dagar": 1, "enheter": 1}
