"""Columns that followed a change are those that would be made anew."""

from dataclasses import dataclass, fields

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from portal.search.columns import Columns

STATUSES = ("active", "uncertain", "planned", "closed")


@dataclass(frozen=True)
class Listing:
    id: int
    lat: float
    lon: float
    status: str
    is_demonstration: bool
    name: str

    @property
    def tie(self):
        return STATUSES.index(self.status), self.name, f"nr-{self.id}"


def listings(least, most):
    made = st.builds(
        Listing, st.integers(least, most), st.floats(55, 69), st.floats(11, 24), st.sampled_from(STATUSES), st.booleans(),
        st.text("abå", max_size=3),
    )  # fmt: skip
    return st.lists(made, max_size=8, unique_by=lambda one: one.id)


def in_order(found):
    return sorted(found, key=lambda one: one.tie)


@given(listings(1, 50), listings(51, 90), st.data())
def test_columns_follow_what_goes_and_comes(there, come, data):
    there = in_order(there)
    gone = data.draw(st.lists(st.sampled_from(there), unique=True)) if there else []
    left = [one for one in there if one not in gone]

    followed = Columns.of(there).without([there.index(one) for one in gone]).with_more(left, in_order(come))

    anew = Columns.of(in_order([*left, *come]))
    for column in fields(Columns):
        assert np.array_equal(getattr(followed, column.name), getattr(anew, column.name)), column.name
