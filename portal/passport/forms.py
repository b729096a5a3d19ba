"""Shapes of what people type about papers: the organisation its facts, the owner what it demands and what it answers."""

import re
from typing import Any

from flask_babel import lazy_gettext
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional, Regexp

from portal.passport.demands import Wanted
from portal.passport.rules import INSURANCE, TERMS, Kind
from portal.passport.service import Answer, Facts
from portal.web.forms import DayField, PortalForm, WholeNumberField, as_choices, between, chosen, longest, required

FILL_IN = lazy_gettext("Fyll i fältet.")


class PaperForm(PortalForm):
    """The facts of a paper. A training is somebody's; an end is asked only of an insurance, which always has one."""

    email = SelectField(lazy_gettext("Vem"), validators=[chosen()])
    title = StringField(lazy_gettext("Vad det är"), [required(), longest(120)])
    first_day = DayField(lazy_gettext("Gäller från och med"), [InputRequired(FILL_IN)])
    last_day = DayField(lazy_gettext("Gäller till och med"), [InputRequired(FILL_IN)])
    number = StringField(lazy_gettext("Nummer eller beteckning"), [longest(80)])
    note = TextAreaField(lazy_gettext("Anteckning"), [longest(1000)])

    @property
    def facts(self) -> Facts:
        return Facts(
            title=self.title.data or "",
            first_day=self.first_day.data,
            last_day=self.last_day.data,
            number=self.number.data or "",
            note=self.note.data or "",
            email=(self.email.data or "") if "email" in self else "",
        )


def paper_form(kind: Kind, members: Any, **shown: Any) -> PaperForm:
    form = PaperForm(data=shown)
    if kind.is_training:
        form.email.choices = as_choices([("", lazy_gettext("Välj")), *((one.email, one.name) for one in members)])
    else:
        del form.email
    if kind.key != INSURANCE:
        form.last_day.validators = [Optional()]
        form.last_day.flags.required = False
    return form


class DemandForm(PortalForm):
    """How a resource demands one kind of paper."""

    seen = HiddenField()
    by_owner = BooleanField(lazy_gettext("Gäller först när vi har sagt ja"))
    everyone = RadioField(
        lazy_gettext("Vem som ska ha den"),
        choices=[("", lazy_gettext("Minst en av dem som kommer")), ("1", lazy_gettext("Var och en som kommer"))],
    )
    lead_days = WholeNumberField(
        lazy_gettext("Så lång tid tar det att få den"), [InputRequired(FILL_IN), between(0, 250)]
    )
    months = WholeNumberField(lazy_gettext("Gäller högst i"), [Optional(), between(1, 240)])
    terms = TextAreaField(lazy_gettext("Villkoren"), [longest(20_000)])
    how_sv = TextAreaField(lazy_gettext("Så får man den, på svenska"), [longest(500)])
    how_en = TextAreaField(lazy_gettext("Så får man den, på engelska"), [longest(500)])
    link = StringField(
        lazy_gettext("Webbadress med mer"),
        [
            Optional(),
            longest(500),
            Regexp(
                re.compile(r"https?://[^\s/]+\.[^\s]+"), message=lazy_gettext("Ange en adress som börjar med https://.")
            ),
        ],
    )

    @property
    def wanted(self) -> Wanted:
        return Wanted(
            by_owner=bool(self.by_owner.data) if "by_owner" in self else False,
            everyone=bool(self.everyone.data) if "everyone" in self else False,
            lead_days=self.lead_days.data or 0,
            months=self.months.data,
            how_sv=self.how_sv.data or "",
            how_en=self.how_en.data or "",
            link=self.link.data or "",
            terms=(self.terms.data or "") if "terms" in self else "",
        )


def demand_form(kind: Kind, row: Any, seen: str) -> DemandForm:
    """Return the form as the resource has it; what makes no sense for the kind is not asked."""
    names = ("by_owner", "lead_days", "months", "how_sv", "how_en", "link", "terms")
    shown = {name: getattr(row, name) for name in names} if row else {"lead_days": 0, "by_owner": kind.is_training}
    form = DemandForm(data={"seen": seen, "everyone": "1" if row and row.everyone else "", **shown})
    if kind.key == TERMS:
        del form.by_owner
    else:
        del form.terms
    if not kind.is_training:
        del form.everyone
    return form


class AnswerForm(PortalForm):
    """An owner's yes or no. A training that the owner has given gets its days here."""

    verdict = RadioField(
        lazy_gettext("Ert svar"),
        choices=[("yes", lazy_gettext("Ja")), ("no", lazy_gettext("Nej"))],
        validators=[chosen()],
    )
    first_day = DayField(lazy_gettext("Gäller från och med"), [Optional()])
    last_day = DayField(lazy_gettext("Gäller till och med"), [Optional()])
    text = TextAreaField(lazy_gettext("Till företaget"), [longest(1000)])

    @property
    def answer(self) -> Answer:
        days = {name: self[name].data for name in ("first_day", "last_day") if name in self}
        return Answer(self.verdict.data == "yes", self.text.data or "", **days)


def answer_form(*, needs_days: bool, **shown: Any) -> AnswerForm:
    form = AnswerForm(data=shown)
    if not needs_days:
        del form.first_day, form.last_day
    return form
