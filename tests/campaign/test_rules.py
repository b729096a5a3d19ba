"""The search for the first chain against a search that tries every chain there is."""

from datetime import timedelta
from itertools import product

from hypothesis import example, given, settings
from hypothesis import strategies as some

from portal.campaign import rules
from portal.campaign.rules import NO_GAP, NO_TIME, TOO_MANY, Bottleneck, Gap, Option, first_chain, follows
from tests.builders import MONDAY

HOUR = timedelta(hours=1)


def option(start, length=1, resource=1, rank=0, before=0, after=0, touches=()):
    return Option(
        MONDAY + start * HOUR,
        MONDAY + (start + length) * HOUR,
        resource,
        rank,
        before * HOUR,
        after * HOUR,
        frozenset(touches),
    )


OPTIONS = some.builds(
    option,
    start=some.integers(0, 12),
    length=some.integers(1, 4),
    resource=some.integers(1, 3),
    rank=some.integers(0, 1),
    before=some.integers(0, 2),
    after=some.integers(0, 3),
    touches=some.sets(some.integers(3, 4), max_size=1),
)
GAPS = some.builds(
    lambda least, more: Gap(least * HOUR, None if more is None else (least + more) * HOUR),
    some.integers(0, 3),
    some.none() | some.integers(0, 4),
)
CASES = some.integers(1, 4).flatmap(
    lambda count: some.tuples(
        some.lists(some.lists(OPTIONS, max_size=6), min_size=count, max_size=count),
        some.lists(GAPS, min_size=count - 1, max_size=count - 1),
    )
)


def best_of_all(steps, gaps):
    """Return the chain that comes first among all that there are, tried one by one."""
    chains = [chain for chain in product(*steps) if follows(chain, gaps)]
    return min(chains, key=order_of, default=None)


def order_of(chain):
    last, *before = chain[::-1]
    wishes = [(-one.starts_at.timestamp(), one.rank, one.resource_id) for one in (last, *before)]
    return last.ends_at, wishes


@settings(max_examples=400, deadline=None)
@given(CASES)
@example(([[option(0)], [option(1, resource=2)], [option(2, before=2)]], [Gap(), Gap()]))
def test_the_first_chain_is_the_one_that_trying_all_of_them_finds(case):
    steps, gaps = case

    found, best = first_chain(steps, gaps), best_of_all(steps, gaps)

    if best is None:
        assert isinstance(found, Bottleneck)
    else:
        assert order_of(found) == order_of(best)
        assert follows(found, gaps)


def test_the_step_without_any_free_time_is_named():
    assert first_chain([[option(0)], []], [Gap()]) == Bottleneck(1, NO_TIME)


def test_the_step_that_comes_too_late_after_the_one_before_is_named():
    steps = [[option(0)], [option(2, resource=2)], [option(90, resource=3)]]

    assert first_chain(steps, [Gap(), Gap(most=24 * HOUR)]) == Bottleneck(2, NO_GAP)


def test_each_step_is_as_close_to_the_next_as_it_goes():
    steps = [[option(n) for n in range(6)], [option(8, resource=2)]]

    assert [one.starts_at for one in first_chain(steps, [Gap(2 * HOUR)])] == [MONDAY + 5 * HOUR, MONDAY + 8 * HOUR]


def test_two_steps_on_one_resource_leave_room_for_its_buffers():
    steps = [[option(0, after=2)], [option(1, after=2), option(2, after=2), option(3, after=2)]]

    assert [one.starts_at for one in first_chain(steps, [Gap()])] == [MONDAY, MONDAY + 3 * HOUR]


def test_a_search_that_would_take_for_ever_says_so(monkeypatch):
    monkeypatch.setattr(rules, "MOST_TRIES", 50)
    hopeless = [[option(n, after=500) for n in range(20)] for _ in range(4)]

    assert first_chain(hopeless, [Gap()] * 3).why == TOO_MANY
