"""The way in: from a need to somebody who answers, and the page where the two sides talk."""

from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.catalogue.models import Testbed
from portal.catalogue.queries import get_testbed
from portal.enquiry import permissions, queries, service
from portal.enquiry.blueprint import blueprint
from portal.enquiry.brief import Brief, from_plain
from portal.enquiry.forms import FaultForm, PostForm
from portal.enquiry.intake import pages as intake_pages
from portal.enquiry.intake import send_pages
from portal.enquiry.models import FAULT, Ask, Enquiry
from portal.errors import Refusal
from portal.web.forms import PortalForm
from portal.web.logs import log

Answer = str | Response | tuple[str, int]

__all__ = ["blueprint", "intake_pages", "send_pages"]


@blueprint.route("/boka/fel", methods=["GET", "POST"])
@audience("signed-in")
def report_fault() -> Answer:
    """Report something wrong in a listing to who answers for it."""
    testbed = get_testbed(request.args.get("testbadd", ""))
    form = FaultForm()
    if form.validate_on_submit():
        sent = _report(form, testbed)
        if sent is not None:
            return sent
    return _page("enquiry/fault.html", form, testbed=testbed)


@blueprint.get("/arenden")
@audience("signed-in")
def mine() -> str:
    """List what the visitor's organisations have asked and been asked."""
    ids = signed_in().organisation_ids
    return render_template(
        "enquiry/mine.html",
        asked=[(one, ask) for one, asks in queries.with_asks(queries.enquiries_of(ids)) for ask in asks],
        received=[(ask.enquiry, ask) for ask in queries.addressed_to(ids)],
        today=clock.local_day(clock.now()),
    )


@blueprint.get("/arenden/<reference>")
@audience("signed-in")
def show(reference: str) -> Answer:
    """One case with what this reader may see of it."""
    return _case(queries.get_enquiry(reference, signed_in()), PostForm(), None)


@blueprint.post("/arenden/<reference>/<ask>")
@audience("signed-in")
def post(reference: str, ask: str) -> Answer:
    """Write in the thread with one who is asked."""
    visitor, form = signed_in(), PostForm()
    enquiry, asked = queries.get_enquiry(reference, visitor), queries.get_ask(ask, visitor)
    if form.validate_on_submit():
        try:
            service.post(visitor, asked, form.body.data, now=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("Meddelandet är skickat."), "success")
            return redirect(url_for("enquiry.show", reference=enquiry.reference), 303)
    return _case(enquiry, form, asked)


@blueprint.post("/arenden/<reference>/avsluta")
@audience("signed-in")
def close(reference: str) -> Response:
    enquiry = queries.get_enquiry(reference, signed_in())
    service.close(signed_in(), enquiry, now=clock.now())
    flash(_("Ärendet är avslutat."), "success")
    return redirect(url_for("enquiry.show", reference=enquiry.reference), 303)


def _report(form: FaultForm, testbed: Testbed) -> Response | None:
    """Send and go to the case's page, or put the refusal on the form."""
    try:
        enquiry = service.send_enquiry(
            service.sender_of(signed_in()),
            Brief(need=form.need.data),
            [testbed],
            now=clock.now(),
            kind=FAULT,
            form_key=(form.form_key.data or "")[:40],
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return None
    flash(_("Skickat. Ert ärende har numret %(reference)s.", reference=enquiry.reference), "success")
    return redirect(url_for("enquiry.show", reference=enquiry.reference), 303)


def _case(enquiry: Enquiry, form: PostForm, at: Ask | None) -> tuple[str, int]:
    """Return the page of a case; `at` is the thread in which something was typed."""
    visitor = signed_in()
    _note_reading(enquiry)
    return _page(
        "enquiry/show.html",
        form,
        enquiry=enquiry,
        brief=from_plain(enquiry.brief, enquiry.need),
        threads=[(one, queries.posts_of(one)) for one in queries.asks_for(visitor, enquiry)],
        at=at,
        asks=permissions.asks(visitor, enquiry),
        may_close=permissions.may_close(visitor, enquiry),
        may_post=partial(permissions.may_post, visitor),
        today=clock.local_day(clock.now()),
    )


def _page(template: str, form: PortalForm, **context: object) -> tuple[str, int]:
    return render_template(template, form=form, **context), 422 if form.errors else 200


def _note_reading(enquiry: Enquiry) -> None:
    """Say in the log that the other side has read what is confidential (P3)."""
    if not permissions.asks(signed_in(), enquiry):
        log.info("read", subject=enquiry.reference, person=signed_in().id)
