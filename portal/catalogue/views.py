"""The page of a testbed, and where its owner keeps it true."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, current_person, signed_in
from portal.catalogue import capabilities, service, vocabulary
from portal.catalogue.forms import ListingForm
from portal.catalogue.models import Testbed
from portal.catalogue.pages import Page, make_page, public_page
from portal.catalogue.permissions import may_manage
from portal.catalogue.queries import catalogue_version, get_testbed
from portal.errors import Conflict, NotFound, Refusal
from portal.web import panels
from portal.web.language import current_language
from portal.web.pages import SharedPages

blueprint = Blueprint("catalogue", __name__)
_pages = SharedPages(size=1024)


@blueprint.app_template_global()
def vocabulary_word(kind: str, key: str) -> str:
    """Return the word for a key of the vocabulary in the reader's language."""
    return vocabulary.label(kind, key, current_language())


@blueprint.get("/testbaddar/<slug>")
@audience("public")
def show(slug: str) -> str:
    page = _page(slug)
    return _pages.get(
        page.version,
        lambda: _rendered(page),
        standing=lambda: panels.standing("testbed-way-in", testbed=page.testbed),
    )


def _rendered(page: Page) -> str:
    return render_template("catalogue/show.html", page=page, may_manage=may_manage(current_person(), page.testbed))


def _page(slug: str) -> Page:
    """Return the page that everybody sees, or for those who manage it the page of a draft. Raise NotFound."""
    language, today = current_language(), clock.local_day(clock.now())
    try:
        return public_page(slug, language, today)
    except NotFound:
        if current_person() is None:
            raise
    return make_page(get_testbed(slug, current_person()), language, today, catalogue_version())


@blueprint.route("/testbaddar/<slug>/redigera", methods=["GET", "POST"])
@audience("owner")
def edit(slug: str) -> Response | str | tuple[str, int]:
    testbed = _managed(slug)
    form, differing = _form(testbed, service.listing_seen(testbed)), []
    if form.validate_on_submit():
        try:
            service.edit_testbed(
                signed_in(),
                testbed,
                form.changes(),
                now=clock.now(),
                seen=form.seen.data or None,
                limits=form.limits_said(),
            )
        except Conflict as refusal:
            form.refuse(refusal)
            testbed = _managed(slug)
            differing = form.differing_from(_form(testbed, "", formdata=None))
            # Whoever has seen what the other wrote may save again, and means it.
            form.seen.data = service.listing_seen(testbed)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("Uppgifterna är sparade och bekräftade i dag."), "success")
            return redirect(url_for("catalogue.show", slug=slug), 303)
    status = 409 if differing else 422 if form.errors else 200
    if not form.is_submitted():
        form.add_empty_lines()
    return render_template("catalogue/edit.html", form=form, testbed=testbed, differing=differing), status


def _form(testbed: Testbed, seen: str, **given: Any) -> ListingForm:
    return ListingForm.of(testbed, seen, capabilities.stated_by(testbed), **given)


@blueprint.post("/testbaddar/<slug>/bekrafta")
@audience("owner")
def confirm(slug: str) -> Response:
    """Take the owner's word that the facts are true today."""
    service.confirm_facts(signed_in(), _managed(slug), now=clock.now())
    flash(_("Tack. Uppgifterna är bekräftade i dag."), "success")
    return redirect(url_for("catalogue.show", slug=slug), 303)


def _managed(slug: str) -> Testbed:
    testbed = get_testbed(slug, signed_in())
    if not may_manage(signed_in(), testbed):
        raise NotFound()
    return testbed
