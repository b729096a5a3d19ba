"""What this room shows on pages of lower rooms: testbeds like the one on the page."""

from typing import Any

from flask import render_template

from portal.catalogue import vocabulary
from portal.catalogue.queries import catalogue_version
from portal.search.likeness import Alike, alike
from portal.search.shelf import version_key
from portal.web.fragments import Fragments
from portal.web.language import current_language, localised

_kept = Fragments(size=2048)
MOST_SHARED = 3


def similar(testbed: Any, **_context: object) -> str:
    """Return up to four testbeds like this one, or nothing when there is none."""
    language = current_language()
    version = version_key(catalogue_version())
    return str(_kept.get((testbed.id, language), version, lambda: _rendered(testbed, language)))


def _rendered(testbed: Any, language: str) -> str:
    found = [_shown(one, language) for one in alike(testbed)]
    return render_template("search/_similar.html", alike=found) if found else ""


def _shown(one: Alike, language: str) -> dict[str, Any]:
    return {
        "slug": one.listed.slug,
        "name": localised(one.listed, "name", language),
        "name_lang": "sv" if language == "en" and not one.listed.name_en else language,
        "operator": one.listed.operator,
        "municipality": one.listed.municipality,
        "status": one.listed.status,
        "is_demonstration": one.listed.is_demonstration,
        "km": round(one.distance),
        "shared": [vocabulary.label(kind, value, language) for kind, value in one.shared[:MOST_SHARED]],
    }
