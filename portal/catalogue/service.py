"""Changes of the catalogue: each bumps its version and tells the listeners in the transaction of the change."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update

from portal import audit, clock
from portal.accounts.queries import Visitor
from portal.catalogue import capabilities
from portal.catalogue.models import OWNER, CatalogueVersion, Resource, Testbed
from portal.catalogue.permissions import may_manage
from portal.database import db, lock, transaction
from portal.errors import Conflict, NotFound
from portal.limits.stated import Stated

OWN_WORDS = ("summary_sv", "summary_en", "access", "website", "equipment")

on_change: list[Callable[[Testbed], None]] = []
"""Called with each changed listing inside the transaction; `create_app` puts the search room's indexing here."""


def bump_version() -> int:
    """Let every process drop what it keeps of the catalogue, and return the new version.

    Call it inside the transaction that changes something: two that change something at once follow one another here, so
    whoever has seen a version has seen every change up to it.
    """
    grown = update(CatalogueVersion).values(version=CatalogueVersion.version + 1).returning(CatalogueVersion.version)
    version = db.session.scalar(grown)
    if version is None:
        version = 1
        db.session.execute(insert(CatalogueVersion).values(id=1, version=version))
    return version


def tell_listeners(testbed: Testbed) -> None:
    for listener in on_change:
        listener(testbed)


def save_testbed(testbed: Testbed, *, now: datetime) -> Testbed:
    """Write a new or changed listing, let the index follow, and return it; joins the transaction under way."""
    with transaction() as session:
        testbed.changed_at = now
        session.add(testbed)
        session.flush()
        tell_listeners(testbed)
        bump_version()
    return testbed


def set_level(testbed_id: int, level: str, *, now: datetime) -> None:
    """Let the listing say how one gets in; joins the transaction under way."""
    with transaction():
        row = lock(Testbed, testbed_id)
        if row.level != level:
            row.level = level
            save_testbed(row, now=now)


def save_resource(resource: Resource) -> Resource:
    """Write a new or changed resource and return it; joins the transaction under way."""
    with transaction() as session:
        session.add(resource)
        session.flush()
        bump_version()
    return resource


def replace_capabilities(testbed: Testbed, limits: Sequence[Stated], source: str) -> bool:
    """Let the testbed state these limits and no others; return whether that changes anything. Joins the transaction."""
    with transaction():
        if changed := capabilities.replace(testbed, limits, source):
            bump_version()
    return changed


def edit_testbed(
    visitor: Visitor,
    testbed: Testbed,
    changes: dict[str, Any],
    *,
    now: datetime,
    seen: str | None = None,
    limits: Sequence[Stated] | None = None,
) -> Testbed:
    """Change the words of a listing and, where they are given, its limits; who saves says that all is true today.

    Raise NotFound for anybody who does not manage it, Conflict when somebody changed them since `seen` was read.
    """
    with transaction():
        row = _managed(visitor, testbed)
        if seen is not None and seen != listing_seen(row):
            raise Conflict()
        changed = sorted(name for name, value in changes.items() if getattr(row, name) != value)
        for name in changed:
            setattr(row, name, changes[name])
        if limits is not None and capabilities.replace(row, limits, OWNER):
            changed.append("limits")
        row.confirmed_on = clock.local_day(now)
        save_testbed(row, now=now)
        audit.record("testbed.edited", row.slug, person_id=visitor.id, now=now, fields=changed)
    return row


def listing_seen(testbed: Testbed) -> str:
    """Return a fingerprint of the owner's own words: another one means that somebody changed them meanwhile."""
    words = [getattr(testbed, name) for name in OWN_WORDS]
    return hashlib.sha256(repr((words, capabilities.stated_by(testbed))).encode()).hexdigest()[:16]


def confirm_facts(visitor: Visitor, testbed: Testbed, *, now: datetime) -> Testbed:
    """Note that the owner says today that the listing is true; from then on the seeds no longer overwrite it."""
    with transaction():
        row = _managed(visitor, testbed)
        row.confirmed_on = clock.local_day(now)
        save_testbed(row, now=now)
        audit.record("testbed.confirmed", row.slug, person_id=visitor.id, now=now)
    return row


def _managed(visitor: Visitor, testbed: Testbed) -> Testbed:
    row = lock(Testbed, testbed.id)
    if not may_manage(visitor, row):
        raise NotFound()
    return row
