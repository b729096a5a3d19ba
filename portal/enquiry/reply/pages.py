"""The page behind the link in a letter: the newest message of a thread, and a field to answer in, without signing in.

Looking changes nothing but the log.
"""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import HiddenField

from portal import clock
from portal.accounts.guards import audience
from portal.enquiry import naming, queries, service
from portal.enquiry.blueprint import blueprint
from portal.enquiry.forms import PostForm
from portal.enquiry.reply.links import Way, read_link
from portal.errors import Refusal
from portal.web.error_pages import translated
from portal.web.logs import log
from portal.web.signed import BadLink, OldLink

# The address is a key: it goes to no other site, into no index and into no cache.
PRIVATE = {"Referrer-Policy": "same-origin", "X-Robots-Tag": "noindex", "Cache-Control": "no-store"}


class ReplyForm(PostForm):
    """A message, and the word of the link."""

    nyckel = HiddenField()


@blueprint.route("/arenden-svar", methods=["GET", "POST"])
@audience("public")
def reply() -> Response:
    """Read the newest message, and answer it."""
    form, now = ReplyForm(), clock.now()
    word = (form.nyckel.data or "") if request.method == "POST" else request.args.get("nyckel", "")
    form.nyckel.data = word
    try:
        way = read_link(word, now=now)
    except BadLink as refusal:
        gone = 410 if isinstance(refusal, OldLink) else 404
        return _private(render_template("enquiry/reply_gone.html", says=translated(refusal)), gone)
    log.info("read by link", subject=way.ask.reference, person=way.visitor.id)
    if form.validate_on_submit():
        try:
            service.post(way.visitor, way.ask, form.body.data, now=now)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("Tack, ert svar är skickat."), "success")
            return redirect(url_for("enquiry.reply", nyckel=word), 303)
    return _page(form, way)


def _page(form: ReplyForm, way: Way) -> Response:
    enquiry, posts = way.ask.enquiry, queries.posts_of(way.ask)
    is_asker = way.organisation_id == enquiry.organisation_id
    theirs = [one for one in posts if one.organisation_id != way.organisation_id]
    page = render_template(
        "enquiry/reply.html",
        form=form,
        enquiry=enquiry,
        ask=way.ask,
        newest=theirs[-1] if theirs else None,
        answered=[
            one for one in posts if one.organisation_id == way.organisation_id and theirs and one.id > theirs[-1].id
        ],
        other=way.ask.organisation.name if is_asker else naming.name_of(way.visitor, enquiry, way.ask),
        names_people=is_asker or naming.knows(way.visitor, enquiry, way.ask),
    )
    return _private(page, 422 if form.errors else 200)


def _private(page: str, status: int) -> Response:
    return make_response(page, status, PRIVATE)
