"""Asked at the last step of a person's booking: rooms above may want an answer before it is sent, and keep it.

Rooms above put their question into `askers`; `create_app` wires them. Who books several at once answers once for all of them.
Only who books on the page is asked: programs, and what an owner does for somebody, have nobody in front of them who could answer.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from portal.accounts.queries import Visitor
from portal.booking.view import BookingView
from portal.errors import Refusal

Asker = Callable[[Visitor, BookingView, Mapping[str, str], datetime], None]
askers: list[Asker] = []
"""Each is given the booking and what the form said; it keeps the answer, or raises Unanswered."""


class Unanswered(Refusal):
    """A question at the last step has no answer yet."""


def ensure_answered(visitor: Visitor, booking: BookingView, answers: Mapping[str, str], now: datetime) -> None:
    """Let every asker hear the answers. Raise Unanswered where one is missing."""
    for ask in askers:
        ask(visitor, booking, answers, now)
