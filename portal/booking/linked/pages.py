"""The page on which an owner says what belongs together."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import SelectField
from wtforms.validators import InputRequired

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.booking.blueprint import blueprint
from portal.booking.linked import linking
from portal.capacity.models import NEEDS, WHOLE
from portal.capacity.queries import Links, links_of
from portal.capacity.service import ensure_manages
from portal.catalogue.models import Resource
from portal.catalogue.queries import get_resource
from portal.errors import CapacityExceeded, Refusal
from portal.web.forms import PortalForm, WholeNumberField, as_choices, between, chosen
from portal.web.language import localised

Answer = str | Response | tuple[str, int]


class PartForm(PortalForm):
    """A part of the whole: one resource of the owner's."""

    takes = SelectField(lazy_gettext("Del"), validators=[chosen(lazy_gettext("Välj en resurs i listan."))])


class NeedForm(PortalForm):
    """What is needed too, and how many units of it for each unit booked."""

    takes = SelectField(lazy_gettext("Resurs"), validators=[chosen(lazy_gettext("Välj en resurs i listan."))])
    units = WholeNumberField(
        lazy_gettext("Enheter för varje bokad enhet"),
        validators=[InputRequired(lazy_gettext("Fyll i fältet.")), between(1, 1000)],
        default=1,
    )


@blueprint.route("/resurser/<slug>/hor-ihop", methods=["GET", "POST"])
@audience("owner")
def links(slug: str) -> Answer:
    resource = _managed(slug)
    known = links_of(resource.id)
    forms = _forms(resource, known)
    kind = _asked() or WHOLE
    form = forms[kind]
    if request.method == "GET":
        return _page(resource, known, forms)
    try:
        if form.validate():
            units = form.units.data if "units" in form else 1
            linking.link(signed_in(), resource, form.takes.data, kind, units, clock.now())
            flash(_("Resurserna hör nu ihop."), "success")
            return redirect(url_for(".links", slug=slug), 303)
        status = 422
    except Refusal as refusal:
        form.refuse(refusal)
        status = 409 if isinstance(refusal, CapacityExceeded) else 422
    return _page(resource, known, forms), status


@blueprint.post("/resurser/<slug>/hor-ihop/ta-bort")
@audience("owner")
def unlink(slug: str) -> Answer:
    resource = _managed(slug)
    linking.unlink(signed_in(), resource, request.form.get("takes", ""), clock.now())
    flash(_("Resurserna hör inte längre ihop. Det som redan är bokat ligger kvar där det bokades."), "success")
    return redirect(url_for(".links", slug=slug), 303)


def _asked() -> str | None:
    """Return which of the two forms was sent, by the field that only it has."""
    return next((kind for kind, name in ((NEEDS, "need-takes"), (WHOLE, "part-takes")) if name in request.form), None)


def _forms(resource: Resource, known: Links) -> dict[str, PortalForm]:
    asked = _asked()
    forms: dict[str, PortalForm] = {
        WHOLE: PartForm(request.form if asked == WHOLE else None, prefix="part-"),
        NEEDS: NeedForm(request.form if asked == NEEDS else None, prefix="need-"),
    }
    free = linking.linkable(resource, known)
    choices = [("", _("Välj …")), *((one.slug, _shown(resource, one)) for one in free)]
    for form in forms.values():
        form["takes"].choices = as_choices(choices)
    return forms


def _shown(resource: Resource, other: Resource) -> str:
    """Return the name, with the testbed where it is another one."""
    name = localised(other, "name")
    return name if other.testbed_id == resource.testbed_id else f"{name} ({localised(other.testbed, 'name')})"


def _page(resource: Resource, known: Links, forms: dict[str, PortalForm]) -> str:
    return render_template(
        "booking/links.html",
        resource=resource,
        links=known,
        part_form=forms[WHOLE],
        need_form=forms[NEEDS],
        not_along=linking.not_along(known),
        any_left=len(forms[WHOLE]["takes"].choices) > 1,
    )


def _managed(slug: str) -> Resource:
    resource = get_resource(slug, signed_in())
    ensure_manages(signed_in(), resource)
    return resource
