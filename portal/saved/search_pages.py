"""The searches that a person has saved: the list, and what is done with one of them."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.errors import Refusal
from portal.saved import queries, service
from portal.saved.blueprint import blueprint
from portal.saved.forms import NameForm
from portal.saved.wording import in_words
from portal.web.error_pages import translated
from portal.web.language import current_language

MOST_NAMED = 5


@blueprint.get("/mina/sokningar")
@audience("signed-in")
def searches() -> str:
    """What is saved, what each finds now and what of it is new; and a way back for what was just removed."""
    removed = queries.find_removed(signed_in().id, request.args.get("borttagen", ""))
    found = [(one, in_words(one.criteria, current_language())) for one in queries.standings(signed_in().id)]
    return render_template("saved/searches.html", searches=found, removed=removed, most_named=MOST_NAMED)


@blueprint.post("/mina/sokningar")
@audience("signed-in")
def save() -> Response:
    """Save the search that the button carries, and come back to it."""
    criteria = queries.criteria_of(request.form.get("sokning", ""))
    try:
        service.save_search(signed_in(), criteria, current_language(), now=clock.now())
        flash(_("Sökningen är sparad. Ni får ett brev när en ny testbädd passar den."), "success")
    except Refusal as refusal:
        flash(translated(refusal), "warning")
    return redirect(_to_search(criteria.key), 303)


@blueprint.post("/mina/sokningar/<reference>/traffar")
@audience("signed-in")
def look(reference: str) -> Response:
    """Show the hits; from now on none of them is new."""
    return redirect(_to_search(service.look(signed_in(), reference).query), 303)


@blueprint.route("/mina/sokningar/<reference>/namn", methods=["GET", "POST"])
@audience("signed-in")
def rename(reference: str) -> Response | tuple[str, int]:
    """Give the search a name that one knows again."""
    search = queries.get_search(signed_in().id, reference)
    form = NameForm(name=search.name)
    if form.validate_on_submit():
        service.name_search(signed_in(), reference, form.name.data)
        flash(_("Sökningen har fått ett nytt namn."), "success")
        return redirect(url_for(".searches"), 303)
    words = in_words(queries.criteria_of(search.query), current_language())
    return render_template("saved/rename.html", form=form, search=search, words=words), 422 if form.errors else 200


@blueprint.post("/mina/sokningar/<reference>/brev")
@audience("signed-in")
def watch(reference: str) -> Response:
    """Let the search write letters, or not."""
    search = service.watch(signed_in(), reference, is_watched=request.form.get("skriv") == "1")
    said = _("Ni får brev om sökningen.") if search.is_watched else _("Ni får inga fler brev om sökningen.")
    flash(said, "success")
    return redirect(url_for(".searches"), 303)


@blueprint.post("/mina/sokningar/<reference>/ta-bort")
@audience("signed-in")
def remove(reference: str) -> Response:
    """Take the search away; the list offers to take it back."""
    service.remove_search(signed_in(), reference, now=clock.now())
    return redirect(url_for(".searches", borttagen=reference), 303)


@blueprint.post("/mina/sokningar/<reference>/aterta")
@audience("signed-in")
def restore(reference: str) -> Response:
    """Take back what was removed."""
    try:
        service.restore_search(signed_in(), reference)
        flash(_("Sökningen är tillbaka."), "success")
    except Refusal as refusal:
        flash(translated(refusal), "warning")
    return redirect(url_for(".searches"), 303)


def _to_search(query: str) -> str:
    return url_for("search.index") + (f"?{query}" if query else "")
