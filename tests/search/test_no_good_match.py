"""When nothing fits well the page says so, and a slip on the keyboard is read openly."""

import pytest

from portal.search.criteria import Criteria
from portal.search.queries import find
from tests.pages import Page
from tests.search.listing import list_testbed

WEAK = "Ingen testbädd passar riktigt bra"


def test_a_page_of_weak_hits_says_that_they_are_only_the_nearest(seeded_client):
    page = seeded_client.get("/testbaddar?q=hyra partytält med serveringspersonal")

    assert WEAK in page.text
    assert "/boka?q=hyra+partyt%C3%A4lt+med+serveringspersonal" in Page(page.text).links


def test_a_page_of_good_hits_says_no_such_thing(seeded_client):
    page = seeded_client.get("/testbaddar?q=korrosionsprovning")

    assert WEAK not in page.text and "Vi läste" not in page.text


def test_a_slip_is_read_as_the_word_that_was_meant_and_can_be_taken_literally(client):
    list_testbed("Labbet", summary_sv="Här provas korrosionen hos metall. Korrosion i salt.")
    page = client.get("/testbaddar?q=korosion&lan=vastmanlands-lan")

    assert "Vi läste ”korosion” som ”korrosion”." in page.text
    assert "/testbaddar?q=korosion&lan=vastmanlands-lan&exakt=1" in Page(page.text).links


def test_what_is_taken_literally_is_read_as_nothing_else(client):
    list_testbed("Labbet", summary_sv="Korrosion i salt.")
    page = client.get("/testbaddar?q=korosion&exakt=1")

    assert "Vi läste" not in page.text and "Ingen testbädd svarar mot sökningen" in page.text
    assert "/testbaddar?q=korosion" in Page(page.text).links


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("korosion", "korrosion"),
        ("hydrogn", "hydrogen"),
        ("svetsrobt", "svetsrobot"),
        ("additiv tilverkning", "tillverkning"),
    ],
)
def test_what_a_word_was_read_as_is_written_as_people_write_it(seeded_client, typed, read):
    page = seeded_client.get("/testbaddar", query_string={"q": typed})

    assert f"som ”{read}”" in page.text


def test_literal_words_alone_are_asked_about(database):
    list_testbed("Labbet", summary_sv="Korrosion i salt.")

    assert find(Criteria(q="korosion salt", exact=True)).total == 1
    assert find(Criteria(q="korosion", exact=True)).total == 0
    assert find(Criteria(q="korrosion", exact=True)).total == 1
