"""The list of testbeds: words, filters and a place in, hits out; the same hits as a file."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, json, jsonify, make_response, render_template, request, url_for
from flask_babel import ngettext

from portal import clock
from portal.accounts.guards import audience
from portal.catalogue import queries as catalogue
from portal.catalogue import vocabulary
from portal.catalogue.queries import catalogue_version
from portal.errors import NotFound
from portal.free_time import start_lines
from portal.search import area_words, cards, dates, demand, facets, fit_form, frame, spellings, suggestion_words
from portal.search.criteria import FACET_BY_PARAMETER, LONGEST_TEXT, SORTS, Criteria, values_of
from portal.search.needs import PARAMETER
from portal.search.queries import Result, find, sorting
from portal.search.shelf import version_key
from portal.search.visits import is_new_question
from portal.web.csv_files import csv_response
from portal.web.fragments import Fragments
from portal.web.language import current_language
from portal.web.links import public_url
from portal.web.pages import SharedPages
from portal.web.paging import cut

blueprint = Blueprint("search", __name__)
_pages = SharedPages()
_unmet = Fragments(size=1024)

CSV_COLUMNS = ("slug", "name", "operator", "municipality", "county", "lat", "lon", "status", "level")
CSV_LISTS = ("technologies", "market_areas", "environments", "services")


@blueprint.get("/testbaddar")
@audience("public")
def index() -> Response:
    """Show the hits; a script that asks for the list alone gets the list and the new counts."""
    language = current_language()
    criteria = Criteria.from_args(request.args, language)
    if request.headers.get("HX-Request") and not request.headers.get("HX-History-Restore-Request"):
        response = make_response(_list_alone(criteria, language))
        response.headers["HX-Push-Url"] = _address(criteria)
    else:
        page = _pages.get(
            version_key(catalogue_version()), lambda: _page(criteria, language), standing=start_lines.standing
        )
        response = make_response(page)
    response.vary.add("HX-Request")
    if is_new_question(criteria, request.headers):
        _count_unmet(criteria)
    demand.write_waiting()
    return response


def _count_unmet(criteria: Criteria) -> None:
    """Let the inventory learn what it lacks, wherever the reader's map is; no reader waits for the count."""
    version, anywhere = version_key(catalogue_version()), criteria.without(frame.PARAMETER).without(dates.FIRST)
    is_unmet, is_empty = _unmet.get(anywhere.key, version, lambda: _is_unmet(find(anywhere)))
    if is_unmet:
        demand.note_unmet(criteria, is_empty=is_empty, now=clock.now())


def _is_unmet(result: Result) -> tuple[bool, bool]:
    return result.is_weak or not result.total, not result.total


def _page(criteria: Criteria, language: str) -> str:
    result = find(criteria, language)
    filters = facets.render(criteria, result.facets, language)
    fit, when = fit_form.shown(criteria, language), dates.shown(criteria.dates, criteria.unread)
    return render_template(
        "search/index.html", filters=filters, fit=fit, when=when, sorts=SORTS, **_shown(criteria, result, language)
    )


def _list_alone(criteria: Criteria, language: str) -> str:
    result = find(criteria, language)
    counts = _counts(criteria, result)
    return render_template("search/_results.html", counts=counts, **_shown(criteria, result, language))


@blueprint.get("/regioner/<slug>")
@audience("public")
def region(slug: str) -> str:
    return _area("region", slug)


@blueprint.get("/natverk/<slug>")
@audience("public")
def network(slug: str) -> str:
    return _area("natverk", slug)


@blueprint.get("/marknadsomraden/<slug>")
@audience("public")
def market_area(slug: str) -> str:
    return _area("marknad", slug)


