"""What a coordinator may write about a support programme; nothing is saved without its source and the day it was read."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import Optional

from portal import clock
from portal.seeding.checks import is_web_address
from portal.support import words
from portal.support.models import SupportProgramme
from portal.support.rules import APPLICATION, DECISION
from portal.support.service import fingerprint
from portal.web.forms import DayField, PortalForm, as_choices, longest, required
from portal.web.language import current_language

ADDRESS = _("Skriv en adress som börjar med https:// eller http://.")


def _web_address(_form: Any, field: StringField) -> None:
    if field.data and not is_web_address(field.data):
        raise ValidationError(ADDRESS)


class ProgrammeForm(PortalForm):
    """What moves in a programme while it stays the same programme."""

    seen = HiddenField()
    status = SelectField(_("Läge"))
    opens_on = DayField(_("Öppnar den"))
    closes_on = DayField(_("Stänger den"))
    amount = TextAreaField(_("Belopp"), [Optional(), longest(500)])
    co_funding = TextAreaField(_("Egen insats"), [Optional(), longest(500)])
    summary_sv = TextAreaField(_("Sammanfattning på svenska"), [required(), longest(2000)])
    summary_en = TextAreaField(_("Sammanfattning på engelska"), [required(), longest(2000)])
    notes = TextAreaField(_("Att känna till"), [Optional(), longest(2000)])
    website = StringField(_("Webbsida"), [Optional(), longest(400), _web_address])
    before_order = SelectField(_("Får något beställas före ansökan?"))
    source = StringField(_("Källa: sidan där det står"), [required(), longest(400), _web_address])
    checked_on = DayField(_("Läst den"), [required()])

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.status.choices = as_choices(words.choices("statuses", current_language()))
        self.before_order.choices = as_choices(
            [
                ("", _("Källan säger inget om det")),
                (APPLICATION, _("Nej, inget får beställas före ansökan")),
                (DECISION, _("Nej, inget får beställas före beslutet")),
            ]
        )

    @classmethod
    def of(cls, row: SupportProgramme, **given: Any) -> "ProgrammeForm":
        same = (
            "status",
            "opens_on",
            "closes_on",
            "amount",
            "co_funding",
            "summary_sv",
            "summary_en",
            "notes",
            "website",
        )
        values = {name: getattr(row, name) for name in same}
        before = (row.order_first or {}).get("before", "")
        return cls(**{"seen": fingerprint(row), "before_order": before, **values, **given})

    def values(self, row: SupportProgramme) -> dict[str, Any]:
        """Return the content; a rule about ordering keeps its own source unless it is changed."""
        texts = ("amount", "co_funding", "notes", "website")
        said: dict[str, Any] = {name: self[name].data or None for name in texts}
        said |= {name: self[name].data for name in ("status", "opens_on", "closes_on", "summary_sv", "summary_en")}
        before, kept = self.before_order.data, row.order_first
        if kept and kept["before"] == before:
            return {**said, "order_first": kept}
        return {**said, "order_first": {"before": before, "source": self.source.data} if before else None}

    def validate_checked_on(self, field: DayField) -> None:
        if field.data is not None and not date(2000, 1, 1) <= field.data <= clock.local_day(clock.now()):
            raise ValidationError(_("Skriv dagen då ni läste källan: i dag eller tidigare."))

    def validate_closes_on(self, field: DayField) -> None:
        if field.data and self.opens_on.data and field.data < self.opens_on.data:
            raise ValidationError(_("Stängningsdagen är före öppningsdagen."))
