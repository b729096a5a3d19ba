"""What is known of a case when its papers are written: plain values, all of which may be missing."""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from portal.web.formats import money

# Signs that XML cannot hold, that no keyboard makes, or that turn the direction of what stands around them.
_UNWRITABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


@dataclass(frozen=True)
class Party:
    """Who enters into an agreement: an organisation, never a person."""

    name: str = ""
    number: str = ""
    place: str = ""


@dataclass(frozen=True)
class Thing:
    """What is to be tested; `never` is what must not happen to it or because of it."""

    what: str = ""
    dimensions: str = ""
    mass: str = ""
    hazards: str = ""
    energy: str = ""
    chemicals: str = ""
    never: str = ""


@dataclass(frozen=True)
class Cost:
    """One line of a price or a budget; `ore` is the amount without VAT, None where it is not known."""

    what: str = ""
    supplier: str = ""
    ore: int | None = None


@dataclass(frozen=True)
class Facts:
    """Everything that the papers may be filled with; an empty value becomes a line to fill in by hand.

    `company` wants something tested, `host` runs the testbed, `others` are further parties of a consortium. `setting` is
    lab, pilot or real, or words of one's own; `results` is company, shared or testbed; `period` is words for when, used where
    no days are known.
    """

    company: Party = Party()
    host: Party = Party()
    others: tuple[Party, ...] = ()
    testbed: str = ""
    purpose: str = ""
    method: str = ""
    pass_figure: str = ""
    thing: Thing = Thing()
    trl_now: int | None = None
    trl_wanted: int | None = None
    setting: str = ""
    samples: str = ""
    data: str = ""
    first_day: date | None = None
    last_day: date | None = None
    period: str = ""
    costs: tuple[Cost, ...] = ()
    supplier: str = ""
    results: str = ""
    secrecy: str = ""
    programme: str = ""
    contact: str = ""
    reference: str = ""

    def without_company(self) -> "Facts":
        """Return the same facts without who asks: for a side that may not know it yet."""
        return replace(self, company=Party(), contact="", others=())


def plain(text: Any) -> str:
    """Return the text without what a file cannot hold or a reader cannot see; line breaks are kept."""
    return _UNWRITABLE.sub("", _LINE_ENDS.sub("\n", str(text or ""))).strip()


def answers(facts: Facts, language: str, words: dict[str, str]) -> dict[str, str]:
    """Return what each placeholder of the wordings becomes; an empty answer leaves a line to fill in.

    `words` says in the document's language what the keys of `setting` and `results` mean; a setting may have words of its own.
    """
    known = {
        **_of_party("company", facts.company),
        **_of_party("host", facts.host),
        **{f"object.{name}": getattr(facts.thing, name) for name in Thing.__dataclass_fields__},
        "trl.now": facts.trl_now,
        "trl.wanted": facts.trl_wanted,
        "setting": words.get(facts.setting, facts.setting),
        "results": words.get(facts.results, ""),
        "days": _days(facts, language),
        "supplier": facts.supplier or facts.host.name,
        "costs.total": _total(facts.costs, language),
        **{name: getattr(facts, name) for name in AS_THEY_ARE},
    }
    return {name: plain(value) for name, value in known.items()}


AS_THEY_ARE = (
    "testbed", "purpose", "method", "pass_figure", "samples", "data", "secrecy", "programme", "contact", "reference"
)  # fmt: skip


def rows(facts: Facts, kind: str, language: str) -> list[dict[str, str]]:
    """Return the rows of a table that repeats by party or by cost, as placeholders with their answers."""
    if kind == "costs":
        known: list[dict[str, Any]] = [
            {"row.what": cost.what, "row.supplier": cost.supplier, "row.amount": _amount(cost.ore, language)}
            for cost in facts.costs
        ]
    else:
        known = [_of_party("row", party) for party in (facts.company, facts.host, *facts.others)]
    cleaned = [{name: plain(value) for name, value in row.items()} for row in known]
    return [row for row in cleaned if any(row.values())]


def _of_party(name: str, party: Party) -> dict[str, str]:
    return {f"{name}.name": party.name, f"{name}.number": party.number, f"{name}.place": party.place}


def _days(facts: Facts, language: str) -> str:
    """Return the days as figures (2026-12-01 – 2026-12-04), which both languages read alike, or the words for when."""
    first, last = facts.first_day, facts.last_day
    if first and last and first != last:
        return f"{first.isoformat()} – {last.isoformat()}"
    one = first or last
    return one.isoformat() if one else facts.period


def _amount(ore: int | None, language: str) -> str:
    return "" if ore is None else money(ore, language)


def _total(costs: tuple[Cost, ...], language: str) -> str:
    """Return the sum where every line has an amount; a sum of some of them would mislead."""
    known = [cost.ore for cost in costs if cost.ore is not None]
    return money(sum(known), language) if known and len(known) == len(costs) else ""
