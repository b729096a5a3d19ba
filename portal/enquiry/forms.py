"""What people type when they ask."""

import secrets

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, TextAreaField

from portal.files.forms import AttachmentsField
from portal.web.forms import TEXT, PortalForm, longest, required


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
