"""The form behind the link of a letter: no signing in, and no more of the case than its reference."""

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience
from portal.accounts.queries import Visitor, acting_for, members_of
from portal.enquiry.blueprint import blueprint
from portal.enquiry.brief import from_plain
from portal.enquiry.models import COMPANY
from portal.enquiry.outcomes import letters, pages, queries
from portal.enquiry.outcomes.exits import exit_of
from portal.enquiry.outcomes.letters import Key
from portal.errors import NotFound
from portal.web.error_pages import translated
from portal.web.signed import BadLink, OldLink

# The address is a key: it goes to no other site, into no index and into no cache.
PRIVATE = {"Referrer-Policy": "same-origin", "X-Robots-Tag": "noindex", "Cache-Control": "no-store"}


@blueprint.route("/utfall/svara", methods=["GET", "POST"])
@audience("public")
def outcome_by_link() -> Response:
    """Tell how it went by the link of a letter; it stops working when the person has left the organisation."""
    word = request.args.get("nyckel", "")
    try:
        key = letters.read_link(word, clock.now())
        visitor = _who(key)
    except BadLink as refusal:
        gone = 410 if isinstance(refusal, OldLink) else 404
        return _private(render_template("enquiry/outcome_link_gone.html", says=translated(refusal)), gone)
    enquiry, teller = queries.get_told(key.reference, visitor)
    own = queries.find_outcome(enquiry.id, teller.organisation_id)
    form, is_done = pages.form_for(teller, enquiry, own), False
    # Files are taken from people who are signed in: anybody can send a body to this address.
    del form.files
    if form.validate_on_submit():
        is_done = pages.told(form, visitor, enquiry)
    next_step = None
    if is_done and teller.side == COMPANY:
        next_step = exit_of(form.next_exit.data, enquiry, from_plain(enquiry.brief, enquiry.need))
    page = render_template(
        "enquiry/outcome_by_link.html",
        form=form,
        is_done=is_done,
        next_step=next_step,
        enquiry=enquiry,
        is_company=teller.side == COMPANY,
        words=pages.WORDS,
    )
    return _private(page, 422 if form.errors else 200)


def _who(key: Key) -> Visitor:
    """Return the person as one of the organisation that was asked. Raise BadLink for who belongs there no more."""
    if key.person_id not in {one.id for one in members_of(key.organisation_id)}:
        raise OldLink()
    visitor = acting_for(key.organisation_id, key.person_id)
    if visitor is None:
        raise NotFound()
    return visitor


def _private(page: str, status: int = 200) -> Response:
    return make_response(page, status, PRIVATE)
