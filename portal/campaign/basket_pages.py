"""The basket: putting times in, seeing which are still free, changing them, and holding them all at once."""

import secrets
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.accounts.queries import Visitor
from portal.booking import service as booking
from portal.booking.direct import direct_for
from portal.booking.forms import asked_for, link_to, pick_value, picked
from portal.booking.quoting import Shown, price_of_wish
from portal.booking.service import NotTogether
from portal.campaign import forms, queries, service
from portal.campaign.blueprint import blueprint
from portal.campaign.models import BasketItem
from portal.campaign.wording import NOT_ALL
from portal.catalogue.models import Resource
from portal.catalogue.queries import get_resource
from portal.clock import Period
from portal.errors import CapacityExceeded, Conflict, NotFound, Refusal
from portal.web.error_pages import translated, with_remedy

Answer = str | Response | tuple[str, int]


@blueprint.get("/resurser/<slug>/korg")
@audience("signed-in")
def put_in(slug: str) -> Answer:
    """The form for a time to put in the basket, filled in as far as the link says."""
    resource = get_resource(slug, signed_in())
    form = forms.item_form(resource, formdata=None, **({"units": 1} | asked_for(resource.unit, request.args)))
    return _item_page(form, resource)


@blueprint.post("/resurser/<slug>/korg")
@audience("signed-in")
def add(slug: str) -> Answer:
    """Put the time in the basket; or the form again, with every broken rule at its field and the nearest time."""
    visitor, resource, now = signed_in(), get_resource(slug, signed_in()), clock.now()
    form = forms.item_form(resource)
    refusal = None
    if _validated(form):
        units = form.units.data if "units" in form else 1
        try:
            service.add_item(visitor, resource, form.period, units, now)
        except Refusal as raised:
            refusal = raised
        else:
            flash(_("Tiden ligger i korgen. Den hålls inte förrän ni bokar korgen."), "success")
            return redirect(url_for("campaign.basket"), 303)
    return _item_page(form, resource, refusal)


def _validated(form: Any) -> bool:
    """Validate the form. The button with the nearest time counts as having typed that time."""
    period = picked(request.form.get("pick"))
    if period is not None:
        form.show(period)
        for name in form.when:
            form[name].process_errors = []
    return bool(form.validate_on_submit())


def _item_page(form: Any, resource: Resource, refusal: Refusal | None = None) -> tuple[str, int]:
    if refusal is not None:
        form.refuse(refusal)
    nearest = getattr(refusal, "nearest", None)
    page = render_template(
        "campaign/add.html",
        form=form,
        resource=resource,
        nearest=nearest,
        nearest_value=pick_value(nearest) if nearest else None,
    )
    return page, _status(form, refusal)


def _status(form: Any, refusal: Refusal | None) -> int:
    if isinstance(refusal, Conflict):
        return 409
    return 422 if form.errors else 200


@dataclass(frozen=True)
class Line:
    """A thing in the basket as it stands now: free, or refused with what would fit; and what it costs, where that is known."""

    item: BasketItem
    refusal: Refusal | None
    price: Shown | None

    @property
    def period(self) -> Period:
        return Period(self.item.starts_at, self.item.ends_at)

    @property
    def says(self) -> list[str]:
        return [with_remedy(one) for one in self.refusal.refusals] if self.refusal else []

    @property
    def nearest(self) -> Period | None:
        return getattr(self.refusal, "nearest", None)

    @property
    def nearest_value(self) -> str:
        return pick_value(self.nearest) if self.nearest else ""

    @property
    def other_times(self) -> str:
        """Return where another time can be chosen: the form for one, filled in with this."""
        slug = self.item.resource.slug
        return f"{url_for('campaign.put_in', slug=slug)}?{link_to(self.item.resource.unit, self.period)}"


@blueprint.get("/korg")
@audience("signed-in")
def basket() -> Answer:
    """What is in the basket, whether each is still free, where it is, and one form to book it all."""
    return _basket_page(_check_out_form(formdata=None, form_key=secrets.token_urlsafe(12)))


def _check_out_form(**given: Any) -> forms.CheckOutForm:
    return forms.CheckOutForm(**given)


def _basket_page(form: forms.CheckOutForm, refusal: Refusal | None = None) -> tuple[str, int]:
    visitor, now = signed_in(), clock.now()
    if refusal is not None:
        form.refuse(Refusal(NOT_ALL) if isinstance(refusal, NotTogether) else refusal)
    items = queries.basket_of(visitor)
    known = service.refusals_by_place(refusal)
    lines = [
        Line(item, known.get(place) or _refusal(item, now), _price(visitor, item)) for place, item in enumerate(items)
    ]
    direct = direct_for(visitor, [item.resource_id for item in items])
    page = render_template("campaign/basket.html", form=form, lines=lines, direct=direct, most=service.MOST_ITEMS)
    return page, _status(form, refusal)


def _price(visitor: Visitor, item: BasketItem) -> Shown | None:
    return price_of_wish(visitor, item.resource, Period(item.starts_at, item.ends_at), item.units)


def _refusal(item: BasketItem, now: Any) -> Refusal | None:
    period = Period(item.starts_at, item.ends_at)
    return booking.find_refusal(signed_in(), item.resource, period, item.units, now)


@blueprint.post("/korg")
@audience("signed-in")
def check_out() -> Answer:
    """Hold everything, or nothing and say which cannot be had."""
    form = _check_out_form()
    if not form.validate_on_submit():
        return _basket_page(form)
    try:
        bundle = service.hold_basket(signed_in(), form.purpose.data, form.note.data, clock.now(), form.form_key.data)
    except Refusal as refusal:
        return _basket_page(form, refusal)
    return redirect(url_for("campaign.check", reference=bundle.reference), 303)


@blueprint.post("/korg/<key>/ta-bort")
@audience("signed-in")
def drop(key: str) -> Response:
    """Take one time out of the basket."""
    service.drop_item(signed_in(), key)
    flash(_("Tiden är borttagen ur korgen."), "success")
    return redirect(url_for("campaign.basket"), 303)


@blueprint.post("/korg/<key>/byt")
@audience("signed-in")
def change(key: str) -> Response:
    """Give one time in the basket the nearest one that is free instead."""
    period = picked(request.form.get("pick"))
    if period is None:
        raise NotFound()
    try:
        service.replace_item(signed_in(), key, period, clock.now())
        flash(_("Tiden i korgen är bytt."), "success")
    except CapacityExceeded:
        flash(_("Den tiden hann också bli upptagen."), "warning")
    except Refusal as refusal:
        flash(translated(refusal), "warning")
    return redirect(url_for("campaign.basket"), 303)
