"""What this room shows on the booking form: when the owner's own calendar was read."""

from typing import Any

from flask import render_template

from portal import clock
from portal.feeds.queries import feed_of
from portal.feeds.rules import is_stale


def last_read(resource: Any, **_context: object) -> str:
    """Say that the times follow the owner's calendar too, and how fresh that is; nothing for resources without one."""
    feed = feed_of(resource.id)
    if feed is None:
        return ""
    return render_template("feeds/_last_read.html", feed=feed, stale=is_stale(feed.ok_at, clock.now()))
