"""What an owner says about coming, leaving and calling off late: terms of a resource with a page of their own."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portal import audit
from portal.accounts.queries import Visitor
from portal.capacity.service import ensure_manages
from portal.catalogue import service as catalogue
from portal.catalogue.models import Resource
from portal.database import lock, transaction
from portal.errors import N_, Conflict, Refusal

NAMES = ("no_show_after", "returns_rest", "late_hours", "late_percent")
COSTS_NOTHING = N_("Säg från hur många timmar före start avbokningen kostar.")


def save_presence(
    visitor: Visitor, resource: Resource, changes: Mapping[str, Any], now: datetime, *, seen: str | None = None
) -> Resource:
    """Change these terms for what is booked from now on. Raise Conflict when somebody changed them since `seen` was read."""
    ensure_manages(visitor, resource)
    if changes["late_percent"] and not changes["late_hours"]:
        raise Refusal(COSTS_NOTHING, field="late_hours")
    with transaction():
        row = lock(Resource, resource.id)
        if seen is not None and seen != presence_seen(row):
            raise Conflict()
        changed = {name: value for name, value in changes.items() if getattr(row, name) != value}
        for name, value in changed.items():
            setattr(row, name, value)
        catalogue.save_resource(row)
        if changed:
            audit.record("resource.changed", row.slug, person_id=visitor.id, now=now, **changed)
    return row


def presence_seen(resource: Resource) -> str:
    """Return the terms as one word: another one means that somebody changed them meanwhile."""
    return "-".join(str(getattr(resource, name)) for name in NAMES)
