"""The list of support programmes, and one of them."""

from flask import render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from portal.accounts.guards import audience, current_person
from portal.catalogue.queries import catalogue_version
from portal.geography import COUNTIES, find_county
from portal.support import edit_pages, finder_pages, money_pages, path_pages, words
from portal.support.blueprint import blueprint
from portal.support.permissions import may_edit
from portal.support.queries import Filters, ProgrammeView, all_programmes, find_programmes, get_programme
from portal.web.forms import stripped
from portal.web.fragments import Fragments
from portal.web.language import current_language
from portal.web.links import public_url
from portal.web.wording import other_language

__all__ = ["blueprint", "edit_pages", "finder_pages", "money_pages", "path_pages"]
LONGEST = 100
_cards = Fragments(size=500)


@blueprint.app_template_global()
def support_word(kind: str, key: str) -> str:
    """Return the word for a key of this room in the reader's language."""
    return words.label(kind, key, current_language())


@blueprint.get("/stod")
@audience("public")
def index() -> str:
    # The version before the programmes: what is kept under it can only be newer, never older.
    filters, language, version = _filters(), current_language(), catalogue_version()
    found = find_programmes(filters)
    return render_template(
        "support/index.html",
        filters=filters,
        found=found,
        total=len(all_programmes()),
        cards=_rendered(found, language, version),
        counties=[(county.slug, county) for county in COUNTIES],
        kinds=words.choices("kinds", language),
        phases=words.choices("phases", language),
        county_slug=request.args.get("lan", "") if filters.county else "",
    )


@blueprint.get("/stod.csv")
@audience("public")
def download() -> Response:
    """The list as it is filtered, as a file."""
    return finder_pages.as_file(find_programmes(_filters()))


def _filters() -> Filters:
    """Return what the address asks for; what is no county, kind or phase means any."""
    kind, phase = request.args.get("typ", ""), request.args.get("skede", "")
    county = find_county(request.args.get("lan", "")[:LONGEST])
    return Filters(
        words=str(stripped(request.args.get("q", "")[:LONGEST])),
        county=county.name if county else "",
        kind=kind if kind in words.WORDS["kinds"] else "",
        phase=phase if phase in words.WORDS["phases"] else "",
    )


def _rendered(found: list[ProgrammeView], language: str, version: int) -> Markup:
    return Markup("").join(_card(one, language, version) for one in found)


def _card(programme: ProgrammeView, language: str, version: int) -> Markup:
    def render() -> Markup:
        return Markup(render_template("support/_card.html", programme=programme))  # nosec B704: our own template's HTML

    card: Markup = _cards.get((programme.slug, language), version, render)
    return card


@blueprint.get("/stod/<slug>")
@audience("public")
def show(slug: str) -> str:
    programme, language = get_programme(slug), current_language()
    texts = ("amount", "co_funding", "notes")
    return render_template(
        "support/show.html",
        programme=programme,
        may_edit=may_edit(current_person()),
        canonical=public_url("support.show", language, slug=slug),
        langs={name: other_language(getattr(programme, name), language) for name in texts},
    )
