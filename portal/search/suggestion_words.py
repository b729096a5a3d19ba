"""Suggestions as a page's script shows them: a kind, a name, a few words beside it, and where it leads."""

from flask import url_for
from flask_babel import gettext as _

from portal.catalogue import vocabulary
from portal.concepts.queries import thesaurus
from portal.search.suggesting import suggest
from portal.web.language import localised


def described(text: str, language: str) -> list[dict[str, str]]:
    """Return the suggestions in their order; `fills` names the field that one is put in, where it does not lead to a page."""
    found = suggest(text)
    subjects = [_subject(thesaurus().label(key, language)) for key in found.concepts]
    testbeds = [
        {
            "kind": _("Testbädd"),
            "label": localised(one, "name", language),
            "detail": one.municipality,
            "url": url_for("catalogue.show", slug=one.slug),
        }
        for one in found.testbeds
    ]
    places = [
        {
            "kind": _("Plats"),
            "label": one.name,
            "detail": vocabulary.label("counties", one.county or "", language),
            "fills": "plats",
            "value": one.label,
            "url": url_for("search.index", plats=one.label),
        }
        for one in found.places
    ]
    return [*subjects, *testbeds, *places]


def _subject(name: str) -> dict[str, str]:
    return {"kind": _("Ämne"), "label": name, "fills": "q", "value": name, "url": url_for("search.index", q=name)}
