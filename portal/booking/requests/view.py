"""How a request stands, for its page: by when, which place, which steps, who answers, and what a yes refuses."""

from dataclasses import dataclass, field
from datetime import datetime

from portal import clock
from portal.accounts.queries import Visitor
from portal.booking.permissions import is_owner
from portal.booking.requests.approvers import Answerer, StepDone, answerers, steps_of
from portal.booking.requests.consequences import foresee
from portal.booking.requests.line import place_of
from portal.booking.states import PENDING
from portal.booking.view import BookingView
from portal.errors import CapacityExceeded


@dataclass(frozen=True)
class RequestView:
    """What both sides may know of a request; who answers and what a yes refuses is for the owner alone.

    `fits` is False when the time is confirmed for somebody else already, so that no yes can be given.
    """

    place: int
    deadline: datetime
    done: list[StepDone]
    people: list[Answerer] = field(default_factory=list)
    may_answer: bool = False
    refuses: list[BookingView] = field(default_factory=list)
    fits: bool = True

    @property
    def refused(self) -> str:
        """Return the references that the yes refuses, as the form carries them."""
        return " ".join(one.reference for one in self.refuses)


def request_view(booking: BookingView, visitor: Visitor, now: datetime) -> RequestView | None:
    """Return how the request stands for this visitor; None for what waits for no answer."""
    if booking.state not in PENDING:
        return None
    place, done = place_of(booking), steps_of(booking.id)
    if not is_owner(visitor, booking):
        return RequestView(place, booking.deadline, done)
    people = answerers(booking, clock.local_day(now))
    may_answer = not people or any(one.id == visitor.id for one in people)
    try:
        refuses, fits = foresee(booking), True
    except CapacityExceeded:
        refuses, fits = [], False
    return RequestView(place, booking.deadline, done, people, may_answer, refuses, fits)
