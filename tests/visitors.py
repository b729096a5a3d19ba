"""The visitor that a person is once signed in, for services that are called without a request."""

from typing import Any

from portal import clock
from portal.accounts import queries
from portal.accounts.queries import Visitor
from tests.signing_in import start_sign_in


def visitor_of(person: Any) -> Visitor:
    visitor = queries.find_visitor(start_sign_in(person), now=clock.now())
    assert visitor is not None
    return visitor
