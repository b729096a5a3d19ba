"""The thesaurus for everybody to read, and for coordinators to keep."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, current_person, signed_in
from portal.catalogue import vocabulary
from portal.catalogue.queries import catalogue_version, get_testbed
from portal.concepts import queries, service
from portal.concepts.forms import ConceptForm, NewConceptForm, SubjectsForm
from portal.concepts.permissions import may_edit, may_edit_subjects
from portal.concepts.queries import Filters
from portal.concepts.rules import Names
from portal.concepts.thesaurus import Concept
from portal.errors import Conflict, NotFound, Refusal
from portal.web.forms import PortalForm, stripped
from portal.web.language import current_language
from portal.web.links import public_url
from portal.web.pages import SharedPages
from portal.web.paging import cut, page_number

blueprint = Blueprint("concepts", __name__)
SIZE, LONGEST = 50, 80
Answer = Response | str | tuple[str, int]
_pages = SharedPages()


@blueprint.app_template_global()
def concept_name(slug: str) -> str:
    """Return the concept's name in the reader's language; what is no concept is shown as it is."""
    return queries.thesaurus().label(slug, current_language())


@blueprint.app_template_global()
def search_for_concept(slug: str) -> str:
    """Return the address of a search by the concept's name."""
    return url_for("search.index", q=concept_name(slug))


@blueprint.get("/begrepp")
@audience("public")
def index() -> str:
    return _pages.get(catalogue_version(), _list)


def _list() -> str:
    language, filters = current_language(), _filters()
    found = queries.listed(filters, language)
    page = cut(found, number=page_number(), size=SIZE)
    return render_template(
        "concepts/index.html",
        filters=filters,
        page=page,
        rows=queries.concept_rows([one.key for one in page.items]),
        total=len(queries.thesaurus()),
        letters=queries.letters(language),
        technologies=vocabulary.choices("technologies", language),
        may_edit=may_edit(current_person()),
        removed=queries.removed_concepts() if may_edit(current_person()) else [],
    )


def _filters() -> Filters:
    """Return what the address asks for; what is no technology means any."""
    technology = request.args.get("teknik", "")
    return Filters(
        word=str(stripped(request.args.get("ord", "")[:LONGEST])),
        letter=request.args.get("bokstav", "")[:1].upper(),
        technology=technology if technology in vocabulary.keys("technologies") else "",
    )


@blueprint.get("/begrepp/<slug>")
@audience("public")
def show(slug: str) -> str:
    return _pages.get(catalogue_version(), lambda: _concept(slug))


def _concept(slug: str) -> str:
    row, known, language = queries.get_concept(slug), queries.thesaurus(), current_language()
    concept = known.concepts.get(slug)
    if concept is None:
        # It was removed between the two reads.
        raise NotFound()
    links = {"broader": concept.broader, "narrower": known.narrower.get(slug, ()), "related": concept.related}
    return render_template(
        "concepts/show.html",
        row=row,
        links=links,
        ties=[tuple(tie.split(":", 1)) for tie in concept.ties],
        held_by=queries.testbeds_about(slug),
        seen=service.fingerprint(row),
        canonical=public_url("concepts.show", language, slug=slug),
        may_edit=may_edit(current_person()),
    )


