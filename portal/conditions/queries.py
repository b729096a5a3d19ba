"""Reads of conditions: plain values, since every booking asks them."""

from sqlalchemy import bindparam, select

from portal.conditions.models import Quota
from portal.conditions.rules import MEASURES, SPANS, Limit
from portal.database import db

_LIMITS = select(Quota.measure, Quota.span, Quota.most).where(Quota.resource_id == bindparam("resource_id"))


def limits_of(resource_id: int) -> tuple[Limit, ...]:
    """Return what one organisation may have of the resource at most, the shortest spans of time first."""
    rows = db.session.connection().execute(_LIMITS, {"resource_id": resource_id})
    found = [Limit(*row) for row in rows]
    return tuple(sorted(found, key=lambda one: (MEASURES.index(one.measure), SPANS.index(one.span))))
