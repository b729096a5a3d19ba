"""What a booking would cost by the price list of its resource, and quotes for a time that nobody holds yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.accounts.queries import Visitor
from portal.booking import queries
from portal.booking.alternatives import around
from portal.booking.availability import as_kept, claims_for, first_day_of, last_day_of
from portal.booking.queries import BookingView
from portal.booking.wording import CLOSED_ON
from portal.capacity.queries import offered
from portal.catalogue.models import Resource
from portal.clock import Period
from portal.conditions import prices
from portal.conditions.models import Quote
from portal.conditions.pricing import Price
from portal.conditions.queries import customer_class, find_price, rates_of
from portal.conditions.words import CLASS_WORDS, line_in_words, rates_in_words
from portal.database import db
from portal.errors import N_, Refusal

LONGEST_PRICED = 400
TOO_LONG_TO_PRICE = N_("Så lång tid går inte att räkna pris på. Välj en kortare.")


@dataclass(frozen=True)
class Shown:
    """A price as a page shows it: its lines in words with their amounts, and the sums."""

    lines: list[tuple[str, int]]
    net: int
    vat_percent: int
    vat: int
    gross: int
    class_words: str


def price_lists_in_words(resource: Any) -> list[tuple[str, str]]:
    """Return each class of customer with its prices, for the facts about a resource."""
    return [(CLASS_WORDS[name](), rates_in_words(rates)) for name, rates in rates_of(resource.id).items()]


def price_of_booking(visitor: Visitor, booking: BookingView) -> Shown | None:
    """Return what the booking costs its organisation by today's list; None where the list says nothing of it."""
    taken = [Period(one.starts_at, one.ends_at) for one in queries.stretches_of(booking)]
    vat = db.session.get_one(Resource, booking.resource_id).vat_percent
    paying = customer_class(visitor, booking.organisation_id)
    return _shown(find_price(booking.resource_id, vat, paying, taken, booking.units), paying)


def price_of_wish(visitor: Visitor, resource: Resource, period: Period, units: int) -> Shown | None:
    """Return what the time would cost; None where it is not open, or the list says nothing of it."""
    paying = customer_class(visitor)
    if _is_too_long(period):
        return None
    return _shown(find_price(resource.id, resource.vat_percent, paying, _taken(resource, period), units), paying)


def quote_wish(visitor: Visitor, resource: Resource, period: Period, units: int, now: datetime) -> Quote:
    """Give a quote for the time. Raise Refusal where the resource is not open then, or has no price for it."""
    if _is_too_long(period):
        raise Refusal(TOO_LONG_TO_PRICE, field="last_day")
    taken = _taken(resource, period)
    if not taken:
        raise Refusal(CLOSED_ON, field="first_day", day=first_day_of(period))
    return prices.give_quote(visitor, resource, as_kept(resource.unit, taken), taken, units, now)


def _is_too_long(period: Period) -> bool:
    return (last_day_of(period) - first_day_of(period)).days > LONGEST_PRICED


def _taken(resource: Resource, period: Period) -> Sequence[Period]:
    return claims_for(resource.unit, offered(resource.id, around(resource, period)), period)


def _shown(price: Price | None, paying: str | None) -> Shown | None:
    if price is None or paying is None:
        return None
    lines = [(line_in_words(one.what, one.quantity, one.rate, one.units), one.amount) for one in price.lines]
    return Shown(lines, price.net, price.vat_percent, price.vat, price.gross, CLASS_WORDS[paying]())
