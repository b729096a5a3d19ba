"""Reasons in words: what fits, what to check and what does not fit, in the reader's language."""

from collections.abc import Callable

from flask_babel import gettext as _

from portal.catalogue import vocabulary
from portal.support import words
from portal.support.rules import DECISION, Reason
from portal.web.language import current_language


def said(reason: Reason) -> str:
    """Return the reason in words."""
    with_keys = _WITH_KEYS.get(reason.kind)
    return with_keys(reason.keys) if with_keys else _plain(reason.kind)


def _plain(kind: str) -> str:
    return {
        "everywhere": _("gäller hela landet och all teknik"),
        "names-testing": _("nämner prov eller testmiljö"),
        "partners": _("bygger på att flera söker tillsammans"),
        "uncertain": _("osäkert om det går att söka i dag"),
        "call-based": _("söks när en utlysning är öppen: se datum hos källan"),
        "planned": _("går inte att söka ännu"),
        "closed": _("stängt: går inte längre att söka"),
        "notes": _("har en anmärkning att läsa"),
        "co-funding": _("kräver egen insats"),
        "not-testing": _("säger själv att det inte är för provningen"),
        "narrow": _("har ett villkor som få uppfyller, eller hård konkurrens"),
    }.get(kind, kind)


def _counties(keys: tuple[str, ...]) -> str:
    return ", ".join(vocabulary.label("counties", key, current_language()) for key in keys)


def _technologies(keys: tuple[str, ...]) -> str:
    return ", ".join(vocabulary.label("technologies", key, current_language()) for key in keys)


def _market_areas(keys: tuple[str, ...]) -> str:
    return ", ".join(vocabulary.label("market_areas", key, current_language()) for key in keys)


def _whos(keys: tuple[str, ...]) -> str:
    return ", ".join(words.label("who", key, current_language()).lower() for key in keys)


def _levels(keys: tuple[str, ...]) -> str:
    low, high = keys
    if low and high:
        return f"TRL {low}–{high}"
    return _("TRL %(low)s och uppåt", low=low) if low else _("TRL till och med %(high)s", high=high)


def _apply_first(keys: tuple[str, ...]) -> str:
    if DECISION in keys:
        return _("inget får beställas före beslutet")
    return _("inget får beställas före ansökan")


_WITH_KEYS: dict[str, Callable[[tuple[str, ...]], str]] = {
    "county": lambda keys: _("gäller företag i %(counties)s", counties=_counties(keys)),
    "county-unknown": lambda keys: _("bara för företag i %(counties)s", counties=_counties(keys)),
    "technologies": lambda keys: _("gäller %(fields)s", fields=_technologies(keys)),
    "market_areas": lambda keys: _("gäller %(fields)s", fields=_market_areas(keys)),
    "guessed": lambda keys: _("verkar ligga nära det ni beskriver (%(fields)s)", fields=_technologies(keys)),
    "field-unknown": lambda keys: _("bara för vissa områden: %(fields)s", fields=_technologies(keys) or "–"),
    "who": lambda keys: _("för %(who)s", who=_whos(keys)),
    "who-unknown": lambda keys: _("för %(who)s: är det ni?", who=_whos(keys)),
    "phase": lambda keys: _(
        "avsett för skedet %(phase)s", phase=words.label("phases", keys[0], current_language()).lower()
    ),
    "trl": lambda keys: _("mognad: %(levels)s", levels=_levels(keys)),
    "trl-unknown": lambda keys: _("kräver en viss mognad: %(levels)s", levels=_levels(keys)),
    "no-grant": lambda keys: _(
        "är inget bidrag utan %(kind)s", kind=words.label("kinds", keys[0], current_language()).lower()
    ),
    "apply-first": _apply_first,
    "ordered": lambda keys: _("ni har redan beställt, och %(rule)s", rule=_apply_first(keys)),
}
