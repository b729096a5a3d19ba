"""Security events: one audit row in the transaction under way and one line in the log, never an e-mail address or a secret."""

import hashlib
import hmac
from datetime import datetime
from typing import Any

from flask import current_app

from portal import audit
from portal.web.logs import log


def note(
    action: str, subject: str, *, person_id: int | None, now: datetime, address: str | None = None, **details: Any
) -> None:
    """Record what happened to whom, by whom and from where."""
    audit.record(action, subject, person_id=person_id, now=now, **details)
    tell_log(action, subject, person_id=person_id, address=address, **details)


def tell_log(action: str, subject: str, *, person_id: int | None, address: str | None = None, **details: Any) -> None:
    """Write the line alone: for what may come in floods."""
    log.info("security", action=action, subject=subject, person=person_id, address=address, **details)


def person(person_id: int) -> str:
    """Return how an event names a person."""
    return f"person:{person_id}"


def pseudonym(text: str) -> str:
    """Return a keyed hash: the same text is recognised again, but nobody can guess it from a list of addresses."""
    return hmac.new(current_app.config["SECRET_KEY"].encode(), text.encode(), hashlib.sha256).hexdigest()
