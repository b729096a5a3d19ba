"""What programs do with bookings: the services of the pages, each with what a program must be told besides."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from portal.accounts.queries import Visitor
from portal.api import keys
from portal.api.faults import NotInstead
from portal.api.keys import Asked
from portal.api.rules import Answer, KeyReused, Stale
from portal.booking import service as booking
from portal.booking.queries import BookingView
from portal.booking.states import HELD
from portal.catalogue.models import Resource
from portal.clock import Period
from portal.errors import Busy, Conflict, Refusal
from portal.feeds import service as feeds


@dataclass(frozen=True)
class Wish:
    """A booking as a program asks for it."""

    resource: Resource
    period: Period
    units: int
    purpose: str
    note: str


def book(visitor: Visitor, wish: Wish, asked: Asked, answer: Callable[[BookingView], Answer], now: datetime) -> Answer:
    """Hold the time and send it in one transaction, in which the answer is kept too; asked again, the same answer.

    Raise KeyReused for another wish under the same key, NotInstead with all that is wrong, and how to look for what nearly fits.
    """
    # May go out on the network, so it is done before the transaction; what it reads then counts as closed.
    feeds.read_again(wish.resource.id, now)
    # Whoever is refused is refused before the write lock is taken, and keeps nobody waiting.
    refusal = booking.find_refusal(visitor, wish.resource, wish.period, wish.units, now)
    if refusal is not None:
        return keys.find(asked) or _refuse(visitor, wish, refusal, now)

    def act() -> Answer:
        words = (wish.purpose, wish.note)
        held = booking.hold(visitor, wish.resource, wish.period, wish.units, *words, now)
        # `together`: that nobody else's calendar has the time was asked above.
        return answer(booking.submit_hold(visitor, held.reference, now, together=True))

    try:
        return keys.once(asked, act, now=now)
    except (Busy, KeyReused):
        raise
    except Refusal as raised:
        return _refuse(visitor, wish, raised, now)


def _refuse(visitor: Visitor, wish: Wish, refusal: Refusal, now: datetime) -> Answer:
    def instead() -> booking.Instead:
        return booking.offers_instead(visitor, wish.resource, wish.period, wish.units, now)

    raise NotInstead(refusal, instead) from refusal


def change_booking(visitor: Visitor, seen: BookingView, wanted: booking.Wanted, now: datetime) -> BookingView:
    """Change the booking that was seen, or ask its owner to. Raise Stale when it has been changed since."""
    try:
        return booking.alter_booking(visitor, seen.reference, wanted, now, seen=seen.version)
    except Conflict as refusal:
        raise as_stale(refusal) from None


def cancel_booking(visitor: Visitor, seen: BookingView, reason: str, text: str, now: datetime) -> BookingView:
    """Call the booking off, or let it go if it is only held. Raise ChangedSince where it has been changed since."""
    if seen.state == HELD:
        return booking.release_hold(visitor, seen.reference, now)
    return booking.cancel_booking(visitor, seen.reference, reason, text, now, seen=seen.version)


def as_stale(refusal: Conflict) -> Refusal:
    """Return Stale for the conflict of two versions; what conflicts for another reason stays what it is."""
    return Stale() if type(refusal) is Conflict else refusal


tidy_up = keys.tidy_up
