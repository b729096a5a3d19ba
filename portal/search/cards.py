"""The hits as HTML: a card is rendered once for each listing, language and version; distance, reasons, the earliest start and
what rooms above put on a hit are filled in.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from flask import render_template
from flask_babel import gettext as _
from markupsafe import Markup, escape

from portal.catalogue import queries as catalogue
from portal.search.queries import Hit, Listed
from portal.search.shelf import version_key
from portal.web.formats import number
from portal.web.fragments import Fragments
from portal.web.stencil import Stencil, hole

MOST_KEPT = 5000
_cards = Fragments(size=4)

beside: list[Callable[[Sequence[Listed]], Mapping[int, Mapping[str, str]]]] = []
"""Asked once for each list what stands in the places `star` and `compare` of each hit, by testbed, as finished HTML;
`create_app` puts here who answers."""


def render(
    hits: Sequence[Hit], *, version: int, language: str, place: str = "", starts: Mapping[int, str] | None = None
) -> Markup:
    """Return the cards of these hits, one after the other; `starts` says of some when one can begin there at the earliest."""
    kept = _kept([hit.testbed_id for hit in hits], version, language)
    phrases = _phrases(place)
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


def _phrases(place: str) -> tuple[str, str, str]:
    """Return what is said on every card, looked up once: kilometres away, very near, and why it is a hit."""
    return (
        _("%(km)s km från %(place)s", km="\x03", place=place),
        _("mindre än 1 km från %(place)s", place=place),
        _("Träffar på"),
    )


@lru_cache(maxsize=8192)
def _kilometres(rounded: int, language: str) -> str:
    return number(rounded, language)


def _fillings(hit: Hit, phrases: tuple[str, str, str], language: str) -> dict[str, str]:
    fillings = {}
    away, near, why = phrases
    if hit.distance is not None:
        text = near if hit.distance < 1 else away.replace("\x03", _kilometres(round(hit.distance), language))
        fillings["distance"] = f'<span class="hit-distance">{escape(text)}</span>'
    named = [concept.label(language) for concept in hit.reasons.concepts]
    if named or hit.reasons.words:
        marked = ", ".join(f"<mark>{escape(word)}</mark>" for word in dict.fromkeys((*named, *hit.reasons.words)))
        fillings["why"] = f'<p class="hit-why">{escape(why)} {marked}</p>'
    return fillings
