"""How a page says what a displaced booking can become: one radio button each, and what its value means when it comes back."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import HiddenField, RadioField

from portal.booking.forms import pick_value, picked
from portal.booking.repairs.answering import Choice
from portal.booking.repairs.options import Options
from portal.booking.wording import CHOICE_MISSING
from portal.clock import Period
from portal.errors import Refusal
from portal.web.forms import PortalForm

RELEASE, HERE = "release", "here"


class AnswerForm(PortalForm):
    """What the booker chooses; the word of the link, where one was followed."""

    nyckel = HiddenField()
    choice = RadioField(lazy_gettext("Vad vill ni göra?"), validate_choice=False, choices=[])

    def read(self) -> Choice:
        """Return what was chosen. Raise Refusal for what is no choice."""
        chosen = read_choice(self.choice.data)
        if chosen is None:
            raise Refusal(CHOICE_MISSING, field="choice")
        return chosen


def values_of(options: Options) -> dict[str, Any]:
    """Return each option with the value of its button: the times here, and the resources elsewhere."""
    return {
        "here": [(choice_value(period), period) for period in options.here],
        "elsewhere": [(choice_value(one.period, one.resource.slug), one) for one in options.elsewhere],
    }


def choice_value(period: Period, slug: str = HERE) -> str:
    return f"{slug}:{pick_value(period)}"


def read_choice(text: str | None) -> Choice | None:
    """Return the choice that a button's value says; None for what no button says."""
    if text == RELEASE:
        return Choice()
    where, _, when = (text or "").partition(":")
    period = picked(when)
    if period is None or not where:
        return None
    return Choice(period, None if where == HERE else where)
