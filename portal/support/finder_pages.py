"""Which programmes suit us: questions, each programme with its reasons, and the same as a file; and county by county."""

from collections.abc import Iterable
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts.guards import audience
from portal.catalogue import vocabulary
from portal.errors import NotFound
from portal.geography import COUNTIES, County, find_county
from portal.support import queries, reasons, words
from portal.support.asking import NAMES, Answers, answers_of
from portal.support.blueprint import blueprint
from portal.support.path import LADDER
from portal.support.queries import ProgrammeView
from portal.support.rules import Match, must_apply_first
from portal.web.csv_files import csv_response
from portal.web.language import current_language

SHOWN = 8
COLUMNS = ("slug", "name", "provider", "kind", "phase", "status", "who", "counties", "amount", "co_funding", "website")
REASONS = ("fits", "check", "does_not_fit")


@blueprint.get("/stod/vilka-passar")
@audience("public")
def find() -> str:
    """The questions; once one is answered, the programmes with what fits, what to check, and what does not fit."""
    answers = answers_of(request.args)
    is_asked = answers.situation.says_something
    matches = queries.match(answers.situation) if is_asked else []
    fitting = [one for one in matches if not one.misfits]
    every = request.args.get("alla") == "1"
    return render_template(
        "support/find.html",
        answers=answers,
        is_asked=is_asked,
        fitting=fitting if every else fitting[:SHOWN],
        more=0 if every else max(0, len(fitting) - SHOWN),
        others=[one for one in matches if one.misfits],
        must_apply_first=must_apply_first(matches),
        **_choices(),
        asked=_asked(answers),
    )


def _choices() -> dict[str, Any]:
    language = current_language()
    return {
        "counties": [(county.slug, county.name) for county in COUNTIES],
        "technologies": vocabulary.choices("technologies", language),
        "whos": words.choices("who", language),
        "phases": words.choices("phases", language),
        "rungs": LADDER,
    }


def _asked(answers: Answers) -> dict[str, str]:
    """Return the answers as an address says them, without what is no answer."""
    return {name: request.args[name][:2000] for name in NAMES if request.args.get(name)} if answers else {}


@blueprint.get("/stod/vilka-passar.csv")
@audience("public")
def find_as_file() -> Response:
    """The same list as a file; without answers it is every programme."""
    matches = queries.match(answers_of(request.args).situation)
    views = {one.slug: one for one in queries.all_programmes()}
    rows = ((*_row(views[one.programme.slug]), *_reasons(one)) for one in matches)
    return csv_response("stod.csv", (*COLUMNS, *REASONS), rows)


def as_file(programmes: Iterable[ProgrammeView]) -> Response:
    """Return these programmes as a file."""
    return csv_response("stod.csv", COLUMNS, map(_row, programmes))


def _row(one: ProgrammeView) -> tuple[Any, ...]:
    language = current_language()
    name = (one.name_en or one.name) if language == "en" else one.name
    kinds = (("kinds", one.kind), ("phases", one.phase), ("statuses", one.status))
    in_words = [words.label(kind, key, language) for kind, key in kinds]
    who = "; ".join(words.label("who", key, language) for key in one.who)
    rest = (one.amount or "", one.co_funding or "", one.website or "")
    return (one.slug, name, one.provider, *in_words, who, "; ".join(one.counties), *rest)


def _reasons(one: Match) -> tuple[str, ...]:
    return tuple("; ".join(map(reasons.said, group)) for group in (one.fits, one.checks, one.misfits))


@blueprint.get("/stod/lan/<county>")
@audience("public")
def in_county(county: str) -> str:
    """What there is for companies in one county: its own programmes first, then those for the whole country."""
    here = _county(county)
    programmes = queries.find_programmes(queries.Filters(county=here.name))
    return render_template(
        "support/in_county.html",
        county=here,
        own=[one for one in programmes if one.counties],
        everywhere=[one for one in programmes if not one.counties],
        counties=[(one.slug, one.name) for one in COUNTIES],
    )


def _county(slug: str) -> County:
    county = find_county(slug) if "\0" not in slug else None
    if county is None or county.slug != slug:
        raise NotFound()
    return county


@blueprint.app_template_global()
def support_reason(reason: Any) -> str:
    """Return a reason in the reader's language."""
    return reasons.said(reason)


@blueprint.app_template_global()
def said_text(text: str) -> str:
    """Return one of the room's own texts in the reader's language."""
    return _(text)
