"""A bundle's own pages: the answers to check while everything is held, where each part stands, and calling it all off."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.booking import asked
from portal.booking import service as booking
from portal.booking.direct import direct_ones
from portal.booking.service import NotTogether
from portal.campaign import forms, queries, service
from portal.campaign.blueprint import blueprint
from portal.campaign.models import CAMPAIGN, HELD, RELEASED
from portal.campaign.planning import plan_to_go_on
from portal.campaign.queries import BundleView
from portal.campaign.wording import GONE
from portal.errors import Refusal
from portal.web.error_pages import translated
from portal.web.language import current_language

Answer = str | Response | tuple[str, int]


@blueprint.get("/samlade-bokningar/<reference>/kontrollera")
@audience("signed-in")
def check(reference: str) -> Answer:
    """The answers, every part, what becomes of each when it is sent, and until when all are held."""
    bundle = queries.get_bundle(reference, signed_in())
    return _check_page(bundle) if bundle.state == HELD else _to(bundle)


def _check_page(bundle: BundleView, refusal: Refusal | None = None) -> tuple[str, int]:
    form = forms.EmptyForm(formdata=None)
    if refusal is not None:
        form.refuse(refusal)
    page = render_template(
        "campaign/check.html",
        bundle=bundle,
        form=form,
        at_once=direct_ones([part.resource_id for part in bundle.parts], bundle.organisation_id),
        is_live=bundle.is_live(clock.now()),
        minutes=_minutes_left(bundle),
        is_unanswered=isinstance(refusal, asked.Unanswered),
    )
    return page, 422 if refusal else 200


def _minutes_left(bundle: BundleView) -> int:
    if bundle.held_until is None:
        return 0
    return max(0, round((bundle.held_until - clock.now()).total_seconds() / 60))


def _to(bundle: BundleView) -> Response:
    return redirect(url_for("campaign.show", reference=bundle.reference), 303)


@blueprint.post("/samlade-bokningar/<reference>/kontrollera")
@audience("signed-in")
def send(reference: str) -> Answer:
    """Send all of it. Where a time is gone nothing is sent, and the way back is where the times were chosen."""
    visitor, held = signed_in(), queries.get_bundle(reference, signed_in())
    try:
        if held.state == HELD:
            for part in held.parts:
                asked.ensure_answered(visitor, part, request.form, clock.now())
        bundle = service.submit(visitor, reference, clock.now())
    except asked.Unanswered as unanswered:
        return _check_page(held, unanswered)
    except NotTogether:
        return _gone(reference)
    except Refusal as refusal:
        flash(translated(refusal), "warning")
        return redirect(url_for("campaign.show", reference=reference), 303)
    flash(_("Den samlade bokningen är skickad. Ni har fått ett meddelande om allt i den."), "success")
    return _to(bundle)


def _gone(reference: str) -> Response:
    flash(_(GONE), "warning")
    bundle = queries.get_bundle(reference, signed_in())
    if bundle.kind == CAMPAIGN:
        return redirect(f"{url_for('campaign.plan')}?{bundle.made_of['plan']}", 303)
    return redirect(url_for("campaign.basket"), 303)


@blueprint.post("/samlade-bokningar/<reference>/forlang")
@audience("signed-in")
def extend(reference: str) -> Answer:
    """Hold everything for another quarter of an hour."""
    bundle = queries.get_bundle(reference, signed_in())
    try:
        service.extend(signed_in(), reference, clock.now())
    except NotTogether as refused:
        return _check_page(bundle, next(iter(service.refusals_by_place(refused).values())))
    except Refusal as refusal:
        flash(translated(refusal), "warning")
        return _to(bundle)
    flash(_("Tiderna hålls i 15 minuter till."), "success")
    return redirect(url_for("campaign.check", reference=reference), 303)


@blueprint.post("/samlade-bokningar/<reference>/slapp")
@audience("signed-in")
def release(reference: str) -> Answer:
    """Let everything go; what was in the basket is still there."""
    try:
        bundle = service.release(signed_in(), reference, clock.now())
    except Refusal as refusal:
        flash(translated(refusal), "warning")
        return redirect(url_for("campaign.show", reference=reference), 303)
    flash(_("Tiderna är släppta. Inget är bokat."), "success")
    if bundle.kind == CAMPAIGN:
        return redirect(f"{url_for('campaign.plan')}?{bundle.made_of['plan']}", 303)
    return redirect(url_for("campaign.basket"), 303)


@blueprint.get("/samlade-bokningar/<reference>")
@audience("signed-in")
def show(reference: str) -> Answer:
    """Where each part stands, and what can be done when one has fallen away."""
    bundle = queries.get_bundle(reference, signed_in())
    if bundle.state == HELD:
        return redirect(url_for("campaign.check", reference=reference), 303)
    left = bundle.to_cancel(clock.now())
    return render_template(
        "campaign/show.html",
        bundle=bundle,
        left=left,
        is_released=bundle.state == RELEASED,
        go_on=plan_to_go_on(bundle) if bundle.fallen else None,
    )


@blueprint.get("/samlade-bokningar/<reference>.ics")
@audience("signed-in")
def calendar_file(reference: str) -> Response:
    """Every part in one file for a calendar, without what is confidential."""
    bundle = queries.get_bundle(reference, signed_in())
    text = booking.calendar_of_all(bundle.parts, current_language(), host=booking.host(), now=clock.now())
    headers = {"Content-Disposition": f'attachment; filename="{bundle.reference}.ics"'}
    return Response(text, content_type="text/calendar; charset=utf-8", headers=headers)


@blueprint.route("/samlade-bokningar/<reference>/avboka", methods=["GET", "POST"])
@audience("signed-in")
def cancel(reference: str) -> Answer:
    """Ask why before all of it is called off."""
    visitor, now = signed_in(), clock.now()
    bundle = queries.get_bundle(reference, visitor)
    left = bundle.to_cancel(now)
    form = forms.CancelForm()
    reasons: dict[str, Any] = booking.cancel_reasons(visitor, bundle.parts[0])
    form.reason.choices = [(code, _(words)) for code, words in reasons.items()]
    if form.validate_on_submit():
        try:
            service.cancel(visitor, reference, form.reason.data, form.text.data, now)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("Allt som var kvar är avbokat och alla har fått veta det."), "success")
            return _to(bundle)
    elif not left and not form.is_submitted():
        return _to(bundle)
    page = render_template("campaign/cancel.html", bundle=bundle, left=left, form=form)
    return page, 422 if form.errors else 200
