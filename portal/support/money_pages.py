"""Two sums that go with an application: the room left under the aid rules, and what a test costs. Nothing typed here is kept."""

from decimal import Decimal
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, current_person
from portal.conditions.queries import get_quote
from portal.errors import NotFound
from portal.support import aid, cost
from portal.support.blueprint import blueprint
from portal.support.money_forms import AidForm, CostForm
from portal.web.csv_files import csv_response
from portal.web.language import current_language

Answer = str | Response | tuple[str, int]
USUAL_VAT = Decimal(25)


@blueprint.route("/stod/utrymme", methods=["GET", "POST"])
@audience("public")
def room() -> Answer:
    """Ask for earlier aid, and show what each rule leaves with the sum worked out."""
    today = clock.local_day(clock.now())
    form = AidForm(data=None if request.method == "POST" else {"on": today})
    rooms: list[aid.Room] = []
    if request.form.get("rad"):
        form.add_row()
    elif form.validate_on_submit():
        declared = form.declared()
        rooms = [aid.room(rule, declared, form.on.data or today) for rule in aid.RULES]
    form.grow()
    return render_template("support/room.html", form=form, rooms=rooms, rules=aid.RULES), 422 if form.errors else 200


@blueprint.route("/stod/kostnad", methods=["GET", "POST"])
@audience("public")
def cost_statement() -> Answer:
    """Ask for the lines, or take them from a quote, and show a sheet to attach; as a file when asked for."""
    form = CostForm(
        data=None if request.method == "POST" else {"vat_percent": USUAL_VAT, "share": Decimal(0), **_quoted()}
    )
    sheet = None
    if request.form.get("rad"):
        form.add_row()
    elif form.validate_on_submit():
        sheet = _statement(form)
        if request.form.get("fil") and sheet.lines:
            return csv_response("kostnad.csv", *_as_table(form, sheet))
    form.grow()
    today = clock.local_day(clock.now())
    page = render_template("support/cost_statement.html", form=form, sheet=sheet, units=form.units, today=today)
    return page, 422 if form.errors else 200


def _quoted() -> dict[str, Any]:
    """Return what the form begins with when the address names a quote that the reader may see."""
    visitor, reference = current_person(), request.args.get("prisuppgift", "")[:40]
    if visitor is None or not reference:
        return {}
    try:
        quote = get_quote(reference, visitor)
    except NotFound:
        return {}
    resource = quote.resource
    name = resource.name_en if current_language() == "en" and resource.name_en else resource.name_sv
    what = f"{resource.testbed.name} – {name}"
    net = Decimal(quote.net) / 100
    return {
        "testbed": f"{resource.testbed.name}, {resource.testbed.operator}",
        "company": quote.organisation.name,
        "reference": quote.reference,
        "vat_percent": Decimal(quote.vat_percent),
        "rows": [{"what": what, "quantity": Decimal(1), "unit": "sum", "price": net}],
    }


def _statement(form: CostForm) -> cost.Statement:
    lines = [cost.line(row.what.data, row.quantity.data, row.unit.data, row.price.data) for row in form.said()]
    return cost.statement(
        lines, vat_percent=form.vat_percent.data or Decimal(0), share=form.share.data or Decimal(0), most=form.most.data
    )


def _as_table(form: CostForm, sheet: cost.Statement) -> tuple[list[str], list[list[Any]]]:
    header = [_("Vad"), _("Antal"), _("Enhet"), _("Pris utan moms"), _("Summa utan moms")]
    units = form.units
    rows: list[list[Any]] = [
        [one.what, one.quantity, units[one.unit], Decimal(one.price) / 100, Decimal(one.amount) / 100]
        for one in sheet.lines
    ]
    sums = (
        (_("Summa utan moms"), sheet.net),
        (_("Moms"), sheet.vat),
        (_("Summa med moms"), sheet.gross),
        (_("Stödets del"), sheet.support),
        (_("Egen del"), sheet.own),
    )
    rows += [[name, "", "", "", Decimal(amount) / 100] for name, amount in sums]
    return header, rows
