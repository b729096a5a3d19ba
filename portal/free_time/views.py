"""What is free, over all testbeds: dates first, then where."""

from flask import Blueprint, make_response, render_template, request
from flask_babel import ngettext
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, current_person
from portal.booking.direct import direct_for
from portal.booking.open_days import query_for
from portal.free_time import start_lines
from portal.free_time.forms import FreeTimeForm, first_question
from portal.free_time.queries import find_free
from portal.web.paging import cut, page_number

PAGE_SIZE = 25

blueprint = Blueprint("free_time", __name__)


@blueprint.get("/lediga-tider")
@audience("public")
def index() -> Response:
    """Show the form, and once something is asked for, each resource with the first days that fit."""
    now = clock.now()
    is_asked = bool(request.args.keys() - {"sida"})
    form = FreeTimeForm(request.args if is_asked else None, data=first_question(clock.local_day(now)))
    if not is_asked:
        return make_response(render_template("free_time/index.html", form=form, page=None))
    if not form.validate():
        return make_response(render_template("free_time/index.html", form=form, page=None), 422)
    found = cut(find_free(form.wanted(), now), number=page_number(), size=PAGE_SIZE)
    said = ngettext("%(num)s resurs har ledigt", "%(num)s resurser har ledigt", found.total)
    direct = direct_for(current_person(), [one.resource_id for one in found.items])
    return make_response(
        render_template(
            "free_time/index.html",
            form=form,
            page=found,
            said=said,
            direct=direct,
            starts=start_lines.of_resources([one.resource_id for one in found.items]),
            link_to=query_for,
            place=form.place,
        )
    )
