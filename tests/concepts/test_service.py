"""Changes of the thesaurus: the search follows in the same transaction, and nobody overwrites another unseen."""

import pytest
from sqlalchemy import select

from portal.audit import AuditEvent
from portal.concepts import queries, service
from portal.concepts.models import ConceptRow, ThesaurusStamp
from portal.concepts.seeds import write_concepts, write_subjects
from portal.database import transaction
from portal.errors import Conflict, NotAllowed, NotFound, Refusal, Refusals
from portal.search.criteria import Criteria
from portal.search.models import Posting
from portal.search.queries import find
from tests.builders import LONG_AGO, make_concept, make_coordinator, make_owner, make_person
from tests.search.listing import list_testbed
from tests.visitors import visitor_of

pytestmark = pytest.mark.usefixtures("app")
NOW = LONG_AGO


@pytest.fixture
def coordinator(app):
    return visitor_of(make_coordinator())


def words(*everyday):
    return service.words_of({"everyday": {"sv": list(everyday)}})


def edit(visitor, row, **changes):
    return service.edit_concept(visitor, row.slug, changes, seen=service.fingerprint(row), now=NOW)


def new(**values):
    lists = {"broader": [], "related": [], "ties": []}
    return {"sv": "nytt", "en": "new", "words": words(), **lists, **values}


def slugs(word):
    return [hit.listed.slug for hit in find(Criteria(q=word)).hits]


def state(database):
    """Return what a change that never was must leave as it is."""
    terms = database.execute(select(Posting.term, Posting.testbed_id, Posting.weight)).all()
    return database.scalar(select(ThesaurusStamp.stamp)), sorted(map(tuple, terms)), len(queries.thesaurus())


def test_a_word_that_is_added_leads_at_once_to_what_speaks_of_the_concept(coordinator):
    row = make_concept("salt-spray", sv="saltdimma")
    testbed = list_testbed("Kammaren", summary_sv="Prov i saltdimma.")
    list_testbed("Ladan", summary_sv="Prov av djur.")
    assert slugs("vinterväglag") == []

    change = edit(coordinator, row, words=words("vinterväglag"))

    assert change.read_anew == 1
    assert slugs("vinterväglag") == [testbed.slug]


def test_a_word_that_is_taken_away_no_longer_leads_there(coordinator):
    row = make_concept("salt-spray", sv="saltdimma", everyday=["vinterväglag"])
    list_testbed("Kammaren", summary_sv="Prov i saltdimma.")

    edit(coordinator, row, words=words())

    assert slugs("vinterväglag") == []


def test_a_new_concept_is_read_in_listings_that_hold_its_words(coordinator):
    testbed = list_testbed("Kammaren", summary_sv="Prov i saltdimma.")

    change = service.create_concept(
        coordinator, "salt-spray", new(sv="saltdimma", words=words("vinterväglag")), now=NOW
    )

    assert (change.read_anew, slugs("vinterväglag")) == (1, [testbed.slug])


def test_a_removed_concept_is_seen_by_nobody_and_linked_to_by_none(coordinator):
    row = make_concept("salt-spray", sv="saltdimma", everyday=["vinterväglag"])
    make_concept("rust", broader=["salt-spray"], related=["salt-spray"])
    list_testbed("Kammaren", summary_sv="Prov i saltdimma.")

    service.remove_concept(coordinator, "salt-spray", seen=service.fingerprint(row), now=NOW)

    rust = queries.thesaurus().concepts["rust"]
    assert (rust.broader, rust.related, slugs("vinterväglag")) == ((), (), [])
    with pytest.raises(NotFound):
        queries.get_concept("salt-spray")


def test_a_removed_concept_comes_back_whole(coordinator):
    row = make_concept("salt-spray", sv="saltdimma", everyday=["vinterväglag"])
    make_concept("rust", broader=["salt-spray"])
    testbed = list_testbed("Kammaren", summary_sv="Prov i saltdimma.")
    service.remove_concept(coordinator, "salt-spray", seen=service.fingerprint(row), now=NOW)

    service.restore_concept(coordinator, "salt-spray", now=NOW)

    assert queries.thesaurus().concepts["rust"].broader == ("salt-spray",)
    assert slugs("vinterväglag") == [testbed.slug]


