"""The shape of what people type about what they save."""

from flask_babel import lazy_gettext as _
from wtforms import StringField

from portal.saved.wording import LONGEST_NAME
from portal.web.forms import PortalForm, longest, required


class NameForm(PortalForm):
    """A name for a search, on one line."""

    name = StringField(
        _("Namn på sökningen"),
        [required(), longest(LONGEST_NAME)],
        filters=[lambda text: " ".join((text or "").split())],
    )
