"""What this room shows on pages of lower rooms: on a testbed's page, what may pay for a test there."""

from flask import render_template, url_for

from portal.catalogue.models import Testbed
from portal.catalogue.queries import catalogue_version
from portal.geography import find_county
from portal.support import queries
from portal.web.fragments import Fragments
from portal.web.language import current_language

SHOWN = 3
_panels = Fragments(size=3000)


def may_pay(testbed: Testbed, version: int | None = None, **_context: object) -> str:
    """Return up to three programmes with the reason for each, or nothing for a testbed where nobody can test."""
    if testbed.status == "closed" or testbed.lifecycle == "closed":
        return ""
    version = catalogue_version() if version is None else version
    html: str = _panels.get((testbed.slug, current_language()), version, lambda: _render(testbed))
    return html


def _render(testbed: Testbed) -> str:
    matches = queries.match_testbed(testbed, SHOWN)
    county = find_county(testbed.county)
    every = url_for("support.index", lan=county.slug if county else None)
    return render_template("support/_may_pay.html", matches=matches, every=every) if matches else ""
