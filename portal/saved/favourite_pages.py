"""Favourites: the star that is pressed on hits and testbeds, and the page of those that have one."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, local_path, signed_in
from portal.catalogue import queries as catalogue
from portal.catalogue.models import Testbed
from portal.errors import Refusal
from portal.saved import queries, service
from portal.saved.blueprint import blueprint
from portal.saved.stars import Starred, star
from portal.web.error_pages import translated
from portal.web.language import current_language


@blueprint.get("/mina/favoriter")
@audience("signed-in")
def favourites() -> str:
    """The testbeds with a star as they are now; and a way back for the one whose star was just taken off."""
    ids = queries.favourite_ids(signed_in().id)
    cards = catalogue.cards(ids, current_language())
    hidden = queries.slugs_of(set(ids) - {card["id"] for card in cards})
    return render_template("saved/favourites.html", cards=cards, hidden=hidden, removed=_removed(ids))


def _removed(ids: list[int]) -> Testbed | None:
    slug = request.args.get("borttagen", "")
    testbed = catalogue.find_testbed(slug, signed_in()) if slug else None
    return testbed if testbed is not None and testbed.id not in ids else None


@blueprint.post("/mina/favoriter")
@audience("signed-in")
def press() -> Response | str:
    """Put the star on or take it off; a script gets the pressed star back, a browser without one the page it came from."""
    slug, is_wanted = request.form.get("testbadd", ""), request.form.get("spara") == "1"
    try:
        _press(slug, is_wanted)
    except Refusal as refusal:
        flash(translated(refusal), "warning")
        return redirect(url_for(".favourites"), 303)
    back = local_path(request.form.get("vidare")) or url_for("catalogue.show", slug=slug)
    if request.headers.get("HX-Request"):
        return star(Starred.of(catalogue.get_testbed(slug, signed_in())), is_favourite=is_wanted, back=back)
    return redirect(back, 303)


def _press(slug: str, is_wanted: bool) -> None:
    if is_wanted:
        service.add_favourite(signed_in(), catalogue.get_testbed(slug, signed_in()), now=clock.now())
    else:
        service.remove_favourite(signed_in(), slug)
