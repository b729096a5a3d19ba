"""A paragraph in the search field: place and limits are searched by, openly, and each can be taken away."""

import pytest
from werkzeug.datastructures import MultiDict

from portal.search.criteria import Criteria
from portal.search.queries import find
from tests.search.listing import list_testbed
from tests.search.test_fitting import names, stating

BRIEF = "Vi vill göra vibrationsprov på en låda som är 2,4 m lång nära Västerås"


@pytest.fixture
def three(app):
    stating("Stora", "Vibrationsprov i hall 20 x 10 x 8 m")
    stating("Lilla", "Vibrationsprov i kammare 1 x 1 x 1 m")
    list_testbed("Tysta", equipment=["Vibrationsprov"])


def asked(text=BRIEF, *pairs):
    return Criteria.from_args(MultiDict([("q", text), *pairs]))


def test_who_states_too_little_is_left_out_and_who_states_nothing_stays(three):
    result = find(asked())

    assert set(names(result)) == {"Stora", "Tysta"}
    assert result.untold == 1
    assert result.place.name == "Västerås"


def test_a_few_words_are_searched_for_as_they_are(three):
    result = find(asked("vibrationsprov nära Västerås 30 m"))

    assert not (result.read.place or result.read.needs or result.read.wishes)
    assert result.place is None


def test_what_the_reader_sets_aside_is_not_read(three):
    result = find(asked(BRIEF, ("utan", "langd"), ("utan", "plats")))

    assert set(names(result)) == {"Stora", "Lilla", "Tysta"}
    assert result.place is None


def test_what_the_reader_chose_goes_before_what_the_text_says(three):
    result = find(asked(BRIEF, ("plats", "Lund"), ("matt", "langd:0.5m")))

    assert set(names(result)) == {"Stora", "Lilla"}
    assert result.place.name == "Lund"


def test_limits_that_leave_nothing_are_let_go_and_the_page_says_so(app, client):
    stating("Lilla", "Vibrationsprov i kammare 1 x 1 x 1 m")

    page = client.get("/testbaddar", query_string={"q": BRIEF}).text

    assert "Lilla" in page
    assert "Ingen träff klarar måtten" in page


def test_the_page_shows_what_was_read_and_how_to_take_it_away(client, three):
    page = client.get("/testbaddar", query_string={"q": BRIEF}).text

    assert "Läst ur er text" in page
    assert "Längd minst 2,4 m" in page and "Nära Västerås" in page
    assert "utan=langd" in page and "utan=plats" in page
    assert "1 testbädd anger inget mått och är kvar." in page


def test_the_text_stays_in_its_field_as_it_was_written(client, three):
    assert f'value="{BRIEF}"' in client.get("/testbaddar", query_string={"q": BRIEF}).text


def test_the_map_shows_the_same_hits(client, three):
    answer = client.get("/api/v1/testbeds.geojson", query_string={"q": BRIEF}).json

    assert {one["properties"]["name"] for one in answer["features"]} == {"Stora", "Tysta"}


def test_the_address_of_a_search_keeps_what_was_set_aside():
    one = asked(BRIEF, ("utan", "langd"), ("utan", "ingenting"))

    assert one.set_aside == ("langd",)
    assert "utan=langd" in one.key
    assert "utan" not in one.without("q").key


WISHFUL = f"{BRIEF} i mars 2027, budget 200 tkr, TRL 4-6, med sekretess"
WISHED = {"tid": "Tid: ", "budget": "Budget: 200\N{NO-BREAK SPACE}000 kr", "trl": "TRL 4–6", "sekretess": "Sekretess"}


def test_what_listings_do_not_state_is_shown_as_understood_and_leaves_out_nobody(client, three):
    page = client.get("/testbaddar", query_string={"q": WISHFUL}).text

    assert "Förstått, men sållar inte" in page
    for name, said in WISHED.items():
        assert f"</span>{said}" in page and f"utan={name}" in page
    assert "mån 1 mars 2027 – ons 31 mars 2027" in page
    assert names(find(asked(WISHFUL))) == names(find(asked()))


@pytest.mark.parametrize("name", WISHED)
def test_what_was_understood_can_be_taken_away(client, three, name):
    page = client.get("/testbaddar", query_string={"q": WISHFUL, "utan": name}).text

    assert f"</span>{WISHED[name]}" not in page
    assert sum(f"</span>{said}" in page for said in WISHED.values()) == len(WISHED) - 1


def test_a_text_with_wishes_alone_says_what_was_understood(client, three):
    page = client.get(
        "/testbaddar", query_string={"q": "Vi vill göra ett vibrationsprov på en låda med sekretess"}
    ).text

    assert "Sekretess" in page and "Läst ur er text" not in page
