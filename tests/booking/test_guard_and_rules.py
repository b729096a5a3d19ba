"""The guard in the database, the pure rule and a plain model say the same, whatever happens in whatever order.

A hall takes its two cells whole, each cell needs a pump that they share. Bookings with buffers are made, moved, given more or
fewer units, called off and taken again, the plan is edited, stretches are closed, links come and go. Every script is one
transaction that is rolled back at its end, and every step a savepoint: triggers fire in it as they do before a commit, and
nothing has to be cleaned up. Who waits for whom is the business of the races.
"""

import os
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

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
from sqlalchemy import bindparam, delete, insert, select, update

from portal.booking.models import Claim
from portal.booking.taken import claims_between
from portal.booking.units_left import free_units
from portal.capacity.models import NEEDS, WHOLE, Capacity, ResourceLink
from portal.capacity.queries import offered
from portal.clock import Period
from portal.database import UTCDateTime, db, transaction
from portal.errors import CapacityExceeded
from tests.builders import MONDAY, make_booking, make_resource

SCRIPTS, STEPS = (5000 if os.environ.get("LOAD") == "full" else 300), 40
HOURS = 10
UNITS = {"hall": 2, "left": 2, "right": 1, "pump": 3}
LINKS = {
    ("hall", "left"): (WHOLE, 1),
    ("hall", "right"): (WHOLE, 1),
    ("left", "pump"): (NEEDS, 2),
    ("right", "pump"): (NEEDS, 1),
}
SINCE = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = {number: MONDAY + timedelta(hours=number) for number in range(-8, HOURS + 16)}
names, pairs = st.sampled_from(sorted(UNITS)), st.sampled_from(sorted(LINKS))
edges = st.tuples(st.integers(0, HOURS - 1), st.integers(1, 4))
units, buffers = st.integers(1, 2), st.tuples(st.integers(0, 2), st.integers(0, 2))
places = st.integers(0, 1000)

_CLAIM, _CAPACITY, _LINK = Claim.__table__, Capacity.__table__, ResourceLink.__table__
_USE = {name: bindparam(name) for name in ("starts_at", "ends_at", "units", "buffer_before", "buffer_after")}
BOOK = insert(_CLAIM).returning(_CLAIM.c.id)
MOVE = update(_CLAIM).where(_CLAIM.c.id == bindparam("key")).values(**_USE)
SWITCH = update(_CLAIM).where(_CLAIM.c.id == bindparam("key")).values(active=bindparam("active"))
OFFER = insert(_CAPACITY).returning(_CAPACITY.c.id)
EDIT = (
    update(_CAPACITY)
    .where(_CAPACITY.c.id == bindparam("key"))
    .values(
        starts_at=bindparam("starts_at", type_=UTCDateTime), ends_at=bindparam("ends_at", type_=UTCDateTime),
        units=bindparam("units"),
    )
)  # fmt: skip
CLOSE = delete(_CAPACITY).where(_CAPACITY.c.id == bindparam("key"))
LINK = insert(_LINK).returning(_LINK.c.id)
UNLINK = delete(_LINK).where(_LINK.c.resource_id == bindparam("one"), _LINK.c.takes_id == bindparam("other"))
KEPT = select(
    _CLAIM.c.resource_id, _CLAIM.c.via_id, _CLAIM.c.starts_at, _CLAIM.c.ends_at, _CLAIM.c.units,
    _CLAIM.c.buffer_before, _CLAIM.c.buffer_after, _CLAIM.c.exclusive,
).where(_CLAIM.c.active == 1)  # fmt: skip


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
            "starts_at": MOMENTS[self.first],
            "ends_at": MOMENTS[self.last],
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
    of_name = {name: [] for name in UNITS}
    for one in with_linked(uses, links):
        of_name[one.name].append(one)
    return all(
        _fits_at(hour, name, offers[name], claims) for name, claims in of_name.items() for hour in _hours_of(claims)
    )


