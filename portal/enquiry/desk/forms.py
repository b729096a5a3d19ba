"""Shapes of what coordinators type on their desk."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from portal.web.forms import SHORT, TEXT, PortalForm, chosen, longest, required


class AnswerForm(PortalForm):
    """A message to the company."""

    body = TextAreaField(_("Ert svar till företaget"), [required(), longest(TEXT)])


class HandForm(PortalForm):
    """To whom the case goes: a colleague (person:<address>) or another organisation (body:<slug>)."""

    to = SelectField(_("Lämna över till"), [chosen()])


class ProposeForm(PortalForm):
    """A testbed to propose: one of the suggestions, or the address of its page."""

    testbed = RadioField(_("Testbädd att föreslå"), [Optional()], validate_choice=False)
    other = StringField(_("En annan testbädd"), [Optional(), longest(300)])
    text = TextAreaField(_("Varför den kan passa"), [required(), longest(1000)])

    @property
    def slug(self) -> str:
        """Return which testbed is meant: what was typed goes before what was chosen."""
        typed = (self.other.data or "").split("?")[0].rstrip("/").rpartition("/")[2]
        return typed or self.testbed.data or ""


class MergeForm(PortalForm):
    """Which of two cases is kept, and that the one who asks means it."""

    other = HiddenField()
    keep = RadioField(_("Ärendet som behålls"), [chosen()])
    sure = BooleanField(
        _("Vi har läst båda och de gäller samma behov"), [required(_("Kryssa för att de gäller samma behov."))]
    )


class ReadyAnswerForm(PortalForm):
    """A text to answer with."""

    title = StringField(_("Namn på svarsmallen"), [required(), longest(SHORT)])
    body = TextAreaField(_("Text"), [required(), longest(TEXT)])
