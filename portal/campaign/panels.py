"""What this room shows on the pages of booking: the way into the basket, and of what a booking is a part."""

from typing import Any

from flask import render_template

from portal import clock
from portal.accounts.guards import signed_in
from portal.campaign import queries
from portal.campaign.permissions import may_act


def in_basket(resource: Any, **_context: object) -> str:
    """Return the button that puts what the form says in the basket, and the way to plan a campaign with the resource."""
    return render_template("campaign/_in_basket.html", resource=resource)


def part_of(booking: Any, **_context: object) -> str:
    """Return the way to what the booking was booked together with, for its own organisation; others see nothing."""
    bundle = queries.find_bundle_of(booking.id)
    if bundle is None or not may_act(signed_in(), bundle):
        return ""
    return render_template("campaign/_part_of.html", bundle=bundle)


def bundles(**_context: object) -> str:
    """Return the ways to the basket and to what the organisation has booked together and is not over."""
    sent = queries.bundles_of(signed_in().organisation_ids, now=clock.now())
    return render_template("campaign/_bundles.html", bundles=sent)
