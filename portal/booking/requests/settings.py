"""What an owner decides about requests: whether they hold their time, how long they wait, and who answers in which step."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, insert

from portal import audit, clock
from portal.accounts.queries import Visitor, members_of
from portal.booking import letters
from portal.booking.models import Approver, Delegate
from portal.booking.moves import change_booking, take_booking, take_resource
from portal.booking.requests.approvers import STEPS, absences, approver_ids
from portal.booking.requests.line import waiting_in_line
from portal.booking.requests.rules import answer_by
from portal.booking.wording import DAY_HAS_PASSED, DAYS_TURNED, NOT_A_MEMBER, SAME_PERSON
from portal.capacity.service import ensure_manages
from portal.catalogue import service as catalogue
from portal.catalogue.models import Resource
from portal.database import db, lock, transaction
from portal.errors import Conflict, NotFound, Refusal


@dataclass(frozen=True)
class RequestTerms:
    """The rules of one resource's requests."""

    pending_holds: bool
    most_pending: int
    answer_days: int | None
    approval_steps: int


def terms_of(resource: Resource) -> RequestTerms:
    return RequestTerms(resource.pending_holds, resource.most_pending, resource.answer_days, resource.approval_steps)


def terms_seen(resource: Resource) -> str:
    """Return a fingerprint of what the page shows: another one means that somebody changed it meanwhile."""
    shown = (terms_of(resource), sorted(approver_ids(resource.testbed_id).items()))
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]


def save_request_terms(
    visitor: Visitor,
    resource: Resource,
    terms: RequestTerms,
    approvers: Mapping[int, Collection[int]],
    now: datetime,
    *,
    seen: str | None = None,
) -> None:
    """Save the resource's rules, and who answers at its testbed in each step. Requests already sent keep their deadlines.

    Where requests stop holding their time, whoever stands in line waits for an answer of their own instead. Raise Refusal
    for approvers who are not of the owner's people, Conflict when somebody changed the page since `seen`.
    """
    ensure_manages(visitor, resource)
    _ensure_members(resource, {one for ids in approvers.values() for one in ids}, field="first")
    with transaction():
        take_resource(resource.id)
        row = lock(Resource, resource.id)
        if seen is not None and seen != terms_seen(row):
            raise Conflict()
        stops_holding = row.pending_holds and not terms.pending_holds
        for name, value in vars(terms).items():
            setattr(row, name, value)
        catalogue.save_resource(row)
        _name_approvers(row.testbed_id, approvers)
        if stops_holding:
            _end_line(row, now)
        details = {**vars(terms), "approvers": {str(step): sorted(ids) for step, ids in approvers.items()}}
        audit.record("resource.requests", row.slug, person_id=visitor.id, now=now, **details)


def _name_approvers(testbed_id: int, approvers: Mapping[int, Collection[int]]) -> None:
    db.session.execute(delete(Approver).where(Approver.testbed_id == testbed_id))
    rows = [
        {"testbed_id": testbed_id, "step": step, "person_id": person_id}
        for step in STEPS
        for person_id in sorted(set(approvers.get(step, ())))
    ]
    if rows:
        db.session.execute(insert(Approver), rows)


def _end_line(resource: Resource, now: datetime) -> None:
    for one in waiting_in_line([resource.id], now):
        deadline = answer_by(now, one.starts_at, resource.answer_days)
        change_booking(one.id, in_line=False, answer_by=deadline, sequence=one.sequence + 1, changed_at=now)
        letters.tell(take_booking(one.reference), "asked", now=now)


def add_delegate(
    visitor: Visitor,
    resource: Resource,
    person_id: int,
    delegate_id: int,
    first_day: date,
    last_day: date,
    now: datetime,
) -> None:
    """Let a colleague answer for somebody who is away from the first day to the last. Raise Refusal for what cannot be."""
    ensure_manages(visitor, resource)
    _ensure_members(resource, {person_id}, field="away")
    _ensure_members(resource, {delegate_id}, field="instead")
    if person_id == delegate_id:
        raise Refusal(SAME_PERSON, field="instead")
    if last_day < first_day:
        raise Refusal(DAYS_TURNED, field="until")
    if last_day < clock.local_day(now):
        raise Refusal(DAY_HAS_PASSED, field="until")
    row = {"person_id": person_id, "delegate_id": delegate_id, "first_day": first_day, "last_day": last_day}
    with transaction():
        db.session.execute(insert(Delegate), {"testbed_id": resource.testbed_id, **row})
        _record("testbed.delegate-added", visitor, resource, now, row)


def remove_delegate(visitor: Visitor, resource: Resource, delegate_row: int, now: datetime) -> None:
    """Let the absence end. Raise NotFound when the testbed has none of that number."""
    ensure_manages(visitor, resource)
    with transaction():
        known = {one.id: one for one in absences(resource.testbed_id)}
        if delegate_row not in known:
            raise NotFound()
        one = known[delegate_row]
        db.session.execute(delete(Delegate).where(Delegate.id == delegate_row))
        row = {"person_id": one.person_id, "delegate_id": one.delegate_id}
        _record("testbed.delegate-removed", visitor, resource, now, row)


def _record(action: str, visitor: Visitor, resource: Resource, now: datetime, row: Mapping[str, object]) -> None:
    details = {
        "away" if name == "person_id" else name: value.isoformat() if isinstance(value, date) else value
        for name, value in row.items()
    }
    audit.record(action, resource.testbed.slug, person_id=visitor.id, now=now, **details)


def _ensure_members(resource: Resource, person_ids: Collection[int], *, field: str) -> None:
    owner_id = resource.testbed.owner_id
    members = {one.id for one in members_of(owner_id)} if owner_id else set()
    if not set(person_ids) <= members:
        raise Refusal(NOT_A_MEMBER, field=field)
