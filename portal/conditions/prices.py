"""What an owner says of prices, and the quotes that are given by them: each is one transaction."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import delete, insert

from portal import audit, clock
from portal.accounts.queries import Visitor
from portal.catalogue.models import Resource
from portal.catalogue.service import save_resource
from portal.clock import Period
from portal.conditions import queries
from portal.conditions.models import PriceList, Quote
from portal.conditions.pricing import Rates
from portal.conditions.service import ensure_manages
from portal.database import db, lock, transaction
from portal.errors import N_, Conflict, Refusal
from portal.references import new_reference

QUOTE_STANDS_FOR = timedelta(days=30)


def prices_seen(resource: Resource) -> str:
    """Return a fingerprint of the price list: another one means that somebody changed it meanwhile."""
    return hashlib.sha256(repr((queries.rates_of(resource.id), resource.vat_percent)).encode()).hexdigest()[:16]


def save_prices(
    visitor: Visitor,
    resource: Resource,
    rates: Mapping[str, Rates],
    vat_percent: int,
    now: datetime,
    *,
    seen: str | None = None,
) -> None:
    """Replace the price list. Quotes that were given stay as they are.

    Raise Conflict when somebody changed it since `seen` was read, NotFound for whoever does not manage the testbed.
    """
    ensure_manages(visitor, resource)
    rows = [
        {"resource_id": resource.id, "customer_class": name, **asdict(one)}
        for name, one in rates.items()
        if not one.is_empty
    ]
    with transaction():
        row = lock(Resource, resource.id)
        if seen is not None and seen != prices_seen(row):
            raise Conflict()
        row.vat_percent = vat_percent
        db.session.execute(delete(PriceList).where(PriceList.resource_id == row.id))
        if rows:
            db.session.execute(insert(PriceList), rows)
        save_resource(row)
        audit.record(
            "resource.prices-changed", row.slug, person_id=visitor.id, now=now, vat_percent=vat_percent, prices=rows
        )


def give_quote(
    visitor: Visitor, resource: Resource, period: Period, taken: Sequence[Period], units: int, now: datetime
) -> Quote:
    """Return an indicative price for these stretches, kept as it is given; it holds no time and stands for a month.

    Raise Refusal for whoever belongs to no organisation, and where the price list says nothing of such a use.
    """
    place = visitor.organisation
    if place is None:
        raise Refusal(N_("Bara den som hör till en organisation kan få en prisuppgift."))
    paying = queries.customer_class(visitor, place.id)
    price = queries.find_price(resource.id, resource.vat_percent, paying, taken, units)
    if price is None or paying is None:
        raise Refusal(N_("Det finns inget pris för det här. Fråga testbädden."))
    with transaction() as session:
        quote = Quote(
            reference=new_reference("OF"),
            resource_id=resource.id,
            organisation_id=place.id,
            person_id=visitor.id,
            starts_at=period.starts_at,
            ends_at=period.ends_at,
            units=units,
            customer_class=paying,
            lines=[asdict(line) for line in price.lines],
            net=price.net,
            vat_percent=price.vat_percent,
            vat=price.vat,
            created_at=now,
            expires_on=clock.local_day(now + QUOTE_STANDS_FOR),
        )
        session.add(quote)
        session.flush()
        audit.record("quote.given", quote.reference, person_id=visitor.id, now=now, resource=resource.slug)
    return quote
