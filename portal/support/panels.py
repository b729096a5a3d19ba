"""What this room shows on pages of lower rooms: what may pay for a test, and that some money is lost by booking first."""

from collections.abc import Sequence
from typing import Any

from flask import render_template, url_for

from portal.accounts.guards import current_person
from portal.catalogue.models import Testbed
from portal.catalogue.queries import catalogue_version
from portal.geography import find_county
from portal.support import queries, stopping
from portal.web.fragments import Fragments
from portal.web.language import current_language

SHOWN = 3
_panels = Fragments(size=3000)


def may_pay(testbed: Testbed, version: int | None = None, **_context: object) -> str:
    """Return up to three programmes with the reason for each, or nothing for a testbed where nobody can test."""
    if testbed.status == "closed" or testbed.lifecycle == "closed":
        return ""
    version = catalogue_version() if version is None else version
    html: str = _panels.get((testbed.slug, current_language()), version, lambda: _render(testbed))
    return html


def _render(testbed: Testbed) -> str:
    matches = queries.match_testbed(testbed, SHOWN)
    county = find_county(testbed.county)
    every = url_for("support.index", lan=county.slug if county else None)
    return render_template("support/_may_pay.html", matches=matches, every=every) if matches else ""


def before_booking(resource: Any, **_context: object) -> str:
    """Return which programmes want the application first, above the form of whoever books for a small company."""
    visitor = current_person()
    place = visitor.organisation if visitor else None
    found = stopping.stopping(resource.testbed, place.size_class if place else None)
    return render_template("support/_before_booking.html", matches=found, resource=resource) if found else ""


def at_send(bookings: Sequence[Any], form_id: str, is_unanswered: bool, **_context: object) -> str:
    """Return the question beside the button that books, asked once for all that it books; nothing where nothing is at stake."""
    found = {one.programme.slug: one for booking in bookings for one in stopping.of_booking(booking)}
    if not found:
        return ""
    kept = next((answer for booking in bookings if (answer := stopping.answer_of(booking.id))), None)
    return render_template(
        "support/_at_send.html",
        matches=list(found.values()),
        form_id=form_id,
        field=stopping.FIELD,
        answered=kept.answer if kept else "",
        is_unanswered=is_unanswered,
    )


def of_booking(booking: Any, **_context: object) -> str:
    """Return what the company answered, for its own side alone."""
    visitor = current_person()
    if visitor is None or booking.organisation_id not in visitor.organisation_ids:
        return ""
    kept = stopping.answer_of(booking.id)
    return render_template("support/_answered.html", kept=kept, booking=booking) if kept else ""
