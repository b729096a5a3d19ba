"""The shapes of what an owner types about requests and about who is away."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, Optional

from portal.booking.requests.settings import RequestTerms
from portal.web.forms import DayField, PortalForm, WholeNumberField, between, chosen, required

CHOOSE = lazy_gettext("Välj ett alternativ.")
HOLDS = [
    ("yes", lazy_gettext("Ja: tiden är reserverad tills ni svarar, och andra kan ställa sig i kö")),
    ("no", lazy_gettext("Nej: tiden är ledig för andra tills ni har sagt ja")),
]
STEPS = [
    ("1", lazy_gettext("Ett: den som svarar bekräftar")),
    ("2", lazy_gettext("Två: först tekniskt, sedan kommersiellt")),
]


class RequestForm(PortalForm):
    """How requests for a resource wait, and who answers them."""

    seen = HiddenField()
    holds = RadioField(
        lazy_gettext("Håller en begäran tiden medan den väntar?"),
        choices=HOLDS,
        validators=[chosen()],
        invalid_choice_message=CHOOSE,
    )
    answer_days = WholeNumberField(lazy_gettext("Arbetsdagar att svara på"), [Optional(), between(1, 60)])
    most_pending: Any = WholeNumberField(
        lazy_gettext("Begäranden som en organisation kan ha samtidigt"),
        [InputRequired(lazy_gettext("Fyll i fältet.")), between(1, 1000)],
    )
    steps = RadioField(lazy_gettext("Steg"), choices=STEPS, validators=[chosen()], invalid_choice_message=CHOOSE)
    first = SelectMultipleField(lazy_gettext("Svarar i det första steget"), coerce=int, choices=[])
    second = SelectMultipleField(lazy_gettext("Svarar i det andra steget"), coerce=int, choices=[])

    def terms(self) -> RequestTerms:
        return RequestTerms(
            pending_holds=self.holds.data == "yes",
            most_pending=self.most_pending.data,
            answer_days=self.answer_days.data,
            approval_steps=int(self.steps.data),
        )

    def approvers(self) -> dict[int, list[int]]:
        return {1: self.first.data or [], 2: self.second.data or []}


class DelegateForm(PortalForm):
    """Who is away, who answers instead, and when."""

    away: Any = SelectField(lazy_gettext("Borta"), coerce=int, choices=[], invalid_choice_message=CHOOSE)
    instead: Any = SelectField(lazy_gettext("Svarar i stället"), coerce=int, choices=[], invalid_choice_message=CHOOSE)
    since: Any = DayField(lazy_gettext("Från och med"), [required()])
    until: Any = DayField(lazy_gettext("Till och med"), [required()])
