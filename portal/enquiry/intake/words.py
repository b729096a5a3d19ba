"""The shortlist and the answers in the reader's words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from portal import clock
from portal.catalogue import vocabulary
from portal.conditions.words import rates_in_words
from portal.enquiry.intake import forms
from portal.enquiry.intake.reading import MEASURES
from portal.enquiry.intake.shortlist import Candidate
from portal.enquiry.intake.steps import STEPS, Step
from portal.errors import N_
from portal.free_time.start_words import headline
from portal.limits.fitting import Fit, Need
from portal.limits.quantities import BY_KEY
from portal.limits.written import limit_in_words, need_in_words
from portal.web.formats import day, number
from portal.web.language import current_language, localised

MOST_SUBJECTS = 5
CHOICES: dict[str, Any] = {
    "trl_now": forms.MATURITY,
    "trl_wanted": forms.MATURITY,
    "setting": forms.SETTINGS,
    "secrecy": forms.SECRECY,
    "results": forms.RIGHTS,
    "seeks_support": forms.YES_NO,
    "ordered": forms.YES_NO,
    "size_class": forms.SIZES,
}


@dataclass(frozen=True)
class Shown:
    """One testbed as the list shows it."""

    candidate: Candidate
    fits: list[str]
    unknown: list[str]
    misses: list[str]
    distance: str
    start: str
    price: str
    answer: str
    book_url: str | None


def shown(candidate: Candidate, place: str) -> Shown:
    return Shown(
        candidate=candidate,
        fits=_fits(candidate),
        unknown=_unknown(candidate),
        misses=_misses(candidate),
        distance=_distance(candidate.distance, place),
        start=headline(candidate.terms.start) if candidate.terms.start else "",
        price=_price(candidate),
        answer=_answer(candidate),
        book_url=_book_url(candidate),
    )


def _fits(one: Candidate) -> list[str]:
    language = current_language()
    concepts = [concept.label(language) for concept in one.hit.reasons.concepts]
    # Words say little where subjects are known: "prova" stands in nearly every listing.
    words = list(dict.fromkeys(one.hit.reasons.words))[:MOST_SUBJECTS] if not concepts else []
    subjects = list(dict.fromkeys(concepts))[:MOST_SUBJECTS]
    said = [_("Arbetar med: %(subjects)s", subjects=", ".join(subjects))] if subjects else []
    said += [_("Nämner: %(words)s", words=", ".join(words))] if words else []
    said += [_limit(need) for need, fit in one.fits if fit is Fit.YES]
    return [*said, *([_("Har den miljö ni behöver")] if one.setting is Fit.YES else [])]


def _unknown(one: Candidate) -> list[str]:
    untold = [_quantity(need) for need, fit in one.fits if fit is Fit.UNTOLD]
    said = [_("Anger inte: %(names)s", names=", ".join(untold))] if untold else []
    if one.setting is Fit.UNTOLD:
        said.append(_("Anger inte vilken miljö som finns"))
    if one.listed.status == "uncertain":
        said.append(_("Osäkert om den är i drift"))
    return said


def _misses(one: Candidate) -> list[str]:
    said = [_("Anger mindre än: %(need)s", need=_limit(need)) for need, fit in one.fits if fit is Fit.NO]
    if one.setting is Fit.NO:
        said.append(_("Anger inte den miljö ni behöver"))
    if one.listed.status == "planned":
        said.append(_("Planerad, inte i drift än"))
    if one.listed.status == "closed":
        said.append(_("Nedlagd"))
    return said


def _limit(need: Need) -> str:
    return need_in_words(need, current_language())


def _quantity(need: Need) -> str:
    return BY_KEY[need.quantity].label(current_language()).lower()


def _distance(km: float | None, place: str) -> str:
    if km is None:
        return ""
    name = place.split(",")[0]
    if km < 1:
        return _("mindre än 1 km från %(place)s", place=name)
    return _("%(km)s km från %(place)s", km=number(round(km)), place=name)


def _price(one: Candidate) -> str:
    terms = one.terms
    if terms.rates:
        return _("%(price)s utan moms", price=rates_in_words(terms.rates))
    stated = terms.price_en if current_language() == "en" else terms.price_sv
    return stated or _("Inte angivet. Fråga om priset.")


def _answer(one: Candidate) -> str:
    if one.terms.answerer is None:
        return _("Ingen svarar för den här ännu.")
    promise = one.terms.promise
    days = ngettext("inom %(num)s arbetsdag", "inom %(num)s arbetsdagar", promise.working_days)
    said = _(
        "%(name)s svarar %(days)s, senast %(day)s", name=one.terms.answerer, days=days, day=day(one.terms.reply_by)
    )
    if promise.median is None:
        return said
    measured = ngettext("svarar i regel inom %(num)s dag", "svarar i regel inom %(num)s dagar", promise.median)
    return f"{said} ({_('svarar i regel samma dag') if promise.median == 0 else measured})"


def _book_url(one: Candidate) -> str | None:
    """Return the booking form with the first free day filled in; None where nothing can be booked."""
    terms = one.terms
    if terms.resource is None or terms.start is None or terms.start.moment is None:
        return None
    return url_for("booking.book", slug=terms.resource.slug, dag=clock.local_day(terms.start.moment).isoformat())


TITLES = {name: field.args[0] for name, field in vars(forms.QuestionForm).items() if getattr(field, "args", ())}


@dataclass(frozen=True)
class Answered:
    """One answer as the page of checking shows it."""

    title: str
    lines: list[str]
    step: str
    is_read: bool


def answered(answers: dict[str, Any], only: Sequence[str] | None = None) -> list[Answered]:
    """Return each answer in words, in the order of the questions; `only` some of them."""
    read = set(answers.get("read", ()))
    rows = []
    for step in STEPS:
        for name in step.names:
            if answers.get(name) in (None, "", []) or (only is not None and name not in only):
                continue
            if name == "county" and answers["county"] == answers.get("place"):
                continue
            rows.append(Answered(_title(name), _lines(name, answers[name]), step.slug, name in read))
    return rows


def unanswered(answers: dict[str, Any]) -> list[Step]:
    """Return the screens of which nothing is told."""
    return [step for step in STEPS if not any(answers.get(name) for name in step.names)]


SHORT = {
    "need": N_("Behov"),
    "pass_figure": N_("Godkänt betyder"),
    "sector": N_("Bransch"),
    "object_what": N_("Föremål"),
    "hazards": N_("Risker"),
    "trl_now": N_("Visat hittills"),
    "trl_wanted": N_("Ska vara visat efter provet"),
    "setting": N_("Miljö"),
    "samples": N_("Provföremål"),
    "data": N_("Data"),
    "wanted_time": N_("Mer om tiden"),
    "place": N_("Ort"),
    "county": N_("Län"),
    "budget": N_("Budget"),
    "secrecy": N_("Sekretess"),
    "confidential": N_("Bara för den som godkänt sekretess"),
    "results": N_("Vem ska äga resultaten"),
    "seeks_support": N_("Vill söka stöd"),
    "ordered": N_("Har något redan beställts"),
    "has_no_aid": N_("Inget offentligt stöd på tre år"),
}


def _title(name: str) -> str:
    return str(_(SHORT[name]) if name in SHORT else TITLES[name])


def _lines(name: str, value: Any) -> list[str]:
    language = current_language()
    if name in MEASURES:
        quantity, factor = MEASURES[name]
        return [limit_in_words(quantity, value / factor, value / factor, language)]
    if name in CHOICES:
        return [str(dict(CHOICES[name]).get(str(value), value))]
    if name in ("first_day", "last_day"):
        return [day(date.fromisoformat(value))]
    if name == "budget":
        return [_("%(kronor)s kr", kronor=number(value))]
    if name in ("county", "sector"):
        return [vocabulary.label("counties" if name == "county" else "sectors", value, language)]
    if name == "has_no_aid":
        return [_("Ja")]
    if name == "aid":
        return [_aid(one) for one in value]
    return [line for line in str(value).splitlines() if line.strip()]


def _aid(one: dict[str, Any]) -> str:
    rule = dict(forms.RULES).get(one.get("rule", ""), "")
    parts = [
        one.get("giver", ""),
        _("%(euros)s euro", euros=number(one["euros"])),
        day(date.fromisoformat(one["decided_on"])),
        str(rule),
    ]
    return ", ".join(part for part in parts if part)


def chosen_names(testbeds: Sequence[Any]) -> list[str]:
    return [localised(one, "name") for one in testbeds]
