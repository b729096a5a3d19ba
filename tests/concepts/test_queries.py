"""Reads of the thesaurus: what a process keeps follows every change, in whichever process and database it was made."""

import pytest

from portal.concepts import queries, service
from portal.concepts.queries import Filters
from portal.database import transaction
from portal.errors import NotFound
from tests.builders import make_concept, make_testbed
from tests.portals import build_app, close_app

pytestmark = pytest.mark.usefixtures("app")


def names(**filters):
    return [concept.key for concept in queries.listed(Filters(**filters), "sv")]


def test_what_another_process_changes_is_seen_here(app, make_app):
    make_concept("rust", sv="rost")
    other = make_app()
    with other.app_context():
        assert queries.thesaurus().label("rust", "sv") == "rost"
        make_concept("wear", sv="slitage")

    assert set(queries.thesaurus().concepts) == {"rust", "wear"}


def test_two_databases_in_one_process_keep_a_thesaurus_each(app, engines, engine):
    make_concept("rust")
    url = engines.fresh(engine)
    other = build_app(url)
    with other.app_context():
        assert len(queries.thesaurus()) == 0
        make_concept("wear")
        assert list(queries.thesaurus().concepts) == ["wear"]
    close_app(other)
    engines.drop(url)

    assert list(queries.thesaurus().concepts) == ["rust"]


def test_nothing_is_known_before_anything_is_read():
    assert len(queries.thesaurus()) == 0
    assert names() == []


def test_a_link_to_what_is_not_there_is_no_link():
    make_concept("rust", broader=["nowhere"], related=["nowhere"])

    rust = queries.thesaurus().concepts["rust"]

    assert (rust.broader, rust.related) == ((), ())


def test_words_find_a_concept_by_its_name_and_by_what_leads_to_it():
    make_concept("rust", sv="rostangrepp", everyday=["brun av salt"])
    make_concept("wear", sv="slitage")

    assert names(word="ANGREPP") == names(word="brun av salt") == ["rust"]
    assert names(word="%") == []


@pytest.mark.parametrize("slug", ["nowhere", "a\0b", "%"])
def test_what_is_no_concept_is_not_found(slug):
    make_concept("rust")

    with pytest.raises(NotFound):
        queries.get_concept(slug)


def test_testbeds_are_counted_by_whole_slugs_alone():
    make_concept("rust")
    for number, about in enumerate((["rust"], ["rust-proofing"], ["wear", "rust"])):
        testbed = make_testbed(slug=f"badd-{number}")
        with transaction():
            service.set_subjects(testbed, {"main": about[:1], "also": about[1:], "needs": ["rust"]})

    assert [queries.testbeds_about(slug) for slug in ("rust", "rust-proofing", "proofing")] == [2, 1, 0]
