"""Who answers a testbed's requests: the people named for each step, and whoever stands in for them while they are away."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from sqlalchemy import select

from portal.accounts.models import Person
from portal.accounts.queries import Recipient, Visitor, members_of
from portal.booking.models import Approval, Approver, Delegate
from portal.booking.permissions import Parties, is_owner
from portal.database import db

STEPS = (1, 2)


class Asked(Parties, Protocol):
    """A request at a testbed, and the step that comes next."""

    @property
    def testbed_id(self) -> int: ...

    @property
    def step(self) -> int: ...


@dataclass(frozen=True)
class Away:
    """Somebody is away from the first day to the last, and a colleague answers instead."""

    id: int
    person_id: int
    delegate_id: int
    first_day: date
    last_day: date

    def is_on(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


@dataclass(frozen=True)
class Answerer:
    """Somebody who may answer now; `stands_in_for` names the colleague who is away."""

    id: int
    name: str
    stands_in_for: str | None = None
    until: date | None = None


def answerers(asked: Asked, day: date) -> list[Answerer]:
    """Return who may answer the request in its next step on this day; an empty list means any of the owner's people.

    Whoever has left the owner's organisation counts no more.
    """
    if asked.owner_id is None:
        return []
    members = {one.id: one for one in members_of(asked.owner_id)}
    named = [one for one in approver_ids(asked.testbed_id).get(asked.step, ()) if one in members]
    away = [one for one in absences(asked.testbed_id) if one.is_on(day) and one.delegate_id in members]
    return list(_answerers(named, away, members))


def _answerers(named: Sequence[int], away: Sequence[Away], members: dict[int, Recipient]) -> Iterator[Answerer]:
    for person_id in named:
        yield Answerer(person_id, members[person_id].name)
    for one in away:
        if one.person_id in named and one.delegate_id not in named:
            absent = members[one.person_id].name
            yield Answerer(one.delegate_id, members[one.delegate_id].name, absent, one.last_day)


def may_answer(visitor: Visitor, asked: Asked, day: date) -> bool:
    """Return whether the visitor may say yes or no to the request in its next step."""
    if not is_owner(visitor, asked):
        return False
    known = answerers(asked, day)
    return not known or any(one.id == visitor.id for one in known)


def approver_ids(testbed_id: int) -> dict[int, list[int]]:
    """Return the ids of the people named for each step."""
    query = select(Approver.step, Approver.person_id).where(Approver.testbed_id == testbed_id)
    found: dict[int, list[int]] = {}
    for step, person_id in db.session.execute(query.order_by(Approver.step, Approver.person_id)):
        found.setdefault(step, []).append(person_id)
    return found


def absences(testbed_id: int) -> list[Away]:
    """Return who stands in for whom at the testbed, soonest first."""
    columns = (Delegate.id, Delegate.person_id, Delegate.delegate_id, Delegate.first_day, Delegate.last_day)
    query = select(*columns).where(Delegate.testbed_id == testbed_id).order_by(Delegate.first_day, Delegate.id)
    return [Away(*row) for row in db.session.execute(query)]


@dataclass(frozen=True)
class StepDone:
    step: int
    name: str
    at: object


def steps_of(booking_id: int) -> list[StepDone]:
    """Return the steps that have said yes to the booking: who and when."""
    query = (
        select(Approval.step, Person.name, Approval.at)
        .join(Person, Person.id == Approval.person_id)
        .where(Approval.booking_id == booking_id)
        .order_by(Approval.step)
    )
    return [StepDone(*row) for row in db.session.execute(query)]


def names_of(person_ids: Collection[int]) -> dict[int, str]:
    query = select(Person.id, Person.name).where(Person.id.in_(person_ids))
    return {row.id: row.name for row in db.session.execute(query)}
