"""Shapes of what owners type about conditions."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flask_babel import lazy_gettext
from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import InputRequired, Optional

from portal.conditions.pricing import CLASSES, MOST_ORE, Rates
from portal.conditions.rules import COUNT, FUTURE, HOURS, MEASURES, MONTH, QUARTER, SPANS, TOTAL, WEEK, YEAR, Limit
from portal.conditions.service import BookingRules
from portal.conditions.words import CLASS_WORDS, start_words
from portal.web.forms import PortalForm, TypedField, WholeNumberField, as_choices, between

SPAN_WORDS = {
    WEEK: lazy_gettext("Samma vecka"),
    MONTH: lazy_gettext("Samma månad"),
    QUARTER: lazy_gettext("Samma kvartal"),
    YEAR: lazy_gettext("Samma år"),
    FUTURE: lazy_gettext("Kommande, vid varje tillfälle"),
    TOTAL: lazy_gettext("Sammanlagt"),
}
MEASURE_WORDS = {COUNT: lazy_gettext("Bokningar"), HOURS: lazy_gettext("Timmar")}
MOST = 100_000
GRIDS = {
    "half-hour": (60, 90, 120, 180, 240),
    "hour": (120, 180, 240, 480),
}


class RulesForm(PortalForm):
    """Rules for when one may book, and a limit for each measure and span of time; an empty field limits nothing."""

    seen = HiddenField()
    notice_days = WholeNumberField(
        lazy_gettext("Arbetsdagar i förväg"),
        [InputRequired(lazy_gettext("Fyll i fältet.")), between(0, 250)],
    )
    start_every = SelectField(lazy_gettext("Bokningar börjar"), coerce=str, validators=[Optional()])
    direct_for_known = BooleanField(lazy_gettext("Den som har varit hos er förut bokar direkt"))

    def rules(self) -> BookingRules:
        every = self.start_every.data if "start_every" in self else ""
        known = bool(self.direct_for_known.data) if "direct_for_known" in self else False
        return BookingRules(self.notice_days.data or 0, int(every) if every else None, known)

    def limits(self) -> list[Limit]:
        return [
            Limit(measure, span, self[_name(measure, span)].data)
            for measure in MEASURES
            for span in SPANS
            if self[_name(measure, span)].data is not None
        ]

    def rows(self) -> Iterator[tuple[Any, list[Any]]]:
        """Return each span of time in words with its two fields."""
        for span, words in SPAN_WORDS.items():
            yield words, [self[_name(measure, span)] for measure in MEASURES]


def _name(measure: str, span: str) -> str:
    return f"{measure}_{span}"


for _measure in MEASURES:
    for _span in SPANS:
        setattr(
            RulesForm, _name(_measure, _span), WholeNumberField(MEASURE_WORDS[_measure], [Optional(), between(1, MOST)])
        )


def rules_form(resource: Any, limits: Iterable[Limit], seen: str) -> RulesForm:
    """Return the form as the resource has it; questions that its unit of time or way of booking leaves open are not asked."""
    given = {_name(one.measure, one.span): one.most for one in limits}
    every = resource.start_every
    form = RulesForm(
        data={
            "seen": seen,
            "notice_days": resource.notice_days,
            "start_every": str(every or ""),
            "direct_for_known": resource.direct_for_known,
            **given,
        }
    )
    grids = GRIDS.get(resource.unit, ())
    if grids:
        words = [("", lazy_gettext("Vid varje hel tidsenhet")), *((str(n), start_words(n)) for n in grids)]
        form.start_every.choices = as_choices(words)
    else:
        del form.start_every
    if resource.mode == "direct":
        del form.direct_for_known
    return form


def read_kronor(text: str) -> int:
    """Return 1 200 or 1200,50 as öre. Raise ValueError for what is no amount, or more than anybody asks."""
    found = re.fullmatch(r"(\d{1,12})(?:[.,](\d{1,2}))?", re.sub(r"\s", "", text), re.ASCII)
    if not found:
        raise ValueError(text)
    ore = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
    if ore > MOST_ORE:
        raise ValueError(text)
    return ore


class KronorField(TypedField):
    """An amount in kronor, kept as öre."""

    parse = staticmethod(read_kronor)
    complaint = lazy_gettext("Ange ett belopp i kronor, till exempel 1200 eller 1200,50.")

    def written(self, value: Any) -> str:
        if value is None:
            return ""
        return f"{value // 100}" if value % 100 == 0 else f"{value // 100},{value % 100:02d}"


RATE_WORDS = {
    "per_hour": lazy_gettext("Per timme"),
    "per_half_day": lazy_gettext("Per halvdag"),
    "per_day": lazy_gettext("Per dag"),
    "start_fee": lazy_gettext("Startavgift"),
}


class PricesForm(PortalForm):
    """A price list for each class of customer; an empty field is no price."""

    seen = HiddenField()
    vat_percent = WholeNumberField(
        lazy_gettext("Moms"), [InputRequired(lazy_gettext("Fyll i fältet.")), between(0, 100)]
    )

    def rates(self) -> dict[str, Rates]:
        return {name: Rates(*(self[_name(name, rate)].data for rate in RATE_WORDS)) for name in CLASSES}

    def rows(self) -> Iterator[tuple[Any, list[Any]]]:
        """Return each class of customer in words with its fields."""
        for name in CLASSES:
            yield CLASS_WORDS[name](), [self[_name(name, rate)] for rate in RATE_WORDS]


for _class in CLASSES:
    for _rate, _words in RATE_WORDS.items():
        setattr(PricesForm, _name(_class, _rate), KronorField(_words, [Optional()]))


def prices_form(rates: Mapping[str, Rates], vat_percent: int, seen: str) -> PricesForm:
    given = {_name(name, rate): getattr(one, rate) for name, one in rates.items() for rate in RATE_WORDS}
    return PricesForm(data={"seen": seen, "vat_percent": vat_percent, **given})
