"""What this room shows on pages of lower rooms: the map beside the list."""

from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from portal.catalogue import vocabulary
from portal.catalogue.models import LEVELS, STATUSES
from portal.geography import COUNTIES
from portal.map.views import drawing, script_version
from portal.search.queries import Criteria
from portal.web.fragments import Fragments
from portal.web.language import current_language

SCRIPTS = ("map/rings.js", "map/frame.js", "map/map.js")
APPROXIMATE = ("locality", "municipality")


# Only the address of the points differs from page to page, and it holds the language; all else is as long-lived as the process.
_kept = Fragments(size=128)


def list_map(criteria: Criteria, **_context: object) -> str:
    """Return the map of all hits of this search."""
    address = points_address(criteria)
    return str(_kept.get(address, "", lambda: render_template("map/_map.html", map=_gathered(address))))


def points_address(criteria: Criteria) -> str:
    """Return where the hits are; a list that htmx swaps in tells it in an attribute `data-map-points`."""
    asked = criteria.query_string(paging=False)
    return url_for("map.points") + (f"?{asked}" if asked else "")


def _gathered(points: str) -> dict[str, Any]:
    drawn = drawing()
    return {
        "styles": (*drawn.styles, "map/map.css"),
        "scripts": (*drawn.scripts, *SCRIPTS),
        "script": url_for("map.script", v=script_version()),
        "html": drawn.html,
        "points": points,
        "testbed": _testbed_pages(),
        "name": "name_en" if current_language() == "en" else "name",
        "levels": LEVELS,
        "words": _words(),
    }


def _testbed_pages() -> str:
    """Return what a slug is appended to: the script writes many links, and one address tells them all."""
    return url_for("catalogue.show", slug="-").removesuffix("-")


def _words() -> dict[str, Any]:
    """Return what the script says, in the language of the page."""
    language = current_language()
    return {
        "map": _("Karta över träffarna"),
        "cluster": _("%(n)s testbäddar: %(places)s"),
        "more": _("%(places)s och %(n)s orter till"),
        "rings": _("Ringar: 25, 50, 100 och 200 km från %(place)s"),
        "draw": _("Dra en ruta på kartan. Esc avbryter."),
        "close": _("Stäng"),
        "none": _("Inga träffar att visa på kartan."),
        "failed": _("Kartan kunde inte hämtas. Listan visar samma träffar."),
        "demonstration": _("Demonstration"),
        "levels": {level: vocabulary.label("levels", level, language) for level in LEVELS},
        "statuses": {s: vocabulary.label("statuses", s, language) for s in STATUSES if s != "active"},
        "precisions": {exact: vocabulary.label("precisions", exact, language) for exact in APPROXIMATE},
        "counties": {c.name: vocabulary.label("counties", c.name, language) for c in COUNTIES},
    }
