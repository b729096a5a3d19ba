"""The form about how it went: the same questions to both sides; three more to the company."""

import re

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional, Regexp

from portal.enquiry.maturity import LADDER
from portal.enquiry.outcomes.rules import DONE, EXITS, FIGURE_MET
from portal.enquiry.outcomes.service import Told
from portal.files.forms import AttachmentsField
from portal.web.forms import TEXT, PortalForm, as_choices, chosen, longest

LONGEST_STORY = 800


def _level(text: str) -> int | None:
    return int(text) if text else None


def _in_words(choices: dict[str, str]) -> list[tuple[str, object]]:
    return [(key, _(words)) for key, words in choices.items()]


def _ladder() -> list[tuple[str, object]]:
    return [("", _("Vet inte")), *((str(level), _(words)) for level, words in LADDER.items())]


class OutcomeForm(PortalForm):
    """How it went, as an owner tells it."""

    done = RadioField(_("Blev provet av?"), [chosen()], choices=lambda: as_choices(_in_words(DONE)))
    figure_met = RadioField(
        _("Nåddes det som skulle visas?"), [chosen()], choices=lambda: as_choices(_in_words(FIGURE_MET))
    )
    trl_before = SelectField(_("Hur långt hade ni kommit före provet?"), coerce=str, choices=_ladder)
    trl_after = SelectField(_("Hur långt har ni kommit nu?"), coerce=str, choices=_ladder)
    next_exit = RadioField(_("Vad händer nu?"), [chosen()], choices=lambda: as_choices(_in_words(EXITS)))
    text = TextAreaField(_("Berätta med egna ord"), [Optional(), longest(TEXT)])
    report_link = StringField(
        _("Länk till rapporten"),
        [
            Optional(),
            longest(500),
            Regexp(re.compile(r"https?://[^\s/]+\.[^\s]+"), message=_("Ange en adress som börjar med https://.")),
        ],
    )

    files = AttachmentsField(_("Rapporten som fil"), [Optional()])

    @property
    def told(self) -> Told:
        return Told(
            done=self.done.data,
            figure_met=self.figure_met.data,
            next_exit=self.next_exit.data,
            trl_before=_level(self.trl_before.data),
            trl_after=_level(self.trl_after.data),
            text=self.text.data or "",
            report_link=self.report_link.data or "",
        )


class CompanyOutcomeForm(OutcomeForm):
    """The same as the company tells it, with what of it others may read."""

    shown_to_owners = BooleanField(_("De testbäddar som hjälpte oss får läsa det här"))
    may_be_published = BooleanField(_("Utfallet får räknas in och publiceras utan namn"))
    story = TextAreaField(_("Text som får publiceras ordagrant, utan namn"), [Optional(), longest(LONGEST_STORY)])

    @property
    def told(self) -> Told:
        told = super().told
        more = {name: getattr(self, name).data for name in ("shown_to_owners", "may_be_published", "story")}
        return Told(**{**vars(told), **more, "story": more["story"] or ""})
