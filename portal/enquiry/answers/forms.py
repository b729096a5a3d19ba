"""What who is asked types when it answers: one form for each kind of answer."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, RadioField, SelectField, TextAreaField
from wtforms.validators import NumberRange, Optional

from portal.enquiry.answers.rules import REASONS, Given
from portal.enquiry.choosing import Choice
from portal.enquiry.models import NO, QUESTION, REFERRED, YES
from portal.web.forms import TEXT, PortalForm, WholeNumberField, chosen, longest, required
from portal.web.language import localised

PAGES = {"ja": YES, "fraga": QUESTION, "nej": NO, "annan": REFERRED}


class AnswerForm(PortalForm):
    """What all answers have: the mark of the answer that was read."""

    state = ""
    seen = HiddenField()

    def given(self) -> Given:
        return Given(self.state, text=self.text.data or "")


class YesForm(AnswerForm):
    """Yes, with times and a price."""

    state = YES
    times = TextAreaField(_("När kan det göras?"), [required(_("Säg när det kan göras.")), longest(500)])
    price = WholeNumberField(
        _("Pris, utan moms"), [Optional(), NumberRange(0, message=_("Ange priset i hela kronor, 0 eller mer."))]
    )
    text = TextAreaField(_("Vad som ingår, och vad ni behöver från företaget"), [Optional(), longest(TEXT)])

    def given(self) -> Given:
        return Given(YES, text=self.text.data or "", times=self.times.data, price=self.price.data)


class QuestionForm(AnswerForm):
    """Yes if: a question first."""

    state = QUESTION
    text = TextAreaField(_("Vad behöver ni veta?"), [required(_("Skriv er fråga.")), longest(TEXT)])


class NoForm(AnswerForm):
    """No, for a reason that can be counted."""

    state = NO
    reason = SelectField(_("Skäl"), [chosen(_("Välj ett skäl."))])
    text = TextAreaField(_("Mer till företaget"), [Optional(), longest(TEXT)])

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.reason.choices = [("", _("Välj skäl")), *((code, _(words)) for code, words in REASONS.items())]

    def given(self) -> Given:
        return Given(NO, text=self.text.data or "", reason=self.reason.data)


class ReferForm(AnswerForm):
    """Not us but them: another testbed, out of those that the search found."""

    state = REFERRED
    testbed = RadioField(_("Vilken testbädd passar bättre?"), [chosen(_("Välj en testbädd."))])
    text = TextAreaField(_("Varför passar de bättre?"), [Optional(), longest(TEXT)])

    def __init__(self, *args: Any, found: list[Choice], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.testbed.choices = as_choices(found)


def as_choices(found: list[Choice]) -> list[tuple[str, str]]:
    """Return the testbeds as a form offers them: name, who runs it, and where."""
    return [(one.slug, f"{localised(one, 'name')} ({one.operator}, {one.municipality})") for one in found]


FORMS: dict[str, type[AnswerForm]] = {YES: YesForm, QUESTION: QuestionForm, NO: NoForm, REFERRED: ReferForm}