def _hours_of(claims):
    first = min((one.first - one.before for one in claims), default=0)
    return range(first, max((one.last + one.after for one in claims), default=0))


def _fits_at(hour, name, offer, claims):
    kept = [one for one in claims if one.keeps(hour)]
    if any(one.exclusive for one in kept) and len({one.via for one in kept}) > 1:
        return False
    shared = [one for one in kept if not one.exclusive]
    there = sum(number for first, last, number in offer.values() if first <= hour < last)
    if any(one.uses(hour) for one in shared):
        return sum(one.units for one in shared) <= there
    return sum(one.units for one in shared) <= max(there, UNITS[name])


class Machine(RuleBasedStateMachine):
    """A plain model beside the database: what is offered, booked and linked, hour by hour."""

    scripts = steps = decisions = refusals = compared = 0
    ids: dict[str, int] = {}
    bookings: dict[str, int] = {}

    @initialize()
    def begin(self):
        Machine.scripts += 1
        self.open = ExitStack()
        self.open.enter_context(transaction())
        self.connection = db.session.connection()
        self.offers = {name: {} for name in UNITS}
        self.uses, self.links = {}, set()

    def teardown(self):
        if hasattr(self, "open"):
            db.session.rollback()
            self.open.close()

    def attempt(self, statement, values, *, offers=None, uses=None, links=None):
        """Run the statement and expect it to be refused exactly when the model says that it does not fit."""
        Machine.decisions += 1
        uses, links = self.uses if uses is None else uses, self.links if links is None else links
        wanted = fits(offers or self.offers, uses.values(), links)
        try:
            with self.connection.begin_nested():
                done = self.connection.execute(statement, values)
                key = done.scalar() if statement.is_insert else True
        except CapacityExceeded:
            Machine.refusals += 1
            assert not wanted, "refused what fits"
            return None
        assert wanted, "let through what does not fit"
        return key

    @rule(name=names, edge=edges, number=st.integers(1, 3))
    def offer(self, name, edge, number):
        row = (edge[0] - 2, sum(edge) + 3, number)
        key = self.attempt(OFFER, {"resource_id": self.ids[name], **stretch(row)})
        if key is not None:
            self.offers[name][key] = row

    @rule(name=names, edge=edges, number=units, around=buffers)
    def book(self, name, edge, number, around):
        use = Use(name, edge[0], sum(edge), number, *around)
        free = self.free(use)
        row = {"booking_id": self.bookings[name], "resource_id": self.ids[name], "active": 1, "exclusive": 0}
        key = self.attempt(BOOK, {**row, **use.values}, uses={**self.uses, 0: use})
        Machine.compared += 1
        assert (free >= number) == (key is not None), "the rule and the guard disagree"
        if key is not None:
            self.uses[key] = use

    def free(self, use):
        """Return what the pure rule says is free for this use."""
        reach = Period(MOMENTS[use.first - use.before], MOMENTS[use.last + use.after])
        resource_id = self.ids[use.name]
        return free_units(
            offered(resource_id, reach),
            claims_between(resource_id, reach),
            Period(MOMENTS[use.first], MOMENTS[use.last]),
            before=timedelta(hours=use.before),
            after=timedelta(hours=use.after),
            units=UNITS[use.name],
        )

    @precondition(lambda self: self.uses)
    @rule(place=places, edge=edges, around=buffers)
    def move(self, place, edge, around):
        key = some(self.uses, place)
        self.change(key, replace(self.uses[key], first=edge[0], last=sum(edge), before=around[0], after=around[1]))

    @precondition(lambda self: self.uses)
    @rule(place=places, number=st.integers(1, 3))
    def take_more_or_fewer_units(self, place, number):
        key = some(self.uses, place)
        self.change(key, replace(self.uses[key], units=number))

    @precondition(lambda self: self.uses)
    @rule(place=places, by=st.integers(-2, 2))
    def extend_or_shorten(self, place, by):
        key = some(self.uses, place)
        use = self.uses[key]
        self.change(key, replace(use, last=max(use.first + 1, min(use.last + by, HOURS + 5))))

    def change(self, key, use):
        if self.attempt(MOVE, {"key": key, **use.values}, uses={**self.uses, key: use}):
            self.uses[key] = use

    @precondition(lambda self: self.uses)
    @rule(place=places, again=st.booleans())
    def cancel_and_take_again(self, place, again):
        key = some(self.uses, place)
        use = self.uses.pop(key)
        self.attempt(SWITCH, {"key": key, "active": 0})
        if again and self.attempt(SWITCH, {"key": key, "active": 1}, uses={**self.uses, key: use}):
            self.uses[key] = use

    @precondition(lambda self: any(self.offers.values()))
    @rule(place=places, edge=edges, number=st.integers(0, 3))
    def edit_the_plan(self, place, edge, number):
        name, key = some([(name, key) for name, rows in self.offers.items() for key in rows], place)
        row = (edge[0], sum(edge), number)
        after = {**self.offers, name: {**self.offers[name], key: row}}
        if self.attempt(EDIT, {"key": key, **stretch(row)}, offers=after):
            self.offers = after

    @precondition(lambda self: any(self.offers.values()))
    @rule(place=places)
    def close(self, place):
        name, key = some([(name, key) for name, rows in self.offers.items() for key in rows], place)
        after = {**self.offers, name: {one: row for one, row in self.offers[name].items() if one != key}}
        if self.attempt(CLOSE, {"key": key}, offers=after):
            self.offers = after

    @rule(pair=pairs)
    def link_or_unlink(self, pair):
        one, other = (self.ids[name] for name in pair)
        if pair in self.links:
            self.links.discard(pair)
            self.attempt(UNLINK, {"one": one, "other": other})
            return
        kind, each = LINKS[pair]
        row = {"resource_id": one, "takes_id": other, "kind": kind, "units": each, "since": SINCE}
        if self.attempt(LINK, row, links=self.links | {pair}) is not None:
            self.links.add(pair)

    @invariant()
    def the_claims_are_those_of_the_model(self):
        if not hasattr(self, "links"):
            return
        Machine.steps += 1
        name_of = {number: name for name, number in self.ids.items()}
        rows = self.connection.execute(KEPT)
        kept = [(name_of[row[0]], name_of[row[1] or row[0]], *row[2:7], bool(row[7])) for row in rows]
        claims = with_linked(self.uses.values(), self.links)
        model = [(one.name, one.via, *one.values.values(), one.exclusive) for one in claims]
        assert sorted(kept) == sorted(model)


def some(things, place):
    """Return one of the things; the place is drawn beforehand, so that a script can be told by its numbers."""
    known = sorted(things)
    return known[place % len(known)]


def stretch(row):
    return {"starts_at": MOMENTS[row[0]], "ends_at": MOMENTS[row[1]], "units": row[2]}


def test_guard_rule_and_model_agree(app, engine):
    made = {name: make_resource(units=number) for name, number in UNITS.items()}
    Machine.ids = {name: resource.id for name, resource in made.items()}
    Machine.bookings = {name: make_booking(resource, state="cancelled").id for name, resource in made.items()}
    Machine.scripts = Machine.steps = Machine.decisions = Machine.refusals = Machine.compared = 0

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=SCRIPTS,
            # A few scripts end early by themselves.
            stateful_step_count=STEPS + 8,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        ),
    )

    print(
        f"{Machine.scripts} scripts, {Machine.steps} steps on {engine}: {Machine.decisions} decisions, of which"
        f" {Machine.refusals} refusals; the rule compared {Machine.compared} times; 0 disagreements"
    )
    assert Machine.scripts >= SCRIPTS and Machine.steps >= SCRIPTS * STEPS
    assert Machine.compared > SCRIPTS and Machine.refusals > SCRIPTS
