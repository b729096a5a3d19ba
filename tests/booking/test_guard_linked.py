"""Guard, pure rule and a plain model agree where resources take each other along and uses have buffers, on both databases.

A hall takes its two cells whole, each cell needs a pump that they share, and all of it can be linked and unlinked under way.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

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
from sqlalchemy import delete, insert, select, update

from portal.booking.availability import free_units
from portal.booking.models import Claim
from portal.booking.taken import claims_between
from portal.capacity.models import NEEDS, WHOLE, Capacity, ResourceLink
from portal.capacity.queries import offered
from portal.clock import Period
from portal.database import db, transaction
from portal.errors import CapacityExceeded
from tests.builders import MONDAY, make_booking, make_resource

HOURS = 10
UNITS = {"hall": 2, "left": 2, "right": 1, "pump": 3}
LINKS = {
    ("hall", "left"): (WHOLE, 1),
    ("hall", "right"): (WHOLE, 1),
    ("left", "pump"): (NEEDS, 2),
    ("right", "pump"): (NEEDS, 1),
}
SINCE = datetime(2026, 1, 1, tzinfo=UTC)
names, pairs = st.sampled_from(sorted(UNITS)), st.sampled_from(sorted(LINKS))
edges = st.tuples(st.integers(0, HOURS - 1), st.integers(1, 4))
units, buffers = st.integers(1, 2), st.tuples(st.integers(0, 2), st.integers(0, 2))


def moment(number):
    return MONDAY + timedelta(hours=number)


@dataclass(frozen=True)
class Use:
    """A claim of the model, in hours; `via` is the resource that was booked."""

    name: str
    first: int
    last: int
    units: int
    before: int = 0
    after: int = 0
    via: str = ""
    exclusive: bool = False

    def keeps(self, hour):
        return self.first - self.before <= hour < self.last + self.after

    def uses(self, hour):
        return self.first <= hour < self.last

    @property
    def values(self):
        return {
            "starts_at": moment(self.first),
            "ends_at": moment(self.last),
            "units": self.units,
            "buffer_before": self.before * 3600,
            "buffer_after": self.after * 3600,
        }


def with_linked(uses, links):
    """Yield every use and what it takes along."""
    for use in uses:
        yield replace(use, via=use.name)
        for name, takes in links:
            if name == use.name:
                kind, each = LINKS[name, takes]
                along = replace(use, name=takes, via=use.name, exclusive=kind == WHOLE)
                yield replace(along, units=1 if kind == WHOLE else use.units * each)


def fits(offers, uses, links):
    """Return whether at every hour no resource is kept or used beyond what it offers, and nothing meets what is exclusive."""
    claims = list(with_linked(uses, links))
    return all(
        _fits_at(hour, name, offers, [one for one in claims if one.name == name and one.keeps(hour)])
        for name in UNITS
        for hour in range(-4, HOURS + 8)
    )


def _fits_at(hour, name, offers, kept):
    if any(one.exclusive for one in kept) and len({one.via for one in kept}) > 1:
        return False
    shared = [one for one in kept if not one.exclusive]
    there = sum(number for first, last, number in offers[name].values() if first <= hour < last)
    if any(one.uses(hour) for one in shared):
        return sum(one.units for one in shared) <= there
    return sum(one.units for one in shared) <= max(there, UNITS[name])


class Machine(RuleBasedStateMachine):
    decisions = refusals = 0

    @initialize()
    def furnish(self):
        with transaction() as session:
            for model in (ResourceLink, Claim, Capacity):
                session.execute(delete(model))
        made = {name: make_resource(units=number) for name, number in UNITS.items()}
        self.ids = {name: resource.id for name, resource in made.items()}
        self.bookings = {name: make_booking(resource, state="cancelled").id for name, resource in made.items()}
        with transaction() as session:
            session.execute(delete(Claim))
        self.offers = {name: {} for name in UNITS}
        self.uses, self.links = {}, set()

    def attempt(self, statement, *, offers=None, uses=None, links=None):
        """Run the statement and expect it to be refused exactly when the model says that it does not fit."""
        Machine.decisions += 1
        wanted = fits(offers or self.offers, (self.uses if uses is None else uses).values(), links or self.links)
        try:
            with transaction() as session:
                done = session.execute(statement)
                key = done.scalar() if statement.is_insert else True
        except CapacityExceeded:
            Machine.refusals += 1
            assert not wanted, "refused what fits"
            return None
        assert wanted, "let through what does not fit"
        return key

    @rule(name=names, edge=edges, number=st.integers(1, 3))
    def offer(self, name, edge, number):
        first, last = edge[0] - 2, sum(edge) + 3
        row = {"resource_id": self.ids[name], "starts_at": moment(first), "ends_at": moment(last), "units": number}
        key = self.attempt(insert(Capacity).values(**row).returning(Capacity.id))
        if key is not None:
            self.offers[name][key] = (first, last, number)

    @rule(name=names, edge=edges, number=units, around=buffers)
    def book(self, name, edge, number, around):
        use = Use(name, edge[0], sum(edge), number, *around)
        free = self.free(use)
        row = {"booking_id": self.bookings[name], "resource_id": self.ids[name], "active": 1, **use.values}
        key = self.attempt(insert(Claim).values(**row).returning(Claim.id), uses={**self.uses, 0: use})
        assert (free >= number) == (key is not None), "the rule and the guard disagree"
        if key is not None:
            self.uses[key] = use

    def free(self, use):
        """Return what the pure rule says is free for this use."""
        reach = Period(moment(use.first - use.before), moment(use.last + use.after))
        resource_id = self.ids[use.name]
        return free_units(
            offered(resource_id, reach),
            claims_between(resource_id, reach),
            Period(moment(use.first), moment(use.last)),
            before=timedelta(hours=use.before),
            after=timedelta(hours=use.after),
            units=UNITS[use.name],
        )

    @precondition(lambda self: self.uses)
    @rule(data=st.data(), edge=edges, number=units, around=buffers)
    def move(self, data, edge, number, around):
        key = data.draw(st.sampled_from(sorted(self.uses)))
        use = Use(self.uses[key].name, edge[0], sum(edge), number, *around)
        if self.attempt(update(Claim).where(Claim.id == key).values(**use.values), uses={**self.uses, key: use}):
            self.uses[key] = use

    @precondition(lambda self: self.uses)
    @rule(data=st.data())
    def cancel_and_take_again(self, data):
        key = data.draw(st.sampled_from(sorted(self.uses)))
        with transaction() as session:
            session.execute(update(Claim).where(Claim.id == key).values(active=0))
        use = self.uses.pop(key)
        if data.draw(st.booleans()):
            again = update(Claim).where(Claim.id == key).values(active=1)
            if self.attempt(again, uses={**self.uses, key: use}):
                self.uses[key] = use

    @precondition(lambda self: any(self.offers.values()))
    @rule(data=st.data(), edge=edges, number=st.integers(0, 3))
    def edit_the_offer(self, data, edge, number):
        name = data.draw(st.sampled_from(sorted(name for name, rows in self.offers.items() if rows)))
        key = data.draw(st.sampled_from(sorted(self.offers[name])))
        row = (edge[0], sum(edge), number)
        statement = update(Capacity).where(Capacity.id == key)
        statement = statement.values(starts_at=moment(row[0]), ends_at=moment(row[1]), units=number)
        after = {**self.offers, name: {**self.offers[name], key: row}}
        if self.attempt(statement, offers=after):
            self.offers = after

    @precondition(lambda self: any(self.offers.values()))
    @rule(data=st.data())
    def close(self, data):
        name = data.draw(st.sampled_from(sorted(name for name, rows in self.offers.items() if rows)))
        key = data.draw(st.sampled_from(sorted(self.offers[name])))
        after = {**self.offers, name: {one: row for one, row in self.offers[name].items() if one != key}}
        if self.attempt(delete(Capacity).where(Capacity.id == key), offers=after):
            self.offers = after

    @rule(pair=pairs)
    def link_or_unlink(self, pair):
        resource_id, takes_id = (self.ids[name] for name in pair)
        if pair in self.links:
            with transaction() as session:
                session.execute(
                    delete(ResourceLink).where(
                        ResourceLink.resource_id == resource_id, ResourceLink.takes_id == takes_id
                    )
                )
            self.links.discard(pair)
            return
        kind, each = LINKS[pair]
        row = {"resource_id": resource_id, "takes_id": takes_id, "kind": kind, "units": each, "since": SINCE}
        statement = insert(ResourceLink).values(**row).returning(ResourceLink.id)
        if self.attempt(statement, links=self.links | {pair}) is not None:
            self.links.add(pair)

    @invariant()
    def the_claims_are_those_of_the_model(self):
        if not hasattr(self, "links"):
            return
        name_of = {number: name for name, number in self.ids.items()}
        columns = (Claim.resource_id, Claim.via_id, Claim.starts_at, Claim.ends_at, Claim.units, Claim.exclusive)
        rows = db.session.execute(select(*columns).where(Claim.active == 1)).all()
        kept = [(name_of[row[0]], name_of[row[1] or row[0]], *row[2:5], bool(row[5])) for row in rows]
        model = [
            (one.name, one.via, moment(one.first), moment(one.last), one.units, one.exclusive)
            for one in with_linked(self.uses.values(), self.links)
        ]
        assert sorted(kept, key=repr) == sorted(model, key=repr)


@pytest.mark.parametrize("scripts", [60])
def test_guard_rule_and_model_agree_on_linked_resources(app, engine, scripts):
    Machine.decisions = Machine.refusals = 0

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=scripts if engine == "sqlite" else scripts // 2,
            stateful_step_count=30,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        ),
    )

    assert Machine.decisions > 300 and Machine.refusals > 20
