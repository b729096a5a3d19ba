"""What this room shows on the testbed's page: its resources, how they are booked, and a week of each."""

from collections.abc import Hashable
from typing import Any

from flask import render_template, request
from markupsafe import Markup

from portal import clock
from portal.accounts.guards import current_person
from portal.booking import queries
from portal.booking.calendar_pages import first_monday, read_monday, week_for, week_piece
from portal.booking.linked.words import links_in_words
from portal.booking.quoting import price_lists_in_words
from portal.booking.shares.pooling import is_sme
from portal.booking.shares.words import shares_in_words
from portal.booking.terms import terms_in_words
from portal.catalogue.models import Resource
from portal.catalogue.queries import resources_of
from portal.web import panels
from portal.web.fragments import Fragments
from portal.web.language import current_language
from portal.web.panels import stands_on
from portal.web.stencil import Stencil, hole

OPEN_AT_ONCE = 3

# A week says nothing about who reads it but whether shares are kept for them. It is kept until its claims, its capacity or the
# listing change, or the minute does.
_kept = Fragments(size=512)


def _standing(testbed: Any, **_context: object) -> Hashable:
    numbers = tuple((one.id, one.guard_version) for one in queries.standing_of(testbed.id))
    # What has passed is shown as passed, so a page with a calendar is of its minute.
    return numbers and (numbers, clock.now().replace(second=0))


@stands_on(_standing)
def resources(testbed: Any, **_context: object) -> str:
    """Return the open resources of the testbed with their calendars; an empty string where there are none."""
    standing = queries.standing_of(testbed.id)
    if not standing:
        return ""
    asked, monday = request.args.get("resurs"), read_monday(request.args.get("vecka"))
    known: list[Resource] = []
    pieces: list[Stencil] = []
    for place, one in enumerate(standing):
        chosen = one.slug == asked if asked else place == 0
        is_open = chosen or len(standing) <= OPEN_AT_ONCE
        week = monday if chosen else None
        minute, small = clock.now().replace(second=0), is_sme(current_person())
        key = (one.id, one.guard_version, current_language(), week, is_open, minute, small)
        pieces.append(
            _kept.get(
                key,
                one.catalogue_version,
                lambda one=one, week=week, is_open=is_open: _piece(  # type: ignore[misc]
                    _find(known, testbed.id, one.id), week, is_open
                ),
            )
        )
    ids = [one.id for one in standing]
    shown = [
        piece.fill({"start": panels.fill("resource-start", resource_id=one.id, resource_ids=ids)})
        for one, piece in zip(standing, pieces, strict=True)
    ]
    return render_template("booking/_resources.html", pieces=[Markup(piece) for piece in shown])  # nosec B704


def _find(known: list[Resource], testbed_id: int, resource_id: int) -> Resource:
    """Return the resource; all of the testbed are read when the first is asked for."""
    if not known:
        known.extend(resources_of(testbed_id))
    return next(resource for resource in known if resource.id == resource_id)


def _piece(resource: Resource, monday: Any, is_open: bool) -> Stencil:
    week = week_piece(resource, week_for(resource, monday or first_monday(resource), current_person()))
    terms = [*terms_in_words(resource), *links_in_words(resource), *shares_in_words(resource)]
    return Stencil(
        render_template(
            "booking/_resource.html",
            resource=resource,
            week=week,
            terms=terms,
            price_lists=price_lists_in_words(resource),
            is_open=is_open,
            start=hole("start"),
        )
    )
