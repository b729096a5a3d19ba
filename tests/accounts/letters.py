"""Reading the letters that the portal wrote, as their receiver would."""

import re
from urllib.parse import parse_qs, urlsplit

from portal import outbox


def letters_to(email):
    return outbox.sent_to([email])


def link_in(message):
    """Return path and query of the first link of a letter."""
    parts = urlsplit(re.search(r"https?://\S+", message.body)[0])
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def token_in(message):
    return parse_qs(urlsplit(link_in(message)).query)["kod"][0]
