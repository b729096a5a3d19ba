"""What an owner may write about a listing."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, StringField, TextAreaField, ValidationError
from wtforms.validators import Optional

from portal.catalogue.limit_forms import WithLimits, lines_of
from portal.catalogue.models import Testbed
from portal.limits.stated import Stated
from portal.seeding.checks import is_web_address
from portal.web.forms import LINE, PortalForm, longest, required

MOST_LINES = 60


class ListingForm(WithLimits, PortalForm):
    """The owner's own words: summaries, the way in, the website, the equipment line by line, and the limits."""

    seen = HiddenField()
    summary_sv = TextAreaField(_("Sammanfattning på svenska"), [required(), longest(1500)])
    summary_en = TextAreaField(_("Sammanfattning på engelska"), [required(), longest(1500)])
    access = StringField(_("Vem får använda testbädden, och hur?"), [Optional(), longest(400)])
    website = StringField(_("Webbplats"), [Optional(), longest(400)])
    equipment = TextAreaField(_("Utrustning"), [Optional(), longest(8000)])

    @classmethod
    def of(cls, testbed: Testbed, seen: str, limits: list[Stated], **given: Any) -> "ListingForm":
        return cls(
            limits=lines_of(limits),
            seen=seen,
            summary_sv=testbed.summary_sv,
            summary_en=testbed.summary_en,
            access=testbed.access,
            website=testbed.website,
            equipment="\n".join(testbed.equipment),
            **given,
        )

    def lines(self) -> list[str]:
        """Return the equipment, one thing a line, none empty and none twice."""
        stripped = (line.strip(" \t\r-•") for line in (self.equipment.data or "").split("\n"))
        return list(dict.fromkeys(line for line in stripped if line))

    def changes(self) -> dict[str, object]:
        return {
            "summary_sv": self.summary_sv.data,
            "summary_en": self.summary_en.data,
            "access": self.access.data or None,
            "website": self.website.data or None,
            "equipment": self.lines(),
        }

    def validate_website(self, field: StringField) -> None:
        if not is_web_address(field.data):
            raise ValidationError(_("Ange en webbadress som börjar med https:// eller http://."))

    def validate_equipment(self, field: TextAreaField) -> None:
        if len(self.lines()) > MOST_LINES:
            raise ValidationError(_("Skriv högst %(most)s rader.", most=MOST_LINES))
        if any(len(line) > LINE for line in self.lines()):
            raise ValidationError(_("Skriv högst %(most)s tecken på varje rad.", most=LINE))