def test_the_last_change_is_undone_and_the_undoing_too(coordinator):
    row = make_concept("salt-spray", sv="saltdimma", everyday=["vinterväglag"])
    list_testbed("Kammaren", summary_sv="Prov i saltdimma.")
    edit(coordinator, row, sv="saltprov", words=words())

    service.undo_concept(coordinator, "salt-spray", seen=service.fingerprint(row), now=NOW)
    assert (row.sv, len(slugs("vinterväglag"))) == ("saltdimma", 1)

    service.undo_concept(coordinator, "salt-spray", seen=service.fingerprint(row), now=NOW)
    assert (row.sv, len(slugs("vinterväglag"))) == ("saltprov", 0)


def test_what_was_never_changed_cannot_be_undone(coordinator):
    row = make_concept()

    with pytest.raises(Refusal):
        service.undo_concept(coordinator, row.slug, seen=service.fingerprint(row), now=NOW)


@pytest.mark.parametrize("action", ["create", "edit", "remove", "undo"])
def test_a_change_that_is_rolled_back_leaves_index_stamp_and_thesaurus_as_they_were(coordinator, database, action):
    row = make_concept("salt-spray", sv="saltdimma")
    list_testbed("Kammaren", summary_sv="Prov i saltdimma.")
    edit(coordinator, row, words=words("vinterväglag"))
    before, seen = state(database), service.fingerprint(row)
    do = {
        "create": lambda: service.create_concept(coordinator, "trial", new(sv="prov"), now=NOW),
        "edit": lambda: service.edit_concept(coordinator, row.slug, {"sv": "prov"}, seen=seen, now=NOW),
        "remove": lambda: service.remove_concept(coordinator, row.slug, seen=seen, now=NOW),
        "undo": lambda: service.undo_concept(coordinator, row.slug, seen=seen, now=NOW),
    }

    with pytest.raises(ZeroDivisionError), transaction():
        do[action]()
        assert state(database) != before
        raise ZeroDivisionError

    assert state(database) == before
    assert len(slugs("vinterväglag")) == 1


def test_who_saves_second_is_told_and_changes_nothing(coordinator):
    row = make_concept()
    seen = service.fingerprint(row)
    service.edit_concept(coordinator, row.slug, {"sv": "rost"}, seen=seen, now=NOW)

    for do in (service.remove_concept, service.undo_concept):
        with pytest.raises(Conflict):
            do(coordinator, row.slug, seen=seen, now=NOW)
    with pytest.raises(Conflict):
        service.edit_concept(coordinator, row.slug, {"sv": "slitage"}, seen=seen, now=NOW)
    assert queries.get_concept(row.slug).sv == "rost"


def test_what_the_seeds_changed_meanwhile_is_a_conflict_too(coordinator):
    row = make_concept()
    seen = service.fingerprint(row)
    with transaction():
        write_concepts([record("corrosion", sv="rost")], None, NOW)

    with pytest.raises(Conflict):
        service.edit_concept(coordinator, row.slug, {"sv": "slitage"}, seen=seen, now=NOW)


@pytest.mark.parametrize(
    ("slug", "field"), [("corrosion", "slug"), ("nytt", "slug"), ("gone", "slug")], ids=["taken", "reserved", "removed"]
)
def test_a_short_name_that_is_taken_is_refused_at_its_field(coordinator, slug, field):
    make_concept()
    gone = make_concept("gone")
    service.remove_concept(coordinator, "gone", seen=service.fingerprint(gone), now=NOW)

    with pytest.raises(Refusals) as refused:
        service.create_concept(coordinator, slug, new(), now=NOW)

    assert [one.field for one in refused.value.refusals] == [field]


def test_links_that_cannot_be_are_refused_and_nothing_is_saved(coordinator):
    row = make_concept()
    make_concept("rust", broader=["corrosion"])

    with pytest.raises(Refusals) as refused:
        edit(coordinator, row, sv="rost", broader=["rust", "corrosion", "nowhere"])

    assert len(refused.value.refusals) == 3
    assert queries.get_concept("corrosion").sv == "corrosion"


