"""The hits as HTML: a card is rendered once for each listing, language and version; distance, reasons, the earliest start and
what rooms above put on a hit are filled in.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from flask import render_template
from flask_babel import gettext as _
from markupsafe import Markup, escape

from portal.catalogue import queries as catalogue
from portal.limits.written import need_in_words
from portal.search.queries import Hit, Listed
from portal.search.reasons import Reasons
from portal.search.shelf import version_key
from portal.web.formats import number
from portal.web.fragments import Fragments
from portal.web.stencil import Stencil, hole

MOST_KEPT = 5000
_cards = Fragments(size=4)
_DOT = '<span aria-hidden="true"> · </span><span class="visually-hidden">, </span>'
_DASH = '<span aria-hidden="true">— </span>'

beside: list[Callable[[Sequence[Listed]], Mapping[int, Mapping[str, str]]]] = []
"""Asked once for each list what stands in the places `star` and `compare` of each hit, by testbed, as finished HTML;
`create_app` puts here who answers."""


def render(
    hits: Sequence[Hit],
    *,
    version: int,
    language: str,
    place: str = "",
    starts: Mapping[int, str] | None = None,
    readings: Mapping[str, str] | None = None,
) -> Markup:
    """Return the cards of these hits, one after the other; `starts` says of some when one can begin there at the earliest,
    `readings` of words that were read as others what they were read as.
    """
    kept = _kept([hit.testbed_id for hit in hits], version, language)
    phrases = _phrases(place, readings or {})
    known = starts or {}
    added = _added(hits)
    pieces = [
        kept[hit.testbed_id].fill(
            _fillings(hit, phrases, language) | {"start": known.get(hit.testbed_id, "")} | added[hit.testbed_id]
        )
        for hit in hits
        if hit.testbed_id in kept
    ]
    return Markup("".join(pieces))  # nosec B704: finished HTML of our own template


def _added(hits: Sequence[Hit]) -> dict[int, dict[str, str]]:
    added: dict[int, dict[str, str]] = {hit.testbed_id: {} for hit in hits}
    for ask in beside:
        for testbed_id, fillings in ask([hit.listed for hit in hits]).items():
            added[testbed_id].update(fillings)
    return added


def _kept(ids: Sequence[int], version: int, language: str) -> Mapping[int, Stencil]:
    """Return the cards by testbed; those that this process has not shown yet are read and rendered together."""
    kept: dict[int, Stencil] = _cards.get(language, version_key(version), dict)
    missing = [one for one in ids if one not in kept]
    if missing:
        if len(kept) + len(missing) > MOST_KEPT:
            kept.clear()
            missing = list(ids)
        made = {card["id"]: Stencil(_card(card)) for card in catalogue.cards(missing, language)}
        kept.update(made)
    return kept


def _card(card: Mapping[str, Any]) -> str:
    holes = {name: hole(name) for name in ("distance", "why", "start", "star", "compare")}
    return render_template("search/_card.html", card=card, **holes)


class Phrases(NamedTuple):
    """What is said on every card, looked up once: kilometres away, very near, and why it is a hit."""

    away: str
    near: str
    matches: str
    subject: str
    words_too: str
    words: str
    meets: str
    readings: Mapping[str, str]


def _phrases(place: str, readings: Mapping[str, str]) -> Phrases:
    return Phrases(
        away=_("%(km)s km från %(place)s", km="\x03", place=place),
        near=_("mindre än 1 km från %(place)s", place=place),
        matches=_("Träffar på:"),
        subject=_("ämnet"),
        words_too=_("ord:"),
        words=_("Träffar på ord:"),
        meets=_("Klarar:"),
        readings=readings,
    )


@lru_cache(maxsize=8192)
def _kilometres(rounded: int, language: str) -> str:
    return number(rounded, language)


def _fillings(hit: Hit, phrases: Phrases, language: str) -> dict[str, str]:
    fillings = {}
    if hit.distance is not None:
        rounded = _kilometres(round(hit.distance), language)
        text = phrases.near if hit.distance < 1 else phrases.away.replace("\x03", rounded)
        fillings["distance"] = f'<span class="hit-distance">{escape(text)}</span>'
    said = [_why(hit.reasons, phrases, language), _met(hit, phrases, language)]
    fillings["why"] = "".join(f'<p class="hit-why">{line}</p>' for line in said if line)
    return fillings


def _met(hit: Hit, phrases: Phrases, language: str) -> str:
    """Return the limits asked for that the listing states to meet."""
    met = _DOT.join(f'<span class="hit-subject">{escape(need_in_words(one, language))}</span>' for one in hit.meets)
    return f"{escape(phrases.meets)} {met}" if met else ""


def _why(reasons: Reasons, phrases: Phrases, language: str) -> str:
    """Return the subjects that the listing answers to, by their names, and then words as they were typed, or read.

    Subjects look unlike words; who does not see that hears it said.
    """
    named = list(dict.fromkeys(concept.label(language) for concept in reasons.concepts))
    known = {name.casefold() for name in named}
    said = dict.fromkeys(phrases.readings.get(word, word) for word in reasons.words)
    words = ", ".join(f"<mark>{escape(word)}</mark>" for word in said if word.casefold() not in known)
    if not named:
        return f"{escape(phrases.words)} {words}" if words else ""
    subjects = _DOT.join(f'<span class="hit-subject">{escape(name)}</span>' for name in named)
    hidden = f'<span class="visually-hidden">{escape(phrases.subject)}</span>'
    more = f' <span class="hit-words">{_DASH}{escape(phrases.words_too)} {words}</span>' if words else ""
    return f"{escape(phrases.matches)} {hidden} {subjects}{more}"
