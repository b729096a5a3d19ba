"""The guard in the database and the pure rule say the same, whatever is booked, moved, cut or closed in whatever order."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, insert, update

from portal.booking.availability import ClaimRow, free_units
from portal.booking.models import Claim
from portal.booking.taken import claims_between
from portal.capacity.models import Capacity
from portal.capacity.queries import offered
from portal.capacity.rules import Stretch
from portal.clock import Period
from portal.database import db, transaction
from portal.errors import CapacityExceeded
from tests.builders import MONDAY, make_booking, make_resource

HOURS = 12
edges = st.tuples(st.integers(0, HOURS - 1), st.integers(1, 5))
units = st.integers(1, 3)


def moment(number):
    return MONDAY + timedelta(hours=number)


class Machine(RuleBasedStateMachine):
    """A plain model beside the database: what is offered and what is claimed, hour by hour."""

    decisions = 0

    @initialize()
    def furnish(self):
        with transaction() as session:
            session.execute(delete(Claim))
            session.execute(delete(Capacity))
        resource = make_resource(units=9)
        self.resource_id = resource.id
        self.booking_id = make_booking(resource, state="cancelled").id
        self.capacity: dict[int, tuple[int, int, int]] = {}
        self.claims: dict[int, tuple[int, int, int]] = {}

    def fits(self, capacity, claims):
        level = lambda rows, hour: sum(n for first, last, n in rows if first <= hour < last)  # noqa: E731
        return all(level(claims, hour) <= level(capacity, hour) for hour in range(-1, HOURS + 6))

    def attempt(self, statement, capacity, claims):
        """Run the statement and expect it to be refused exactly when the model says that it does not fit."""
        Machine.decisions += 1
        try:
            with transaction() as session:
                done = session.execute(statement)
                key = done.scalar() if statement.is_insert else True
        except CapacityExceeded:
            assert not self.fits(capacity, claims), "refused what fits"
            return None
        assert self.fits(capacity, claims), "let through what does not fit"
        return key

    @rule(edge=edges, number=units)
    def offer(self, edge, number):
        first, last = edge[0], sum(edge)
        row = {"resource_id": self.resource_id, "starts_at": moment(first), "ends_at": moment(last), "units": number}
        key = self.attempt(
            insert(Capacity).values(**row).returning(Capacity.id),
            [*self.capacity.values(), (first, last, number)],
            list(self.claims.values()),
        )
        if key is not None:
            self.capacity[key] = (first, last, number)

    @rule(edge=edges, number=units)
    def book(self, edge, number):
        first, last = edge[0], sum(edge)
        row = {"booking_id": self.booking_id, "resource_id": self.resource_id, "units": number, "active": 1}
        statement = insert(Claim).values(starts_at=moment(first), ends_at=moment(last), **row).returning(Claim.id)
        wanted = (first, last, number)
        free = self.free(Period(moment(first), moment(last)))
        key = self.attempt(statement, list(self.capacity.values()), [*self.claims.values(), wanted])
        assert (free >= number) == (key is not None), "the rule and the guard disagree"
        if key is not None:
            self.claims[key] = wanted

    @precondition(lambda self: self.claims)
    @rule(data=st.data(), edge=edges, number=units)
    def move(self, data, edge, number):
        key = data.draw(st.sampled_from(sorted(self.claims)))
        wanted = (edge[0], sum(edge), number)
        statement = update(Claim).where(Claim.id == key)
        statement = statement.values(starts_at=moment(wanted[0]), ends_at=moment(wanted[1]), units=number)
        after = {**self.claims, key: wanted}
        if self.attempt(statement, list(self.capacity.values()), list(after.values())):
            self.claims = after

    @precondition(lambda self: self.claims)
    @rule(data=st.data())
    def cancel(self, data):
        key = data.draw(st.sampled_from(sorted(self.claims)))
        with transaction() as session:
            session.execute(update(Claim).where(Claim.id == key).values(active=0))
        del self.claims[key]

    @precondition(lambda self: self.capacity)
    @rule(data=st.data(), edge=edges, number=st.integers(0, 3))
    def edit_the_offer(self, data, edge, number):
        key = data.draw(st.sampled_from(sorted(self.capacity)))
        wanted = (edge[0], sum(edge), number)
        statement = update(Capacity).where(Capacity.id == key)
        statement = statement.values(starts_at=moment(wanted[0]), ends_at=moment(wanted[1]), units=number)
        after = {**self.capacity, key: wanted}
        if self.attempt(statement, list(after.values()), list(self.claims.values())):
            self.capacity = after

    @precondition(lambda self: self.capacity)
    @rule(data=st.data())
    def close(self, data):
        key = data.draw(st.sampled_from(sorted(self.capacity)))
        after = {one: row for one, row in self.capacity.items() if one != key}
        if self.attempt(delete(Capacity).where(Capacity.id == key), list(after.values()), list(self.claims.values())):
            self.capacity = after

    def free(self, period):
        return free_units(offered(self.resource_id, period), claims_between(self.resource_id, period), period)

    @invariant()
    def never_more_than_is_offered(self):
        if not hasattr(self, "capacity"):
            return
        assert self.fits(list(self.capacity.values()), list(self.claims.values()))
        rows = db.session.execute(
            Claim.__table__.select().where(Claim.resource_id == self.resource_id, Claim.active == 1)
        ).all()
        kept = [ClaimRow(row.starts_at, row.ends_at, row.units) for row in rows]
        model = [ClaimRow(moment(first), moment(last), number) for first, last, number in self.claims.values()]
        assert sorted(kept, key=repr) == sorted(model, key=repr)
        there = db.session.execute(Capacity.__table__.select().where(Capacity.resource_id == self.resource_id)).all()
        assert {row.id: (row.starts_at, row.ends_at, row.units) for row in there} == {
            key: (moment(first), moment(last), number) for key, (first, last, number) in self.capacity.items()
        }
        stretches = [Stretch(moment(first), moment(last), number) for first, last, number in self.capacity.values()]
        whole = Period(moment(0), moment(HOURS))
        assert free_units(stretches, model, whole) == self.free(whole)


@pytest.mark.parametrize("scripts", [40])
def test_guard_rule_and_model_agree(app, engine, scripts):
    Machine.decisions = 0

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=scripts if engine == "sqlite" else scripts // 2,
            stateful_step_count=20,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        ),
    )

    assert Machine.decisions > 100
