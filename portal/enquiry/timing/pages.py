"""The page where an organisation says within how many working days it answers."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts import permissions as accounts_permissions
from portal.accounts import queries as accounts
from portal.accounts.guards import audience, signed_in
from portal.enquiry import queries
from portal.enquiry.blueprint import blueprint
from portal.enquiry.timing.forms import PromiseForm
from portal.enquiry.timing.promising import save_promise
from portal.errors import NotFound, Refusal

Answer = str | Response | tuple[str, int]


@blueprint.route("/organisationer/<slug>/svarstid", methods=["GET", "POST"])
@audience("signed-in")
def promise(slug: str) -> Answer:
    """Show and change what is promised; for those who are responsible in the organisation alone."""
    organisation = accounts.get_organisation(slug)
    if not accounts_permissions.may_manage(signed_in(), organisation.id):
        raise NotFound()
    kept = queries.find_promise(organisation.id)
    standing = queries.promises_of([organisation.id])[organisation.id]
    given = {"working_days": standing.working_days, "deputy": str(kept.deputy_id or "") if kept else ""}
    form = PromiseForm(members=accounts.members_of(organisation.id), data=given)
    if form.validate_on_submit():
        try:
            save_promise(signed_in(), organisation, form.working_days.data or 0, form.deputy_id, now=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("Löftet är sparat. Det gäller frågor som kommer från och med nu."), "success")
            return redirect(url_for("enquiry.promise", slug=organisation.slug), 303)
    page = render_template("enquiry/promise.html", form=form, organisation=organisation, promise=standing)
    return page, 422 if form.errors else 200
