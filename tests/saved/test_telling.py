"""Letters about new matches: told once, never of what was there before, never of what was rolled back."""

from dataclasses import replace

import pytest

from portal.catalogue.models import Testbed
from portal.catalogue.queries import catalogue_version
from portal.catalogue.service import bump_version, save_testbed
from portal.database import db, transaction
from portal.saved import queries, service, telling
from portal.saved.models import SavedSearch
from portal.search.queries import find
from tests.builders import make_person
from tests.saved.steps import NOW, letters, save, tell
from tests.search.listing import list_testbed
from tests.visitors import visitor_of


def change(listed, **values):
    with transaction():
        for name, value in values.items():
            setattr(listed, name, value)
        save_testbed(listed, now=NOW)


def among_others(count=60):
    """List testbeds of other kinds: a word that every listing has tells the search nothing."""
    for number in range(count):
        list_testbed(f"Ugnen {number}")


def test_a_new_match_is_told_once(visitor, person):
    list_testbed("Gamla lasern")
    search = save(visitor)
    list_testbed("Nya lasern", slug="nya-lasern", operator="Institutet")

    assert (tell(), tell(1), tell(2)) == (1, 0, 0)

    letter = letters()[0]
    assert (letter.to_email, letter.about) == (person.email, search.reference)
    assert "Nya lasern\nInstitutet, Västerås" in letter.body and "/testbaddar/nya-lasern" in letter.body
    assert "Gamla lasern" not in letter.body


def test_nothing_is_told_while_the_catalogue_stands_still(visitor):
    list_testbed("Lasern")
    save(visitor)

    assert tell() == 0


def test_a_listing_that_comes_to_match_is_told_too(visitor):
    listed = list_testbed("Ugnen")
    save(visitor)
    change(listed, name="Lasern")

    assert tell() == 1


def test_what_was_rolled_back_is_not_told(visitor):
    save(visitor)
    with pytest.raises(RuntimeError), transaction():
        list_testbed("Lasern")
        raise RuntimeError

    assert tell() == 0


def test_a_letter_that_could_not_be_written_is_written_next_time(visitor, monkeypatch):
    save(visitor)
    list_testbed("Lasern")
    with monkeypatch.context() as broken:
        broken.setattr(telling.rules, "remembered", lambda *_args: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            tell()
    assert letters() == []

    assert (tell(), tell(1)) == (1, 0)


def test_two_workers_tell_once(visitor, monkeypatch):
    save(visitor)
    list_testbed("Lasern")
    due = telling._due(catalogue_version(), NOW)
    tell()

    monkeypatch.setattr(telling, "_due", lambda *_args: due)

    assert tell(2) == 0


def test_one_search_writes_once_a_day_and_then_of_all_that_came(visitor):
    among_others()
    save(visitor)
    list_testbed("Första lasern")
    assert tell() == 1
    list_testbed("Andra lasern")
    list_testbed("Tredje lasern")
    assert tell(0.9) == 0

    assert tell(1) == 1

    assert "2 testbäddar passar" in letters()[1].body


@pytest.mark.parametrize("flag", ["is_weak", "has_let_go"])
def test_the_nearest_that_a_result_shows_where_nothing_answers_is_no_match(visitor, monkeypatch, flag):
    save(visitor)
    list_testbed("Lasern")
    monkeypatch.setattr(queries, "find", lambda criteria: replace(find(criteria), **{flag: True}))

    assert tell() == 0
    assert queries.standings(visitor.id)[0].total == 0


def test_what_leaves_and_comes_back_is_old(visitor):
    listed = list_testbed("Lasern")
    save(visitor)
    for lifecycle in ("paused", "published"):
        change(listed, lifecycle=lifecycle)
        assert tell() == 0


def test_drafts_and_paused_ones_are_never_told_of(visitor):
    save(visitor)
    for lifecycle in ("draft", "in-review", "paused"):
        list_testbed("Lasern", lifecycle=lifecycle)

    assert tell() == 0


def test_a_testbed_with_the_number_of_a_deleted_one_is_new(visitor):
    listed = list_testbed("Lasern")
    search = save(visitor)
    with transaction() as session:
        session.delete(session.get_one(Testbed, listed.id))
        bump_version()
    assert tell() == 0
    assert db.session.get_one(SavedSearch, search.id).known == []

    list_testbed("Nya lasern", id=listed.id)

    assert tell() == 1


def test_nobody_who_may_not_sign_in_is_written_to(database):
    person = make_person()
    save(visitor_of(person))
    list_testbed("Lasern")
    with transaction() as session:
        session.merge(person).disabled_at = NOW

    assert tell() == 0


def test_a_search_that_is_not_watched_writes_nothing_also_of_what_came_meanwhile(visitor):
    reference = save(visitor).reference
    service.watch(visitor, reference, is_watched=False)
    list_testbed("Lasern")
    assert tell() == 0

    service.watch(visitor, reference, is_watched=True)

    assert tell() == 0
    list_testbed("Nästa laser")
    assert tell() == 1


def test_what_was_told_is_new_on_the_page_until_one_looks(visitor):
    search = save(visitor)
    list_testbed("Lasern")
    tell()
    assert len(db.session.get_one(SavedSearch, search.id).fresh) == 1

    service.look(visitor, search.reference)

    assert db.session.get_one(SavedSearch, search.id).fresh == []


def test_the_letter_is_in_the_readers_language_and_names_what_is_made_up(database):
    save(visitor_of(make_person(language="en")))
    list_testbed("Lasern", name_en="The laser", is_demonstration=True)

    tell()

    letter = letters()[0]
    assert letter.language == "en" and "The laser (demonstration" in letter.body
    assert "/en/testbaddar?q=laser" in letter.body


def test_many_new_ones_are_counted_and_not_all_named(visitor):
    among_others()
    save(visitor)
    for number in range(23):
        list_testbed(f"Lasern {number:02}")

    tell()

    assert letters()[0].body.count("Drift, Västerås") == 20 and "3 testbäddar till" in letters()[0].body
