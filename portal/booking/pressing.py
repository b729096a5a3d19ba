"""Buttons that do one thing to a booking, and come back to its page."""

from collections.abc import Callable
from datetime import datetime

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import signed_in
from portal.accounts.queries import Visitor
from portal.errors import Refusal
from portal.web.error_pages import translated


def press(reference: str, action: Callable[[Visitor, str, datetime], object], says: str) -> Response:
    """Do what the button asks for and say so; where it cannot be done any more, say why on the booking's page."""
    try:
        action(signed_in(), reference, clock.now())
        flash(says, "success")
    except Refusal as refusal:
        flash(translated(refusal), "warning")
    return back(reference)


def back(reference: str) -> Response:
    """Return the way to the booking's page."""
    return redirect(url_for("booking.show", reference=reference), 303)
