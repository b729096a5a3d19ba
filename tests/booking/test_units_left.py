"""What is left at any moment is what counting hour by hour says, with buffers, exclusive claims and what is taken along."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.booking.units_left import Along, ClaimRow, Claims, Footprint, UnitsLeft
from portal.capacity.rules import Stretch
from portal.clock import Period
from tests.builders import hours

LAST = 10
A_STEP = timedelta(hours=1)
moments = st.integers(0, LAST - 1)
lengths = st.integers(1, 6)
buffers = st.integers(0, 2).map(lambda count: count * A_STEP)
offers = st.lists(
    st.builds(lambda at, length, units: stretch(at, length, units), moments, lengths, st.integers(1, 3)), max_size=4
)
rows = st.lists(
    st.builds(
        lambda at, length, units, before, after, alone: ClaimRow(*bounds(at, length), units, before, after, alone),
        moments, lengths, st.integers(1, 2), buffers, buffers, st.sampled_from([False, False, False, True]),
    ),
    max_size=3,
)  # fmt: skip


def bounds(at, length):
    period = hours(at, at + length)
    return period.starts_at, period.ends_at


def stretch(at, length, units):
    return Stretch(*bounds(at, length), units)


def counted(offered, claims, one, units):
    """Return what is free through the use and its buffers, looking at each hour by itself."""
    low, high = one.period.starts_at - one.before, one.period.ends_at + one.after
    left = []
    while low < high:
        there = sum(each.units for each in offered if each.starts_at <= low < each.ends_at)
        kept = [each for each in claims if each.kept_from <= low < each.kept_to]
        used = one.period.starts_at <= low < one.period.ends_at or any(
            each.starts_at <= low < each.ends_at for each in kept
        )
        if any(each.exclusive for each in kept):
            return 0
        left.append((there if used else max(there, units)) - sum(each.units for each in kept))
        low += A_STEP
    return max(0, min(left))


@settings(max_examples=400)
@given(offers, rows, st.booleans(), offers, rows, moments, lengths, buffers, buffers, st.integers(1, 2))
def test_what_is_left_is_what_each_hour_says(offered, claims, takes, there, along, at, length, before, after, each):
    one, units = Footprint(Period(*bounds(at, length)), before, after), 3
    offered, there = [stretch(0, LAST + 6, 2), *offered], [stretch(0, LAST + 6, 6), *there]
    with_it = [Along(there, along, units, each)] if takes else []

    left = UnitsLeft(offered, Claims(claims, with_it), units).all_through([one])

    expected = [counted(offered, claims, one, units), *(counted(there, along, one, units) // each for _ in with_it)]
    assert left == min(expected)
