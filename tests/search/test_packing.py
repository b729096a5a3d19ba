"""Postings packed in a row for each term: the same answers as from the postings themselves, however much has changed since."""

import pytest
from sqlalchemy import delete, select

from portal.catalogue.models import Testbed
from portal.catalogue.queries import catalogue_version
from portal.catalogue.service import save_testbed
from portal.database import db, transaction
from portal.search import index, packing
from portal.search.models import Packed, Posting, Term
from portal.search.packing import pack_due
from portal.search.service import note_changes
from tests.builders import LONG_AGO, MONDAY
from tests.search.listing import list_testbed


def answers(term):
    """Return what a process that has just begun answers, in the order of the shelf."""
    at = index._read(catalogue_version())
    return [(at.shelf.listings[place].slug, weight) for place, weight in sorted(zip(*at.postings(term), strict=True))]


def rename(testbed, name):
    with transaction():
        testbed.name = name
        save_testbed(testbed, now=LONG_AGO)


def terms_of(model):
    db.session.rollback()
    return set(db.session.scalars(select(model.term)))


@pytest.fixture
def rows_read(monkeypatch):
    """Return the terms that were read from the postings themselves."""
    read, seen = packing._read_rows, []
    monkeypatch.setattr(packing, "_read_rows", lambda terms: seen.extend(terms) or read(terms))
    return seen


def test_a_pack_answers_what_the_postings_do(database, rows_read):
    for name in ("Lasern", "En laser till", "Ugnen"):
        list_testbed(name, summary_sv="laser laser")
    before = answers("las")

    pack_due(MONDAY)
    del rows_read[:]

    assert answers("las") == before != []
    assert rows_read == []


def test_what_changed_after_the_pack_is_put_right(database, rows_read):
    first, second, third = (list_testbed(f"{name} laser") for name in "ABC")
    pack_due(MONDAY)
    del rows_read[:]

    rename(first, "Ugnen")
    rename(second, "D laser laser")

    assert [slug for slug, _ in answers("las")] == [third.slug, second.slug]
    assert dict(answers("las"))[second.slug] > dict(answers("las"))[third.slug]
    assert "las" not in rows_read


def test_a_listing_that_is_gone_or_new_since_the_pack_is_seen(database):
    gone, stays = list_testbed("A laser"), list_testbed("B laser")
    pack_due(MONDAY)

    with transaction() as session:
        session.execute(delete(Testbed).where(Testbed.id == gone.id))
        note_changes([gone.id])
    new = list_testbed("C laser")

    assert [slug for slug, _ in answers("las")] == [stays.slug, new.slug]


def test_an_index_at_hand_reads_packs_as_they_were_put_right(database):
    first, second = list_testbed("A laser"), list_testbed("B laser")
    pack_due(MONDAY)
    index.current()
    rename(first, "Ugnen")

    at = index.current()

    assert [at.shelf.listings[place].slug for place in at.postings("las")[0]] == [second.slug]


def test_a_pack_that_too_much_has_changed_since_is_not_read(database, monkeypatch, rows_read):
    monkeypatch.setattr(packing, "MOST_BEHIND", 2)
    testbeds = [list_testbed(f"{name} laser") for name in "ABCD"]
    pack_due(MONDAY)
    del rows_read[:]

    for one in testbeds[:3]:
        rename(one, "Ugnen")

    assert [slug for slug, _ in answers("las")] == [testbeds[3].slug]
    assert "las" in rows_read


def test_a_process_that_has_followed_much_reads_no_older_pack(database, monkeypatch):
    monkeypatch.setattr(packing, "MOST_BEHIND", 2)
    testbeds = [list_testbed(f"{name} laser") for name in "ABCD"]
    pack_due(MONDAY)
    index.current()

    for one in testbeds[:3]:
        rename(one, "Ugnen")
        at = index.current()

    assert [at.shelf.listings[place].slug for place in at.postings("las")[0]] == [testbeds[3].slug]


def test_only_what_has_fallen_behind_is_packed_anew(database, monkeypatch):
    monkeypatch.setattr(packing, "BEHIND", 2)
    testbed, *_ = [list_testbed(f"{name} laser") for name in "ABC"]
    assert (pack_due(MONDAY) > 0, pack_due(MONDAY)) == (True, 0)

    for name in ("B", "C"):
        rename(testbed, f"{name} laser")
    assert pack_due(MONDAY) == 0
    with transaction():
        note_changes(list(db.session.scalars(select(Testbed.id))))
    rename(testbed, "A laser")

    assert pack_due(MONDAY) > 1
    assert pack_due(MONDAY) == 0


def test_terms_that_no_listing_holds_are_forgotten(database):
    testbed = list_testbed("Vindtunneln")
    rename(testbed, "Ugnen")
    assert "vindtunnel" in terms_of(Term)

    pack_due(MONDAY)

    assert terms_of(Term) == terms_of(Packed) == terms_of(Posting)
    assert "vindtunnel" not in index._read(catalogue_version()).lexicon


def test_packs_of_forgotten_terms_go_with_them(database, monkeypatch):
    monkeypatch.setattr(packing, "BEHIND", 0)
    testbed = list_testbed("Vindtunneln")
    pack_due(MONDAY)
    assert "vindtunnel" in terms_of(Packed)

    rename(testbed, "Ugnen")
    pack_due(MONDAY)

    assert terms_of(Term) == terms_of(Packed) == terms_of(Posting)


def test_the_worker_is_soon_free_for_its_other_duties(database, monkeypatch):
    monkeypatch.setattr(packing, "PATIENCE", -1)
    monkeypatch.setattr(packing, "CHUNK", 2)
    list_testbed("En laser och en ugn")

    assert pack_due(MONDAY) == 2


def test_a_weight_alone_that_changed_is_put_right(database):
    testbed = list_testbed("A laser")
    pack_due(MONDAY)
    ((_, before),) = answers("las")

    rename(testbed, "A laser laser")

    ((_, after),) = answers("las")
    assert after > before


def test_a_term_that_came_back_while_it_was_packed_is_kept(database, monkeypatch):
    list_testbed("Lasern")
    monkeypatch.setattr(packing, "_read_rows", lambda terms: dict.fromkeys(terms, packing.NOTHING))
    monkeypatch.setattr(packing, "PATIENCE", -1)

    pack_due(MONDAY)

    assert "las" in terms_of(Term)
