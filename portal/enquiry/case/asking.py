"""The form by which a company asks one more testbed."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import RadioField

from portal.web.forms import PortalForm, chosen


class AskMoreForm(PortalForm):
    """One testbed out of those that the search found."""

    testbed = RadioField(_("Vem vill ni fråga?"), [chosen(_("Välj en testbädd."))])

    def __init__(self, *args: Any, found: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.testbed.choices = found
