"""Plans and exceptions as files: fetched, read, looked at, and saved only when nothing is wrong."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.capacity import importing, plan_files, preview, queries
from portal.capacity.blueprint import blueprint
from portal.capacity.forms import FileForm
from portal.capacity.openings import DaysOff, Line
from portal.capacity.pages import Answer, managed, status_of, words
from portal.capacity.plan_files import PlanFile
from portal.capacity.service import BookingsInTheWay
from portal.catalogue.models import Resource
from portal.errors import Refusal
from portal.web.csv_files import csv_response
from portal.web.error_pages import translated
from portal.web.language import current_language
from portal.web.sheets import csv_text, read_table, xlsx_response

OFFICE = [Line(weekday, 8 * 60, 17 * 60) for weekday in range(5)]


@blueprint.get("/resurser/<slug>/oppettider/fil.csv", defaults={"kind": "csv"})
@blueprint.get("/resurser/<slug>/oppettider/fil.xlsx", defaults={"kind": "xlsx"})
@audience("owner")
def plan_file(slug: str, kind: str) -> Response:
    resource = managed(slug)
    return _file(f"oppettider-{slug}.{kind}", importing.rows_of(resource, clock.now(), current_language()))


@blueprint.get("/resurser/<slug>/oppettider/mall.csv", defaults={"kind": "csv"})
@blueprint.get("/resurser/<slug>/oppettider/mall.xlsx", defaults={"kind": "xlsx"})
@audience("owner")
def plan_template(slug: str, kind: str) -> Response:
    """A file to fill in: office hours, closed on holidays and eves."""
    managed(slug)
    rows = list(plan_files.written(OFFICE, DaysOff(), [], [], current_language()))
    return _file(f"mall-oppettider.{kind}", rows)


def _file(name: str, rows: list[Any]) -> Response:
    write = xlsx_response if name.endswith("xlsx") else csv_response
    return write(name, plan_files.header(current_language()), rows)


@blueprint.route("/resurser/<slug>/oppettider/importera", methods=["GET", "POST"])
@audience("owner")
def import_plan(slug: str) -> Answer:
    """A file is read and judged, then shown; the page carries its table to the next step, where it is judged again."""
    resource, form = managed(slug), FileForm()
    if not form.validate_on_submit():
        return _page(form, resource), 422 if form.errors else 200
    now = clock.now()
    try:
        table = read_table(form.content())
        file = importing.judge_file(resource, table, now)
        if file.faults:
            return _page(form, resource, faults=file.faults), 422
        if request.form.get("do") == "save":
            importing.import_file(signed_in(), resource, file, now, form.seen_version)
            flash(_("Filen är inläst och sparad."), "success")
            return redirect(url_for(".plan", slug=slug), 303)
        version = queries.plan_of(resource.id).version
        importing.try_file(signed_in(), resource, file, now, version)
    except BookingsInTheWay as refusal:
        return _page(form, resource, in_the_way=refusal.days), 409
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(form, resource), status_of(refusal)
    return _page(form, resource, file=file, table=csv_text(table), version=version, **_foreseen(resource, file))


def _foreseen(resource: Resource, file: PlanFile) -> dict[str, Any]:
    now = clock.now()
    then = importing.what_if(resource, file, now)
    return {
        "days": preview.coming_days(resource.id, then, now=now),
        "weeks": preview.changing_weeks(resource.id, then, now=now),
    }


def _page(form: FileForm, resource: Resource, **shown: Any) -> str:
    language = current_language()
    names = dict(zip(plan_files.COLUMNS, plan_files.header(language), strict=True))
    reasons_written = [both[0 if language == "sv" else 1] for both in plan_files.REASON_WORDS.values()]
    return render_template(
        "capacity/import.html",
        form=form,
        resource=resource,
        names=names,
        said=translated,
        reasons_written=reasons_written,
        **words(),
        **shown,
    )
