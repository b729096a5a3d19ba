"""Signed words for links that work without signing in: each for one purpose, until it runs out. The one user of itsdangerous.

Whoever holds such a link may do what it is for, so it is never logged (requests are logged without their query) and its page
tells no other site where the reader came from.
"""

import hashlib
from datetime import datetime

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from portal.errors import N_, Refusal

LONGEST = 400


class BadLink(Refusal):
    """The link is none of ours, or not for this."""

    message = N_("Länken går inte att läsa. Öppna den direkt från meddelandet.")


class OldLink(BadLink):
    """The link has run out."""

    message = N_("Länken har slutat gälla.")


def sign(purpose: str, key: str, *, expires_at: datetime) -> str:
    """Return a word for a link: it says the key, and until when."""
    return str(_serializer(purpose).dumps([key, int(expires_at.timestamp())]))


def read(purpose: str, word: str, *, now: datetime) -> str:
    """Return the key that the word says. Raise BadLink for what was not signed for this purpose, OldLink when it has run out."""
    try:
        key, expires_at = _serializer(purpose).loads(word if len(word) <= LONGEST else "")
    except (BadData, ValueError, TypeError):
        raise BadLink() from None
    if expires_at <= now.timestamp():
        raise OldLink()
    return str(key)


def _serializer(purpose: str) -> URLSafeSerializer:
    # The purpose goes into the key: a word signed for one page opens no other.
    return URLSafeSerializer(
        current_app.secret_key or "", salt=f"link {purpose}", signer_kwargs={"digest_method": hashlib.sha256}
    )
