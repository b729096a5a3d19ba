"""Saying on the next page what was done to several dates, and of each that was left as it was, why."""

from collections.abc import Callable
from typing import Any

from flask import flash

from portal.errors import Refusal
from portal.series.service import Outcome
from portal.web import formats
from portal.web.error_pages import translated


def do_and_say(act: Callable[[], Outcome], form: Any, says: Callable[[int], str]) -> bool:
    """Do it and say how many were done, and of each date that was left as it was, why. Return whether anything was done."""
    try:
        outcome = act()
    except Refusal as refusal:
        if form is None:
            flash(translated(refusal), "warning")
        else:
            form.refuse(refusal)
        return False
    flash(says(len(outcome.done)), "success")
    for view, why in outcome.left:
        flash(f"{formats.span(view.starts_at, view.ends_at)}: {translated(why)}", "warning")
    return True
