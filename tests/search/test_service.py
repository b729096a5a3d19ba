from sqlalchemy import select

from portal.catalogue.service import save_testbed
from portal.database import transaction
from portal.search.models import Posting
from portal.search.queries import Criteria, find
from portal.search.service import index_testbed, reindex_all
from tests.builders import LONG_AGO, make_testbed
from tests.search.listing import list_testbed


def found(words):
    return [hit.listed.slug for hit in find(Criteria(q=words)).hits]


def weights(database, term):
    return dict(database.execute(select(Posting.testbed_id, Posting.weight).where(Posting.term == term)).all())


def test_a_changed_listing_is_found_by_its_new_words_at_once(database):
    testbed = list_testbed("Ugnen")
    assert found("vindtunnel") == []

    with transaction():
        testbed.name = "Vindtunneln"
        save_testbed(testbed, now=LONG_AGO)

    assert found("vindtunnel") == [testbed.slug]
    assert found("ugnen") == []


def test_a_listing_that_is_taken_back_is_no_longer_found(database):
    testbed = list_testbed("Vindtunneln")
    with transaction():
        testbed.lifecycle = "paused"
        save_testbed(testbed, now=LONG_AGO)

    assert found("vindtunnel") == []
    assert database.scalar(select(Posting).where(Posting.testbed_id == testbed.id)) is None


def test_a_name_weighs_more_than_a_summary(database):
    named, told = list_testbed("Vindtunnel"), list_testbed("Arenan", summary_sv="Här finns en vindtunnel.")
    stem = "vindtunnel"

    assert weights(database, stem)[named.id] == 8
    assert weights(database, stem)[told.id] == 1


def test_a_repeated_word_counts_ever_less(database):
    once, often = list_testbed("A", summary_sv="skum"), list_testbed("B", summary_sv="skum " * 40)

    assert weights(database, "skum")[once.id] < weights(database, "skum")[often.id] < 2.2


def test_labels_are_found_in_both_languages(database):
    testbed = list_testbed(technologies=["additive-manufacturing"])

    assert found("additiv tillverkning") == found("additive manufacturing") == [testbed.slug]


def test_indexing_everything_anew_gives_the_same_index(database):
    list_testbed("Vindtunneln")
    list_testbed("Ljusbågsugnen", equipment=["svepelektronmikroskop"])
    everything = select(Posting.term, Posting.testbed_id, Posting.weight).order_by(Posting.testbed_id, Posting.term)
    before = database.execute(everything).all()
    told = []

    assert reindex_all(lambda done, total: told.append((done, total))) == 2
    assert database.execute(everything).all() == before
    assert told == [(2, 2)]


def test_a_listing_made_without_its_index_is_mended_by_reindexing(database):
    testbed = make_testbed("Vindtunneln")
    assert found("vindtunnel") == []

    reindex_all()

    assert found("vindtunnel") == [testbed.slug]


def test_indexing_twice_changes_nothing(database):
    testbed = list_testbed("Vindtunneln")
    index_testbed(testbed)
    index_testbed(testbed)

    assert found("vindtunnel") == [testbed.slug]