def _area(parameter: str, slug: str) -> str:
    """Show what a filter of one value gives, under a heading and at an address of its own."""
    facet = FACET_BY_PARAMETER[parameter]
    if slug not in values_of(facet):
        raise NotFound()
    paged, language = Criteria.from_args(request.args), current_language()
    criteria = Criteria(chosen=((parameter, (slug,)),), page=paged.page, size=paged.size)
    version = version_key(catalogue_version())
    return _pages.get(version, lambda: _area_page(criteria, language), standing=start_lines.standing)


def _area_page(criteria: Criteria, language: str) -> str:
    result = find(criteria, language)
    described = area_words.described(criteria, result, language)
    return render_template("search/area.html", area=described, **_shown(criteria, result, language))


@blueprint.get("/testbaddar/forslag")
@audience("public")
def suggestions() -> Response:
    """Return what the text may be the beginning of, for a script that shows it below the field."""
    response = jsonify(
        suggestions=suggestion_words.described(request.args.get("q", "")[:LONGEST_TEXT], current_language())
    )
    response.headers["Cache-Control"] = "public, max-age=60"
    return response


@blueprint.get("/testbaddar.csv")
@audience("public")
def as_csv() -> Response:
    """Return the hits as a table; demonstrations are no facts and are left out."""
    result = find(Criteria.from_args(request.args, current_language()), current_language())
    ids = [hit.testbed_id for hit in result.hits if not hit.listed.is_demonstration]
    return csv_response("testbaddar.csv", (*CSV_COLUMNS, *CSV_LISTS, "url"), _rows(ids, current_language()))


def _shown(criteria: Criteria, result: Result, language: str) -> dict[str, Any]:
    page = cut(result.hits, number=criteria.page, size=criteria.size)
    place = result.place.name if result.place else ""
    readings = spellings.readings(result.question)
    starts = start_lines.of_testbeds([hit.testbed_id for hit in page.items])
    return {
        "criteria": criteria,
        "result": result,
        "page": page,
        "cards": cards.render(
            page.items, version=result.version, language=language, place=place, starts=starts, readings=readings
        ),
        "chips": [(label, _address(without)) for label, without in facets.chips(criteria, language)],
        "read": [(label, _address(without)) for label, without in facets.read_chips(criteria, result.read, language)],
        "wished": [
            (label, _address(without)) for label, without in facets.wished_chips(criteria, result.read, language)
        ],
        "unread": fit_form.unread(criteria),
        "undated": dates.faulty(criteria.unread),
        "said": hits_in_words(result.total),
        "order": sorting(criteria, result.place),
        "query": criteria.query_string(paging=False),
        "unfiltered": _address(criteria.without_filters()),
        "readings": readings,
        "literal": _address(criteria.taken_exactly()),
        "unframed": _address(criteria.without(frame.PARAMETER)),
    }


def _address(criteria: Criteria) -> str:
    query = criteria.query_string()
    return url_for("search.index") + (f"?{query}" if query else "")


def _counts(criteria: Criteria, result: Result) -> str:
    """Return what the script writes beside the filters: counts of the choices, and how many are chosen."""
    chosen = {parameter: len(values) for parameter, values in criteria.chosen}
    if criteria.needs:
        chosen[PARAMETER] = len(criteria.needs)
    if criteria.dates:
        chosen[dates.FIRST] = 1
    return json.dumps({"counts": result.facets, "chosen": chosen, "said": hits_in_words(result.total)})


def hits_in_words(total: int) -> str:
    return ngettext("%(num)s testbädd", "%(num)s testbäddar", total)


def _rows(ids: list[int], language: str) -> Iterator[list[Any]]:
    for card in catalogue.cards(ids, language):
        lists = ["; ".join(vocabulary.labels(kind, card[kind], language)) for kind in CSV_LISTS]
        words = {
            "status": vocabulary.label("statuses", card["status"], language),
            "level": vocabulary.label("levels", card["level"], language),
        }
        url = public_url("catalogue.show", language, slug=card["slug"])
        yield [*(words.get(column, card[column]) for column in CSV_COLUMNS), *lists, url]
