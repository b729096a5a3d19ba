"""Finished pieces are kept by their number or by their weight, and only for one version."""

from portal.web.fragments import Fragments


def lengths(store, made, *keys):
    return [len(store.get(key, 1, lambda key=key: made.append(key) or b"x" * key)) for key in keys]


def test_what_weighs_too_much_together_lets_the_least_recently_used_go():
    store, made = Fragments(size=10, weigh=len), []

    assert lengths(store, made, 4, 5, 4, 3, 4) == [4, 5, 4, 3, 4]

    assert made == [4, 5, 3]
    lengths(store, made, 5)
    assert made == [4, 5, 3, 5]


def test_what_is_heavier_than_all_is_given_and_not_kept():
    store, made = Fragments(size=10, weigh=len), []

    assert lengths(store, made, 11, 11) == [11, 11]
    assert made == [11, 11]


def test_a_new_version_begins_with_an_empty_scale():
    store, made = Fragments(size=10, weigh=len), []
    lengths(store, made, 9)
    store.get(6, 2, lambda: b"x" * 6)

    assert store.get(6, 2, lambda: b"") == b"x" * 6
    assert store.get(4, 2, lambda: b"x" * 4) and store.get(6, 2, lambda: b"") == b"x" * 6
