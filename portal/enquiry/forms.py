"""What people type when they ask."""

import secrets

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.validators import Optional

from portal.catalogue import vocabulary
from portal.files.forms import AttachmentsField
from portal.web.forms import LINE, TEXT, PortalForm, chosen, longest, required
from portal.web.language import current_language


class AskForm(PortalForm):
    """A need, in the company's own words; the county is asked for only when no testbed says it."""

    need = TextAreaField(_("Vad behöver ni prova eller få veta?"), [required(), longest(TEXT)])
    goal = TextAreaField(_("Vad ska provet visa?"), [Optional(), longest(1000)])
    wanted_time = TextAreaField(_("När behöver ni det?"), [Optional(), longest(LINE)])
    county = SelectField(_("I vilket län finns ni, eller vill ni prova?"), [chosen(_("Välj ett län."))])
    form_key = HiddenField()

    def __init__(self, *args: object, ask_county: bool = True, **kwargs: object):
        super().__init__(*args, **kwargs)
        if ask_county:
            self.county.choices = [("", _("Välj län")), *vocabulary.choices("counties", current_language())]
        else:
            del self.county
        if not self.form_key.data:
            self.form_key.data = secrets.token_urlsafe(16)


class FaultForm(PortalForm):
    """Something wrong in a listing."""

    need = TextAreaField(_("Vad stämmer inte, och hur vet ni det?"), [required(), longest(TEXT)])
    form_key = HiddenField()

    def __init__(self, *args: object, **kwargs: object):
        super().__init__(*args, **kwargs)
        if not self.form_key.data:
            self.form_key.data = secrets.token_urlsafe(16)


class PostForm(PortalForm):
    """One message in the thread."""

    body = TextAreaField(_("Ert meddelande"), [required(), longest(TEXT)])


class MessageForm(PostForm):
    """One message in the thread, with files."""

    files = AttachmentsField(_("Bifoga filer"))
