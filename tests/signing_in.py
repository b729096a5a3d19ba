"""Signing in without typing: the row that the portal would write, and the cookie that names it."""

import secrets
from datetime import timedelta
from typing import Any

from flask import Flask


def start_sign_in(person: Any) -> str:
    """Write the row of a signed-in browser and return its token. Needs an application context."""
    from portal import clock
    from portal.accounts.models import SignIn
    from portal.accounts.queries import token_hash
    from portal.database import transaction

    token, now = secrets.token_urlsafe(32), clock.now()
    with transaction() as session:
        row = SignIn(token_hash=token_hash(token), person_id=person.id, created_at=now, seen_at=now)
        row.ends_at = now + timedelta(days=1)
        session.add(row)
    return token


def session_cookie(app: Flask, person: Any) -> tuple[str, str]:
    """Return name and value of a cookie that signs the person in: for browsers and other clients over HTTP."""
    with app.app_context():
        token = start_sign_in(person)
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return app.config["SESSION_COOKIE_NAME"], serializer.dumps({"sign_in": token})
