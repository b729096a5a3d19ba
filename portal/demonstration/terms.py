"""The made-up conditions of a resource: what it costs, how much one organisation may have, and what small ones are kept."""

from datetime import datetime
from typing import Any

from portal.capacity.models import Pool
from portal.conditions.models import PriceList, Quota
from portal.database import db

IN_ORE = ("per_hour", "per_half_day", "per_day", "start_fee")


def add(resource_id: int, record: dict[str, Any], now: datetime) -> None:
    """Let a new resource have the conditions that its record states, prices in whole kronor without VAT."""
    for one in record.get("prices", []):
        amounts = {name: one[name] * 100 for name in IN_ORE if name in one}
        db.session.add(PriceList(resource_id=resource_id, customer_class=one["customer_class"], **amounts))
    db.session.add_all([Quota(resource_id=resource_id, **one) for one in record.get("quotas", [])])
    db.session.add_all([Pool(resource_id=resource_id, created_at=now, **one) for one in record.get("pools", [])])
    db.session.flush()
