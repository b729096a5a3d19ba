"""The parts of a testbed's page that only change with the listing: rendered once for each version, language and day."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from flask import render_template, url_for
from markupsafe import Markup

from portal.catalogue import queries, rules, vocabulary
from portal.catalogue.limit_lines import limit_lines
from portal.catalogue.models import Testbed
from portal.database import db
from portal.geography import find_county
from portal.web.fragments import Fragments
from portal.web.links import public_url
from portal.web.wording import languages_of, other_language

FACETS = (
    ("technologies", "teknik"),
    ("market_areas", "marknad"),
    ("sectors", "sektor"),
    ("environments", "miljo"),
    ("services", "tjanst"),
)
"""The kinds that classify a listing, and the parameter by which the list is filtered."""

PIECES = {
    "meta": "catalogue/_meta.html",
    "head": "catalogue/_head.html",
    "equipment": "catalogue/_equipment.html",
    "limits": "catalogue/_limits.html",
    "facts": "catalogue/_facts.html",
    "aside": "catalogue/_aside.html",
    "sources": "catalogue/_sources.html",
}

_pages = Fragments(size=3000)


@dataclass(frozen=True)
class Page:
    """A listing that is no longer tied to a session, so that it may be kept, and the finished pieces of its page."""

    testbed: Testbed
    version: int
    meta: Markup
    head: Markup
    equipment: Markup
    limits: Markup
    facts: Markup
    aside: Markup
    sources: Markup


def public_page(slug: str, language: str, today: date) -> Page:
    """Return the page as everybody sees it. Raise NotFound when nobody may see it."""
    version = queries.catalogue_version()
    key = (slug, language, today)
    page: Page = _pages.get(key, version, lambda: make_page(queries.get_testbed(slug), language, today, version))
    return page


def make_page(testbed: Testbed, language: str, today: date, version: int) -> Page:
    """Return the page of a listing, which leaves the session."""
    context = _context(testbed, language, today)
    pieces = {
        piece: Markup(render_template(template, **context))  # nosec B704: our own template's HTML
        for piece, template in PIECES.items()
    }
    db.session.expunge(testbed)
    return Page(testbed, version, **pieces)


def _context(testbed: Testbed, language: str, today: date) -> dict[str, Any]:
    return {
        "testbed": testbed,
        "name": (testbed.name_en or testbed.name) if language == "en" else testbed.name,
        "name_lang": "sv" if language == "en" and not testbed.name_en else None,
        "other_name": _other_name(testbed, language),
        "summary": testbed.summary_en if language == "en" else testbed.summary_sv,
        "operator_type": vocabulary.label("operator_types", testbed.operator_type, language),
        "county": vocabulary.label("counties", testbed.county, language),
        "precision": vocabulary.label("precisions", testbed.location_precision, language),
        "confidence": vocabulary.label("confidences", testbed.confidence, language),
        "links": _links(testbed, language),
        "equipment": list(zip(testbed.equipment, languages_of(testbed.equipment), strict=True)),
        "limits": limit_lines(queries.capabilities_of(testbed.id), language),
        "access_lang": other_language(testbed.access, language),
        "notes_lang": other_language(testbed.notes, language),
        "trl": _trl(testbed),
        "host": _host(testbed.website),
        "is_stale": rules.is_stale(testbed.confirmed_on, testbed.collected_on, today),
        "addresses": {code: public_url("catalogue.show", code, slug=testbed.slug) for code in ("sv", "en")},
    }


def _other_name(testbed: Testbed, language: str) -> tuple[str, str] | None:
    """Return the name in the other language with that language, where there are two names."""
    if not testbed.name_en or testbed.name_en == testbed.name:
        return None
    return (testbed.name, "sv") if language == "en" else (testbed.name_en, "en")


def _links(testbed: Testbed, language: str) -> dict[str, Any]:
    """Return where words of the page lead: the list, filtered by them."""
    county = find_county(testbed.county)
    words = {
        kind: [
            (vocabulary.label(kind, key, language), url_for("search.index", **{parameter: key}))
            for key in getattr(testbed, kind)
        ]
        for kind, parameter in FACETS
    }
    return {
        **words,
        "county": url_for("search.index", lan=county.slug if county else testbed.county),
        "near": url_for("search.index", plats=f"{testbed.municipality}, {testbed.county}", sortera="avstand"),
    }


def _trl(testbed: Testbed) -> str | None:
    low, high = testbed.trl_min or testbed.trl_max, testbed.trl_max or testbed.trl_min
    return (str(low) if low == high else f"{low}–{high}") if low else None


def _host(website: str | None) -> str | None:
    """Return the host to show for a website that is safe to link to, or None."""
    if not website or not website.startswith(("http://", "https://")):
        return None
    return (urlsplit(website).hostname or "").removeprefix("www.") or None
