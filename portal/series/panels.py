"""What this room shows on the pages of bookings: the way from one time to many, and which series a booking belongs to."""

from typing import Any

from flask import render_template

from portal.series import queries


def repeat(resource: Any, **_context: object) -> str:
    """Return the button that takes what is typed in a booking's form over to the form of a series."""
    return render_template("series/_repeat.html", resource=resource)


def part_of(booking: Any, **_context: object) -> str:
    """Return where in its series the booking stands; an empty string when it belongs to none."""
    place = queries.place_of(booking.id)
    return render_template("series/_part_of.html", place=place, booking=booking) if place else ""
