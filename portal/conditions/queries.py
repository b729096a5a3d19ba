"""Reads of conditions: plain values, since every booking asks them."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from portal.accounts.queries import Visitor
from portal.catalogue.models import Resource
from portal.clock import Period
from portal.conditions.models import PriceList, Quota, Quote
from portal.conditions.permissions import may_read
from portal.conditions.pricing import CLASSES, Price, Rates, class_of, price_of
from portal.conditions.rules import MEASURES, SPANS, Limit
from portal.database import db
from portal.errors import NotFound

_LIMITS = select(Quota.measure, Quota.span, Quota.most).where(Quota.resource_id == bindparam("resource_id"))


def limits_of(resource_id: int) -> tuple[Limit, ...]:
    """Return what one organisation may have of the resource at most, the shortest spans of time first."""
    rows = db.session.connection().execute(_LIMITS, {"resource_id": resource_id})
    found = [Limit(*row) for row in rows]
    return tuple(sorted(found, key=lambda one: (MEASURES.index(one.measure), SPANS.index(one.span))))


_RATES = select(
    PriceList.customer_class, PriceList.per_hour, PriceList.per_half_day, PriceList.per_day, PriceList.start_fee
).where(PriceList.resource_id == bindparam("resource_id"))


def rates_of(resource_id: int) -> dict[str, Rates]:
    """Return the price list of each class of customer that has one."""
    rows = db.session.connection().execute(_RATES, {"resource_id": resource_id})
    found = {row[0]: Rates(*row[1:]) for row in rows}
    return {one: found[one] for one in CLASSES if one in found}


def rates_of_many(resource_ids: Sequence[int], customer_class: str) -> dict[int, Rates]:
    """Return what each of these resources costs in this class, those without such a price left out."""
    columns = (
        PriceList.resource_id,
        PriceList.per_hour,
        PriceList.per_half_day,
        PriceList.per_day,
        PriceList.start_fee,
    )
    query = select(*columns).where(PriceList.resource_id.in_(resource_ids), PriceList.customer_class == customer_class)
    found = {row[0]: Rates(*row[1:]) for row in db.session.execute(query)}
    return {number: rates for number, rates in found.items() if not rates.is_empty}


def customer_class(visitor: Visitor, organisation_id: int | None = None) -> str | None:
    """Return the class in which the visitor's organisation pays; None for whoever belongs to none."""
    places = [one for one in visitor.organisations if organisation_id in (None, one.id)]
    return class_of(places[0].kind, places[0].size_class) if places else None


def find_price(
    resource_id: int, vat_percent: int, customer_class: str | None, taken: Sequence[Period], units: int
) -> Price | None:
    """Return what these stretches cost in this class by today's list; None where the list says nothing of it."""
    rates = rates_of(resource_id).get(customer_class or "")
    return price_of(rates, taken, units, vat_percent) if rates else None


def get_quote(reference: str, visitor: Visitor) -> Quote:
    """Return the quote. Raise NotFound for all but its organisation, the owner and administrators."""
    query = select(Quote).where(Quote.reference == reference)
    query = query.options(joinedload(Quote.resource).joinedload(Resource.testbed), joinedload(Quote.organisation))
    quote = None if "\0" in reference else db.session.scalars(query).one_or_none()
    if quote is None or not may_read(visitor, quote):
        raise NotFound()
    return quote
