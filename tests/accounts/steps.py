"""What a person does before the test begins, and reading the letters that the portal wrote, as their receiver would."""

import re
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

from portal import outbox
from portal.accounts import queries, service
from portal.errors import TooMany

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
MARIA = "maria@verkstan.se"
PASSWORD, OTHER = "fyra ord utan samband", "helt annat lösenord nu"


def letters_to(email):
    """Return the letters to the address, newest first."""
    return outbox.sent_to([email])


def link_in(message):
    """Return path and query of the first link of a letter."""
    parts = urlsplit(re.search(r"https?://\S+", message.body)[0])
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def token_in(message):
    return parse_qs(urlsplit(link_in(message)).query)["kod"][0]


def application(**values):
    return service.Application(
        **{
            "name": "Maria Ström",
            "email": "Maria@Verkstan.se",
            "password": PASSWORD,
            "organisation_name": "Verkstan AB",
            "size_class": "sme",
            **values,
        }
    )


def sign_up(**values):
    """Sign Maria up and return the token of the link that she is sent."""
    service.sign_up(application(**values), now=NOW)
    return token_in(letters_to(MARIA)[0])


def verified(now=NOW):
    """Return Maria as a visitor, and the token of her sign-in."""
    token = service.verify(sign_up(), PASSWORD, now=now)
    return queries.find_visitor(token, now=now), token


def reset_token(email=MARIA, now=NOW):
    service.request_reset(email, "sv", now=now)
    return token_in(letters_to(email)[0])


def guess(number, *, email=MARIA, address="192.0.2.1", now=NOW):
    """Return how each of so many wrong guesses ended."""
    outcomes = []
    for _ in range(number):
        try:
            service.sign_in(email, "gissning", now=now, address=address)
        except (service.WrongPassword, TooMany) as refusal:
            outcomes.append(type(refusal))
    return outcomes
