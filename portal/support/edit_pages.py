"""Where coordinators keep the programmes: what moves, by which source, and what it said before."""

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.errors import Conflict, Refusal
from portal.support import service, words
from portal.support.blueprint import blueprint
from portal.support.forms import ProgrammeForm
from portal.support.models import SupportChange
from portal.web.formats import day
from portal.web.language import current_language

Answer = Response | tuple[str, int]


@blueprint.route("/stod/<slug>/redigera", methods=["GET", "POST"])
@audience("coordinator")
def edit(slug: str) -> Answer:
    """The form; a save that is late shows what the other wrote beside what was typed."""
    row, differing = service.get_row(slug), []
    form = ProgrammeForm.of(row)
    if form.validate_on_submit():
        try:
            service.edit_programme(
                signed_in(),
                slug,
                form.values(row),
                source=form.source.data,
                checked_on=form.checked_on.data or clock.local_day(clock.now()),
                seen=form.seen.data,
                now=clock.now(),
            )
        except Conflict as refusal:
            form.refuse(refusal)
            row = service.get_row(slug)
            differing = form.differing_from(ProgrammeForm.of(row, formdata=None))
            form.seen.data = service.fingerprint(row)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("Stödet är sparat. Det ni ändrat skrivs inte över när portalens egen lista läses in."), "success")
            return redirect(url_for("support.show", slug=slug), 303)
    page = render_template(
        "support/edit.html", form=form, row=row, differing=differing, changes=service.changes_of(row), said=_said
    )
    return page, 409 if differing else 422 if form.errors else 200


def _said(change: SupportChange) -> list[tuple[str, str, str]]:
    """Return each changed field by its name, with what it said before and after."""
    names = ProgrammeForm(formdata=None)
    shown = []
    for name in change.after:
        field = names["before_order" if name == "order_first" else name]
        shown.append((str(field.label.text), _value(name, change.before[name]), _value(name, change.after[name])))
    return shown


def _value(name: str, value: Any) -> str:
    if value in (None, ""):
        return "–"
    if name == "status":
        return words.label("statuses", value, current_language())
    if name == "order_first":
        return {"application": _("Inte före ansökan"), "decision": _("Inte före beslutet")}[value["before"]]
    return day(date.fromisoformat(value)) if name in ("opens_on", "closes_on") else str(value)
