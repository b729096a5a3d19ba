import numpy as np
import pytest
from sqlalchemy import delete

from portal.catalogue.models import CatalogueVersion, Testbed
from portal.catalogue.queries import catalogue_version
from portal.catalogue.service import save_testbed
from portal.database import transaction
from portal.search import index
from portal.search.queries import Criteria, find
from portal.search.service import note_changes
from tests.builders import LONG_AGO
from tests.search.listing import list_testbed


@pytest.fixture
def readings(monkeypatch):
    """Return a list that grows by one whenever the whole index is read."""
    read, seen = index._read, []
    monkeypatch.setattr(index, "_read", lambda version: seen.append(version) or read(version))
    return seen


def found(words):
    return [one.slug for one in find(Criteria(q=words)).hits.listed]


def rename(testbed, name):
    with transaction():
        testbed.name = name
        save_testbed(testbed, now=LONG_AGO)


def fresh_answers(words):
    """Return what a process that has just begun would answer."""
    return answers_of(index._read(catalogue_version()), words)


def kept_answers(words):
    return answers_of(index.current(), words)


def answers_of(at, words):
    """Return the listings that hold the term, as they stand on the shelf, with its weight in each."""
    return [(at.shelf.listings[place].slug, weight) for place, weight in sorted(zip(*at.postings(words), strict=True))]


def test_a_change_is_followed_without_reading_everything(database, readings):
    testbed = list_testbed("Ugnen")
    list_testbed("Lasern")
    assert found("ugnen") == [testbed.slug]

    rename(testbed, "Vindtunneln")

    assert found("vindtunnel") == [testbed.slug]
    assert found("ugnen") == []
    assert len(readings) == 1


def test_terms_that_were_asked_for_before_follow_the_change(database):
    testbed, other = list_testbed("Lasern B"), list_testbed("Ugnen A")
    assert kept_answers("las") == [(testbed.slug, 8.0)]

    rename(other, "Lasern A")

    assert kept_answers("las") == fresh_answers("las") == [(other.slug, 8.0), (testbed.slug, 8.0)]


def test_places_follow_when_the_order_changes(database):
    first, second = list_testbed("A laser"), list_testbed("B laser")
    assert found("laser") == [first.slug, second.slug]

    rename(first, "C laser")

    assert found("laser") == [second.slug, first.slug]
    assert kept_answers("las") == fresh_answers("las")


def test_an_index_at_hand_answers_as_before_while_a_newer_one_is_made(database):
    testbed = list_testbed("Lasern")
    older = index.current()
    older.postings("las")

    rename(testbed, "Ugnen")

    assert len(older.postings("las")[0]) == 1
    assert len(index.current().postings("las")[0]) == 0


def test_many_changes_are_read_as_a_whole(database, readings, monkeypatch):
    monkeypatch.setattr(index, "MOST_CHANGES", 2)
    testbeds = [list_testbed(f"Ugn {number}") for number in range(3)]
    found("ugn")
    del readings[:]

    with transaction():
        note_changes([one.id for one in testbeds])

    assert len(found("ugn")) == 3
    assert len(readings) == 1


def test_a_listing_that_is_gone_is_dropped(database):
    gone, stays = list_testbed("Lasern A"), list_testbed("Lasern B")
    assert found("lasern") == [gone.slug, stays.slug]

    with transaction() as session:
        session.execute(delete(Testbed).where(Testbed.id == gone.id))
        note_changes([gone.id])

    assert found("lasern") == [stays.slug]
    assert len(index.current().shelf) == 1


def test_a_version_that_goes_backwards_is_another_database(database, readings):
    testbed = list_testbed("Lasern")
    found("lasern")
    del readings[:]

    with transaction() as session:
        session.query(CatalogueVersion).update({"version": CatalogueVersion.version - 1})

    assert found("lasern") == [testbed.slug]
    assert len(readings) == 1


def test_an_index_without_listings_answers_nothing(database):
    assert [len(one) for one in index.current().postings("las")] == [0, 0]


def test_weights_are_read_as_they_were_written(database):
    list_testbed("Lasern", summary_sv="laser laser laser", equipment=["lasern", "en laser till"])

    ((_, weight),) = fresh_answers("las")

    assert weight == round(weight, 4) != round(weight, 1)


def test_the_terms_asked_for_longest_ago_leave_first(database, monkeypatch):
    monkeypatch.setattr(index, "MOST_POSTINGS", 1)
    list_testbed("Lasern"), list_testbed("Ugnen")
    at = index.current()

    at.fetch(["las", "ugn"])

    assert list(at._pairs) == ["ugn"]
    assert len(at.postings("las")[0]) == 1


def test_who_holds_a_term_is_told_by_place(database):
    for name in ("C laser", "A laser", "B ugn"):
        list_testbed(name)

    at = index.current()

    assert at.holding("las", np.arange(3)).tolist() == [True, False, True]
    assert at.holding("ingenstans", np.arange(3)).tolist() == [False, False, False]
    assert sorted(at.postings("las")[0].tolist()) == [0, 2]
