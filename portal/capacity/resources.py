"""What an owner does to a resource itself: adds one, and changes how it is booked."""

import hashlib
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import select

from portal import audit
from portal.accounts.queries import Visitor
from portal.capacity import plan_rules
from portal.capacity.levels import follow_level
from portal.capacity.queries import coming_extra, plan_of
from portal.capacity.service import ensure_manages
from portal.catalogue import service as catalogue
from portal.catalogue.models import Resource, Testbed
from portal.catalogue.permissions import may_manage
from portal.database import db, lock, transaction
from portal.errors import N_, Conflict, NotFound, Refusal, Refusals

LONGEST_SLUG = 80
LONGEST_AT_FIRST = {"half-hour": 16, "hour": 40, "half-day": 20, "day": 20}
"""How long one booking of a new resource may be, until the owner says otherwise: one to four working weeks."""

EDITABLE = (
    "name_sv",
    "name_en",
    "description_sv",
    "description_en",
    "price_sv",
    "price_en",
    "units",
    "mode",
    "notice_hours",
    "shortest",
    "longest",
    "horizon_days",
    "is_open",
)


def create_resource(visitor: Visitor, testbed: Testbed, values: Mapping[str, Any], now: datetime) -> Resource:
    """Add a resource to the testbed and return it; it offers nothing until it has opening hours.

    Raise Refusal when the testbed has one of that name, NotFound for anybody who does not manage the testbed.
    """
    if not may_manage(visitor, testbed):
        raise NotFound()
    with transaction():
        # Two sendings of one form wait for each other here, and the second finds the name taken.
        lock(Testbed, testbed.id)
        if _is_taken(Resource.testbed_id == testbed.id, Resource.name_sv == values["name_sv"]):
            raise Refusal(N_("Testbädden har redan en resurs med det namnet."), field="name_sv")
        resource = Resource(
            **values,
            slug=_free_slug(testbed.slug, values["name_sv"]),
            testbed_id=testbed.id,
            longest=LONGEST_AT_FIRST[values["unit"]],
            created_at=now,
        )
        catalogue.save_resource(resource)
        audit.record("resource.created", resource.slug, person_id=visitor.id, now=now, **values)
    return resource


def save_terms(
    visitor: Visitor, resource: Resource, changes: Mapping[str, Any], now: datetime, *, seen: str | None = None
) -> Resource:
    """Change how the resource is presented and booked. Bookings already made keep the terms they were made under.

    Raise Refusals for terms that cannot be, Conflict when somebody changed them since `seen` was read.
    """
    ensure_manages(visitor, resource)
    with transaction():
        row = lock(Resource, resource.id)
        if seen is not None and seen != terms_seen(row):
            raise Conflict()
        changed = {name: value for name, value in changes.items() if getattr(row, name) != value}
        _ensure_possible({**_terms(row), **changed}, row, now)
        for name, value in changed.items():
            setattr(row, name, value)
        catalogue.save_resource(row)
        follow_level(row.testbed_id, now=now)
        if changed:
            audit.record("resource.changed", row.slug, person_id=visitor.id, now=now, **changed)
    return row


def terms_seen(resource: Resource) -> str:
    """Return a fingerprint of the terms: another one means that somebody changed them meanwhile."""
    return hashlib.sha256(repr(sorted(_terms(resource).items())).encode()).hexdigest()[:16]


def _terms(resource: Resource) -> dict[str, Any]:
    return {name: getattr(resource, name) for name in EDITABLE}


def _ensure_possible(terms: Mapping[str, Any], resource: Resource, now: datetime) -> None:
    broken = plan_rules.broken_terms(
        terms,
        lines=plan_of(resource.id).lines,
        extra=coming_extra(resource.id, now),
        horizon=current_app.config["HORIZON_DAYS"],
    )
    if broken:
        raise Refusals(broken)


def _free_slug(testbed_slug: str, name: str) -> str:
    """Return the first of testbed-name, testbed-name-2, … that no resource has."""
    base = f"{testbed_slug}-{_words(name)}".strip("-")
    number, slug = 1, base[:LONGEST_SLUG].rstrip("-")
    while _is_taken(Resource.slug == slug):
        number += 1
        ending = f"-{number}"
        slug = base[: LONGEST_SLUG - len(ending)].rstrip("-") + ending
    return slug


def _words(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return "-".join("".join(sign if sign.isalnum() else " " for sign in plain).split())


def _is_taken(*conditions: Any) -> bool:
    return db.session.execute(select(Resource.id).where(*conditions).limit(1)).first() is not None
