"""Pages and files of utilisation: an owner's own, and a coordinator's counties."""

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.search import demand
from portal.utilisation import queries
from portal.utilisation.queries import Counted
from portal.utilisation.report import Report, lay_out
from portal.utilisation.rules import Figures, month_end, month_of, months_between
from portal.web.csv_files import csv_response
from portal.web.language import localised

blueprint = Blueprint("utilisation", __name__)
MOST_MONTHS = 24
MOST_UNMET = 100
MONTHS_BACK, MONTHS_AHEAD = 5, 1


@blueprint.get("/belaggning")
@audience("owner")
def own() -> str:
    """The utilisation of the visitor's own testbeds."""
    first, last, complaint = _chosen_months()
    resources = queries.resources_owned_by(signed_in().organisation_ids)
    report = _report(resources, first, last)
    return render_template(
        "utilisation/own.html", report=report, first=first, last=last, complaint=complaint, show_share=True
    )


@blueprint.get("/belaggning.csv")
@audience("owner")
def own_file() -> Response:
    first, last, _complaint = _chosen_months()
    resources = queries.resources_owned_by(signed_in().organisation_ids)
    return _file(_report(resources, first, last), "belaggning.csv")


@blueprint.get("/samordning")
@audience("coordinator")
def coordination() -> str:
    """The utilisation in the visitor's counties; made-up capacity is never added to real figures."""
    first, last, complaint = _chosen_months()
    real, made_up = _in_my_counties()
    demonstration = _wants_demonstration(real, made_up)
    resources = made_up if demonstration else real
    return render_template(
        "utilisation/coordination.html",
        report=_report(resources, first, last),
        first=first,
        last=last,
        complaint=complaint,
        counties=signed_in().coordinated_counties,
        demonstration_only=demonstration,
        has_both=bool(real and made_up),
        show_share=queries.share_may_show([one.id for one in resources], first, last),
        unmet=demand.unmet(first, month_end(last), signed_in().coordinated_counties)[:MOST_UNMET],
        fewest=demand.FEWEST,
    )


@blueprint.get("/samordning.csv")
@audience("coordinator")
def coordination_file() -> Response:
    first, last, _complaint = _chosen_months()
    real, made_up = _in_my_counties()
    demonstration = _wants_demonstration(real, made_up)
    report = _report(made_up if demonstration else real, first, last)
    return _file(report, "demonstration-belaggning.csv" if demonstration else "belaggning.csv")


def _in_my_counties() -> tuple[list[Counted], list[Counted]]:
    resources = queries.resources_in(signed_in().coordinated_counties)
    real = [one for one in resources if not one.is_demonstration]
    return real, [one for one in resources if one.is_demonstration]


def _wants_demonstration(real: list[Counted], made_up: list[Counted]) -> bool:
    return bool(made_up) and (not real or request.args.get("urval") == "demonstration")


def _report(resources: Sequence[Counted], first: date, last: date) -> Report:
    found = queries.figures([one.id for one in resources], first, last, now=clock.now())
    return lay_out(resources, months_between(first, last), found)


def _chosen_months() -> tuple[date, date, str | None]:
    """Return the months asked for, or the usual ones and a sentence about what was wrong."""
    this = month_of(clock.local_day(clock.now()))
    usual = months_between(date(this.year - 1, this.month, 1), date(this.year + 1, this.month, 1))
    first, last = usual[12 - MONTHS_BACK], usual[12 + MONTHS_AHEAD]
    if "fran" not in request.args and "till" not in request.args:
        return first, last, None
    try:
        wanted_first, wanted_last = _month(request.args.get("fran")), _month(request.args.get("till"))
    except ValueError:
        return first, last, _("Ange månader som 2026-11.")
    if wanted_last < wanted_first:
        return first, last, _("Den sista månaden måste komma efter den första.")
    if len(months_between(wanted_first, wanted_last)) > MOST_MONTHS:
        return first, last, _("Välj högst %(most)s månader.", most=MOST_MONTHS)
    return wanted_first, wanted_last, None


def _month(text: str | None) -> date:
    """Return the first day of 2026-11. Raise ValueError when it is no month near our time."""
    month = date.fromisoformat(f"{text or ''}-01")
    if not 2020 <= month.year <= 2100:
        raise ValueError(text)
    return month


def _file(report: Report, name: str) -> Response:
    header = [
        _("testbädd"),
        _("resurs"),
        _("län"),
        _("månad"),
        _("erbjudna timmar"),
        _("bokade timmar"),
        _("använda timmar"),
        _("stängda timmar"),
        _("okända timmar"),
        _("beläggning"),
        _("demonstration"),
    ]
    return csv_response(name, header, _file_rows(report))


def _file_rows(report: Report) -> list[list[object]]:
    rows: list[list[object]] = []
    for group in report.groups:
        for line in group.resources:
            assert line.resource is not None
            one = line.resource
            for month, figures in zip(report.months, line.by_month, strict=True):
                about = [localised(one, "testbed_name"), localised(one, "name"), one.county, f"{month:%Y-%m}"]
                rows.append([*about, *_hours(figures), _("ja") if one.is_demonstration else _("nej")])
    return rows


def _hours(figures: Figures) -> list[object]:
    lengths = (figures.offered, figures.booked, figures.used, figures.blocked, figures.unknown)
    share = figures.utilisation
    return [*(round(length / 3600, 2) for length in lengths), "" if share is None else round(share, 4)]
