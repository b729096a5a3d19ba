"""What an organisation promises."""

from flask_babel import lazy_gettext as _
from wtforms import SelectField

from portal.accounts.queries import Recipient
from portal.enquiry.timing.rules import LEAST_DAYS, MOST_DAYS
from portal.web.forms import PortalForm, WholeNumberField, between, required


class PromiseForm(PortalForm):
    """Within how many working days, and who is told when it has not been kept."""

    working_days = WholeNumberField(
        _("Vi svarar inom så många arbetsdagar"), [required(), between(LEAST_DAYS, MOST_DAYS)]
    )
    deputy = SelectField(_("Ersättare"))

    def __init__(self, *args: object, members: list[Recipient], **kwargs: object):
        super().__init__(*args, **kwargs)
        self.deputy.choices = [("", _("Den som är ansvarig")), *((str(one.id), one.name) for one in members)]

    @property
    def deputy_id(self) -> int | None:
        return int(self.deputy.data) if self.deputy.data else None