@blueprint.route("/begrepp/nytt", methods=["GET", "POST"])
@audience("coordinator")
def new() -> Answer:
    form = NewConceptForm(names=_names())
    if form.validate_on_submit():
        try:
            change = service.create_concept(signed_in(), form.key(), form.values(), now=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return _done(change, _("Begreppet är tillagt."))
    return render_template(
        "concepts/new.html", form=form, names=_names(), suggestions=_suggestions()
    ), 422 if form.errors else 200


@blueprint.route("/begrepp/<slug>/redigera", methods=["GET", "POST"])
@audience("coordinator")
def edit(slug: str) -> Answer:
    row, names, differing = queries.get_concept(slug), _names(), []
    form = ConceptForm.of(row, names)
    if form.validate_on_submit():
        try:
            change = service.edit_concept(signed_in(), slug, form.values(), seen=form.seen.data, now=clock.now())
        except Conflict as refusal:
            form.refuse(refusal)
            row = queries.get_concept(slug)
            differing = form.differing_from(ConceptForm.of(row, names, formdata=None))
            # Whoever has seen what the other wrote may save again, and means it.
            form.seen.data = service.fingerprint(row)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return _done(change, _("Begreppet är sparat."))
    shown = {"form": form, "row": row, "differing": differing, "names": names, "suggestions": _suggestions()}
    return render_template("concepts/edit.html", **shown), _status(form, differing)


@blueprint.post("/begrepp/<slug>/angra")
@audience("coordinator")
def undo(slug: str) -> Response:
    """Put back what the last change replaced."""
    change = service.undo_concept(signed_in(), slug, seen=request.form.get("seen", ""), now=clock.now())
    return _done(change, _("Den senaste ändringen är ångrad."))


@blueprint.route("/begrepp/<slug>/ta-bort", methods=["GET", "POST"])
@audience("coordinator")
def remove(slug: str) -> Answer:
    row = queries.get_concept(slug)
    if request.method == "POST":
        change = service.remove_concept(signed_in(), slug, seen=request.form.get("seen", ""), now=clock.now())
        flash(_("Begreppet är borttaget.") + " " + _read_anew(change.read_anew), "success")
        return redirect(url_for("concepts.index"), 303)
    linked = [one for one in queries.thesaurus().concepts.values() if slug in (*one.broader, *one.related)]
    held_by, seen = queries.testbeds_about(slug), service.fingerprint(row)
    return render_template("concepts/remove.html", row=row, linked=linked, held_by=held_by, seen=seen)


@blueprint.post("/begrepp/<slug>/aterstall")
@audience("coordinator")
def restore(slug: str) -> Response:
    """Bring back a concept that was removed."""
    return _done(service.restore_concept(signed_in(), slug, now=clock.now()), _("Begreppet är återställt."))


@blueprint.route("/testbaddar/<slug>/amnen", methods=["GET", "POST"])
@audience("signed-in")
def subjects(slug: str) -> Answer:
    """Let who answers for a testbed, or for its county, say what it is about."""
    testbed = get_testbed(slug, signed_in())
    if not may_edit_subjects(signed_in(), testbed):
        raise NotFound()
    row, names, differing = queries.find_subjects(testbed.id), _names(), []
    form = SubjectsForm.of(row, names)
    if form.validate_on_submit():
        try:
            service.edit_subjects(signed_in(), testbed, form.values(), seen=form.seen.data, now=clock.now())
        except Conflict as refusal:
            form.refuse(refusal)
            row = queries.find_subjects(testbed.id)
            differing = form.differing_from(SubjectsForm.of(row, names, formdata=None))
            form.seen.data = service.subjects_seen(row)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("Ämnena är sparade. Sökningen följer dem redan."), "success")
            return redirect(url_for("catalogue.show", slug=slug), 303)
    shown = {
        "form": form,
        "testbed": testbed,
        "row": row,
        "differing": differing,
        "names": names,
        "suggestions": _suggestions(),
    }
    return render_template("concepts/subjects.html", **shown), _status(form, differing)


def _status(form: PortalForm, differing: object) -> int:
    return 409 if differing else 422 if form.errors else 200


def _done(change: service.Change, said: str) -> Response:
    flash(f"{said} {_read_anew(change.read_anew)}", "success")
    return redirect(url_for("concepts.show", slug=change.concept.slug), 303)


def _read_anew(testbeds: int) -> str:
    return ngettext(
        "%(num)s testbädd lästes om för sökningen.", "%(num)s testbäddar lästes om för sökningen.", testbeds
    )


def _names() -> Names:
    return Names(queries.thesaurus().concepts.values(), current_language())


def _suggestions() -> list[Concept]:
    return queries.listed(Filters(), current_language())
