"""Changes of support programmes: by a coordinator, with a source and the day it was read, and with what was there before."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from portal import audit
from portal.accounts.queries import Visitor
from portal.catalogue.service import bump_version
from portal.database import db, transaction
from portal.errors import N_, Conflict, NotAllowed, NotFound, Refusal
from portal.support.models import SupportChange, SupportProgramme
from portal.support.permissions import may_edit

CONTENT = (
    "status",
    "opens_on",
    "closes_on",
    "amount",
    "co_funding",
    "summary_sv",
    "summary_en",
    "notes",
    "website",
    "order_first",
)
"""What a coordinator may change: what moves while the programme stays the same."""

NOTHING_CHANGED = N_("Inget är ändrat. Rätta det som inte stämmer, eller avbryt.")


def edit_programme(
    visitor: Visitor,
    slug: str,
    changes: Mapping[str, Any],
    *,
    source: str,
    checked_on: date,
    seen: str,
    now: datetime,
) -> SupportProgramme:
    """Change the programme by this source; from then on the seeds leave it alone.

    Raise NotAllowed for anybody but a coordinator, NotFound when there is no such programme, Conflict when somebody changed it
    since `seen` was read, and Refusal when nothing would change.
    """
    if not may_edit(visitor):
        raise NotAllowed()
    with transaction() as session:
        row = _locked(slug)
        if seen != fingerprint(row):
            raise Conflict()
        changed = {name: changes[name] for name in CONTENT if changes[name] != getattr(row, name)}
        if not changed and row.checked_on == checked_on and row.checked_at == source:
            raise Refusal(NOTHING_CHANGED)
        before = {name: getattr(row, name) for name in changed}
        for name, value in changed.items():
            setattr(row, name, value)
        row.checked_at, row.checked_on, row.edited_at = source, checked_on, now
        kept = {"before": _plain(before), "after": _plain(changed), "source": source, "checked_on": checked_on}
        session.add(SupportChange(programme_id=row.id, person_id=visitor.id, changed_at=now, **kept))
        bump_version()
        audit.record("support.edited", slug, person_id=visitor.id, now=now, fields=sorted(changed))
        return row


def fingerprint(row: SupportProgramme) -> str:
    """Return what tells two states of a programme apart, whether a person or the seeds changed it."""
    said = [getattr(row, name) for name in (*CONTENT, "checked_at", "checked_on")]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def get_row(slug: str) -> SupportProgramme:
    """Return the programme as it is kept. Raise NotFound when there is none."""
    query = select(SupportProgramme).where(SupportProgramme.slug == slug)
    row = None if "\0" in slug else db.session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise NotFound()
    return row


def changes_of(row: SupportProgramme) -> list[SupportChange]:
    """Return what has been changed, the latest first."""
    query = select(SupportChange).where(SupportChange.programme_id == row.id)
    return list(db.session.scalars(query.order_by(SupportChange.changed_at.desc(), SupportChange.id.desc())))


def _locked(slug: str) -> SupportProgramme:
    query = select(SupportProgramme).where(SupportProgramme.slug == slug).with_for_update()
    row = None if "\0" in slug else db.session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise NotFound()
    return row


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values as JSON holds them."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
