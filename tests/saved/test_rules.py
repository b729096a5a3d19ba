from datetime import UTC, datetime, timedelta

import pytest

from portal.saved import rules

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hits", "known", "new"),
    [([], [], []), ([3, 1, 2], [], [3, 1, 2]), ([3, 1, 2], [1], [3, 2]), ([1], [1, 2], []), ([], [1], [])],
)
def test_what_was_never_known_is_told_in_the_order_of_the_hits(hits, known, new):
    assert rules.untold(hits, known) == new


@pytest.mark.parametrize(
    ("known", "fresh", "new"), [([], [], [1, 2]), ([1, 2], [], []), ([1, 2], [2], [2]), ([1, 2, 9], [9], [])]
)
def test_what_was_told_stays_new_until_one_looks(known, fresh, new):
    assert rules.unseen([1, 2], known, fresh) == new


def test_what_was_a_hit_once_stays_known_unless_it_exists_no_more():
    assert rules.remembered([5, 1], known=[1, 2, 3], existing={2}) == [1, 2, 5]


@pytest.mark.parametrize(
    ("ago", "may"), [(None, True), (timedelta(hours=23, minutes=59), False), (timedelta(days=1), True)]
)
def test_a_search_writes_once_a_day_at_most(ago, may):
    assert rules.may_tell(None if ago is None else NOW - ago, NOW) is may