@pytest.mark.parametrize("make", [make_person, make_owner], ids=["company", "owner"])
def test_nobody_but_a_coordinator_changes_the_thesaurus(make):
    row = make_concept()
    visitor = visitor_of(make(list_testbed("Kammaren")) if make is make_owner else make())

    with pytest.raises(NotAllowed):
        edit(visitor, row, sv="rost")
    with pytest.raises(NotAllowed):
        service.create_concept(visitor, "other", new(), now=NOW)


def test_a_change_is_told_in_the_audit_and_saving_the_same_is_none(coordinator, database):
    row = make_concept(ties=["technologies:hydrogen", "services:training"])

    edit(coordinator, row, sv="rost")
    edit(coordinator, row, sv="rost", ties=["services:training", "technologies:hydrogen"])

    events = list(database.scalars(select(AuditEvent).where(AuditEvent.action == "concept.edited")))
    assert [event.details["fields"] for event in events] == [["sv"]]
    assert row.before["sv"] == "corrosion"


def record(slug, **values):
    kinds = {"trade": {}, "everyday": {}}
    return {"slug": slug, "sv": slug, "en": slug, **kinds, "broader": [], "related": [], "ties": [], **values}


def test_the_seeds_leave_alone_what_was_edited_or_removed_here(coordinator, database):
    edited, removed = make_concept(), make_concept("rust")
    edit(coordinator, edited, sv="rost")
    service.remove_concept(coordinator, "rust", seen=service.fingerprint(removed), now=NOW)

    with transaction():
        counts = write_concepts([record("corrosion"), record("rust", sv="annat")], None, NOW)

    assert sorted(counts.kept) == ["corrosion", "rust"]
    assert queries.get_concept("corrosion").sv == "rost"
    assert [row.slug for row in queries.removed_concepts()] == ["rust"]


def subjects(visitor, testbed, **values):
    seen = service.subjects_seen(queries.find_subjects(testbed.id))
    said = {"main": [], "also": [], "needs": [], **values}
    return service.edit_subjects(visitor, testbed, said, seen=seen, now=NOW)


def test_the_search_follows_what_the_owner_says_a_testbed_is_about_and_the_seeds_do_not_undo_it():
    make_concept("salt-spray", sv="saltdimma")
    testbed = list_testbed("Kammaren", summary_sv="Prov av plåt.")
    owner = visitor_of(make_owner(testbed))

    subjects(owner, testbed, main=["salt-spray"], needs=["bilen rostar på vintern"])
    with transaction():
        write_subjects([{"slug": testbed.slug, "main": [], "also": [], "needs": []}], None, NOW)

    assert slugs("saltdimma") == slugs("bilen rostar") == [testbed.slug]
    assert queries.testbeds_about("salt-spray") == 1


def test_a_coordinator_says_so_for_the_own_counties_alone():
    testbed = list_testbed("Kammaren", county="Dalarnas län")

    subjects(visitor_of(make_coordinator("Dalarnas län")), testbed)
    for stranger in (make_coordinator("Skåne län"), make_person(), make_owner(list_testbed("Ladan"))):
        with pytest.raises(NotFound):
            subjects(visitor_of(stranger), testbed)


def test_subjects_that_are_no_concepts_are_refused_at_their_field():
    make_concept()
    testbed = list_testbed("Kammaren")

    with pytest.raises(Refusals) as refused:
        subjects(visitor_of(make_owner(testbed)), testbed, main=["corrosion"], also=["corrosion", "nowhere"])

    assert [one.field for one in refused.value.refusals] == ["also", "also"]


def test_subjects_that_another_saved_meanwhile_are_a_conflict():
    testbed = list_testbed("Kammaren")
    owner = visitor_of(make_owner(testbed))
    seen = service.subjects_seen(None)
    subjects(owner, testbed, needs=["rost"])

    with pytest.raises(Conflict):
        service.edit_subjects(owner, testbed, {"main": [], "also": [], "needs": []}, seen=seen, now=NOW)


def test_a_removed_row_stays(coordinator, database):
    row = make_concept()
    service.remove_concept(coordinator, row.slug, seen=service.fingerprint(row), now=NOW)

    assert database.scalar(select(ConceptRow.removed_at)) == NOW
