"""Saving a search and what is done with it; each on both databases."""

import pytest
from sqlalchemy import delete

from portal.accounts.models import Membership, Person, SignIn
from portal.database import db, transaction
from portal.errors import NotFound, Refusal
from portal.saved import queries, rules, service
from portal.saved.models import SavedSearch
from portal.search.queries import Criteria
from tests.builders import make_person
from tests.saved.steps import A_DAY, LASER, NOW, save
from tests.search.listing import list_testbed
from tests.visitors import visitor_of


def saved_rows():
    return list(db.session.scalars(db.select(SavedSearch)))


def test_a_saved_search_has_nothing_new_and_is_named_by_its_words(visitor):
    list_testbed("Lasern")

    search = save(visitor, Criteria(q="laser", chosen=(("lan", ("skane-lan",)),), place="Lund"))

    assert search.name == "”laser” · Skåne län · Nära Lund"
    assert queries.criteria_of(search.query) == Criteria(q="laser", chosen=(("lan", ("skane-lan",)),), place="Lund")
    assert queries.standings(visitor.id)[0].new == []


def test_a_long_search_has_a_name_that_fits(visitor):
    search = save(visitor, Criteria(q="prov " * 39))

    assert len(search.name) == 80 and search.name.endswith("…")


def test_the_same_search_is_saved_once(visitor):
    first, second = save(visitor, Criteria(q="laser", page=3)), save(visitor)

    assert first.reference == second.reference
    assert len(saved_rows()) == 1


def test_a_search_that_asks_for_nothing_is_refused(visitor):
    with pytest.raises(Refusal, match="något att spara"):
        save(visitor, Criteria(place="Lund"))


def test_one_too_many_is_refused(visitor, monkeypatch):
    monkeypatch.setattr(rules, "MOST_SEARCHES", 1)
    save(visitor)

    with pytest.raises(Refusal, match="sparade sökningar"):
        save(visitor, Criteria(q="ugn"))


def test_a_new_hit_is_new_until_one_looks(visitor):
    search = save(visitor)
    list_testbed("Lasern", slug="lasern")
    assert [one.slug for one in queries.standings(visitor.id)[0].new] == ["lasern"]

    service.look(visitor, search.reference)

    standing = queries.standings(visitor.id)[0]
    assert (standing.total, standing.new) == (1, [])


def test_what_one_has_seen_is_not_told_of(visitor):
    search = save(visitor)
    list_testbed("Lasern")
    service.look(visitor, search.reference)

    assert service.tell_new(NOW) == 0


def test_another_person_finds_none_of_it(visitor):
    reference = save(visitor).reference
    other = visitor_of(make_person())

    assert queries.standings(other.id) == []
    for act in (service.look, service.restore_search, lambda *a: service.remove_search(*a, now=NOW)):
        with pytest.raises(NotFound):
            act(other, reference)


def test_what_is_removed_can_be_taken_back_with_all_it_knew(visitor):
    list_testbed("Lasern")
    reference = save(visitor).reference
    service.remove_search(visitor, reference, now=NOW)
    assert queries.standings(visitor.id) == []

    service.restore_search(visitor, reference)

    assert queries.standings(visitor.id)[0].new == []


def test_what_is_removed_is_forgotten_after_a_day(visitor):
    service.remove_search(visitor, save(visitor).reference, now=NOW)
    service.tell_new(NOW + A_DAY / 2)
    assert len(saved_rows()) == 1

    service.tell_new(NOW + A_DAY)

    assert saved_rows() == []


def test_saving_again_brings_back_what_was_removed(visitor):
    reference = save(visitor).reference
    service.watch(visitor, reference, is_watched=False)
    service.remove_search(visitor, reference, now=NOW)

    again = save(visitor)

    assert (again.reference, again.is_watched, again.removed_at) == (reference, True, None)


def test_it_goes_with_the_person(visitor):
    save(visitor)

    with transaction() as session:
        for table in (Membership, SignIn):
            session.execute(delete(table).where(table.person_id == visitor.id))
        session.execute(delete(Person).where(Person.id == visitor.id))

    assert saved_rows() == []


@pytest.mark.parametrize("text", ["", "q=", "q=%00%ff", "lan=finns-inte", "sida=-1&antal=x", "&&=&", "q=" + "ö" * 5000])
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_no_text_of_an_address_makes_it_fail(app, text):
    assert isinstance(queries.criteria_of(text), Criteria)


def test_the_search_reads_as_it_was_saved(visitor):
    assert queries.criteria_of(save(visitor, LASER).query) == LASER
