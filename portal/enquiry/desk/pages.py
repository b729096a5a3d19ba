"""The coordinator's desk: the list with its filters, and the file of its figures."""

from flask import render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.catalogue import vocabulary
from portal.enquiry.answers.rules import REASONS
from portal.enquiry.blueprint import blueprint
from portal.enquiry.desk import queries
from portal.enquiry.desk.figures import Figures, figures
from portal.enquiry.desk.queries import COLLEAGUES, MINE, NOBODY, OTHERS, Wanted
from portal.errors import N_
from portal.web.csv_files import csv_response
from portal.web.language import current_language

TAKEN = {
    NOBODY: N_("Ingen har tagit det"),
    MINE: N_("Jag har det"),
    COLLEAGUES: N_("En kollega har det"),
    OTHERS: N_("En annan samordnare har det"),
}
STATES = {"without-taker": N_("Utan tagare"), "late": N_("Försenade svar")}
AGES = (0, 7, 30)


@blueprint.get("/samordning/arenden")
@audience("coordinator")
def desk() -> str:
    """List the open cases of the visitor's counties, the one that has waited longest first."""
    rows = queries.rows_for(signed_in(), clock.now())
    wanted = _wanted()
    counties = sorted({row.enquiry.county for row in rows if row.enquiry.county})
    return render_template(
        "enquiry/desk.html",
        rows=queries.chosen(rows, wanted),
        counts=queries.count(rows),
        wanted=wanted,
        counties=counties,
        words={"taken": TAKEN, "states": STATES},
        ages=AGES,
        is_cut=len(rows) == queries.MOST,
    )


def _wanted() -> Wanted:
    """Return the filters of the address; what makes no sense is as if it were not there."""
    taken, state = request.args.get("tagen", ""), request.args.get("lage", "")
    county, age = request.args.get("lan", ""), request.args.get("dagar", "")
    return Wanted(
        county if county in vocabulary.keys("counties") else "",
        taken if taken in TAKEN else "",
        state if state in STATES else "",
        int(age) if age in map(str, AGES) else 0,
    )


@blueprint.get("/samordning/arenden.csv")
@audience("coordinator")
def desk_file() -> Response:
    """The figures of the desk, without a company's name."""
    reasons = [_(words) for words in REASONS.values()]
    header = [
        _("län"),
        _("ärenden"),
        _("frågor"),
        _("besvarade"),
        _("försenade nu"),
        _("median, dygn till svar"),
        *(_("nej: %(reason)s", reason=reason) for reason in reasons),
        _("demonstration"),
    ]
    return csv_response("arenden.csv", header, [_line(one) for one in figures(signed_in(), clock.now())])


def _line(one: Figures) -> list[object]:
    county = vocabulary.label("counties", one.county, current_language()) if one.county else _("okänt")
    counts = [len(one.cases), one.asked, len(one.waits), one.late]
    middle = "" if one.median_days is None else one.median_days
    reasons = [one.reasons.get(key, 0) for key in REASONS]
    return [county, *counts, middle, *reasons, _("ja") if one.is_demonstration else _("nej")]
