"""Does our object fit? The search asks what testbeds state, and says how many state nothing."""

import pytest
from werkzeug.datastructures import MultiDict

from portal.catalogue import capabilities
from portal.catalogue.models import INVENTORY
from portal.catalogue.service import replace_capabilities
from portal.search.criteria import Criteria
from portal.search.queries import find
from tests.search.listing import list_testbed


def criteria(*pairs, language="sv"):
    return Criteria.from_args(MultiDict(pairs), language)


def stating(name, *equipment, **values):
    """Return a testbed that states what its equipment says."""
    testbed = list_testbed(name, equipment=list(equipment), **values)
    replace_capabilities(testbed, capabilities.read_from(testbed), INVENTORY)
    return testbed


@pytest.fixture
def three(app):
    stating("Stora", "Hall 20 x 10 x 8 m", "Vibrationsbord 2 ton", technologies=["photonics"])
    stating("Lilla", "Kammare 1 x 1 x 1 m, −40 °C", technologies=["photonics"])
    stating("Tysta")


def names(result):
    return [hit.listed.name for hit in result.hits]


@pytest.mark.parametrize(
    ("asked", "found", "untold"),
    [
        (["längd:2.4m"], ["Stora"], 1),
        (["längd:0.5m"], ["Lilla", "Stora"], 1),
        (["längd:25m"], [], 1),
        (["vikt:800kg"], ["Stora"], 2),
        (["temperatur:-40..20C"], ["Lilla"], 2),
        (["temperatur:-60C"], [], 2),
        (["längd:2.4m", "vikt:800kg"], ["Stora"], 1),
        (["längd:0.5m", "vikt:800kg"], ["Stora"], 2),
        (["kraft:5kN"], [], 3),
    ],
)
def test_who_states_too_little_is_out_and_who_states_nothing_is_counted(three, asked, found, untold):
    result = find(criteria(*(("matt", one) for one in asked)))

    assert (names(result), result.untold) == (found, untold)


def test_facets_count_what_they_would_give_under_the_limits_too(three):
    result = find(criteria(("matt", "längd:2.4m")))

    assert result.facets["teknik"]["photonics"] == 1


def test_a_new_version_of_the_catalogue_is_judged_anew(three):
    assert names(find(criteria(("matt", "kraft:5kN")))) == []

    stating("Dragprovaren", "dragprovmaskin 50 kN")

    assert names(find(criteria(("matt", "kraft:5kN")))) == ["Dragprovaren"]


def test_one_search_has_one_address_however_it_was_asked_for():
    one = criteria(("matt", "längd:2400 mm"), ("matt", "vikt:0,8 ton"))
    other = criteria(("matt-vikt", "800 kg"), ("matt-langd", "2,4 m"))

    assert one.key == other.key == "matt=langd%3A2.4m&matt=vikt%3A800kg"
    assert criteria(("matt", "langd:2.4m"), ("matt", "vikt:800kg")) == one


def test_the_two_fields_of_temperature_are_one_span():
    assert criteria(("matt-kallast", "-40"), ("matt-varmast", "120 °C")).key == "matt=temperatur%3A-40..120C"
    assert criteria(("matt-kallast", "-40 °C")).key == "matt=temperatur%3A-40C"


def test_the_last_row_takes_any_quantity():
    assert criteria(("matt-storhet", "kraft"), ("matt-varde", "50 kN")).key == "matt=kraft%3A50kN"


@pytest.mark.parametrize("text", ["2,4", "stor", "800 kg", "2 x 3 m", "1e999 m", "'", "\x00"])
def test_what_cannot_be_read_is_told_and_does_not_count(text):
    asked = criteria(("matt-langd", text), ("matt", f"längd:{text}"))

    assert asked.needs == ()
    assert asked.unread or not text.strip("\x00")


def test_a_strange_limit_in_an_address_is_told():
    assert criteria(("matt", "skönhet:5")).unknown == ("skönhet:5",)


def test_a_limit_can_be_taken_away_again():
    asked = criteria(("matt", "längd:2.4m"), ("matt", "vikt:800kg"), ("sida", "3"))

    assert asked.without("matt", "length").key == "matt=vikt%3A800kg"
    assert asked.without_filters().is_empty


def test_the_page_says_what_was_asked_for_and_how_many_state_nothing(client, three):
    page = client.get("/testbaddar?matt=langd:2.4m").text

    assert "Längd minst 2,4 m" in page
    assert "1 testbädd till anger inget mått och visas inte" in page
    assert 'name="matt-langd" value="2,4 m"' in page


def test_an_unreadable_value_is_said_at_its_field_with_what_was_typed(client, three):
    page = client.get("/testbaddar?matt-langd=2%2C4&matt-vikt=800+kg").text

    assert 'name="matt-langd" value="2,4" maxlength="40" aria-invalid="true"' in page
    assert 'id="val-matt-langd-error"' in page
    assert 'name="matt-vikt" value="800 kg"' in page


def test_a_script_that_asks_for_the_list_alone_hears_of_it_too(client, three):
    page = client.get("/testbaddar?matt-langd=2%2C4", headers={"HX-Request": "true"}).text

    assert "Längd: ”2,4” går inte att läsa" in page


def test_map_and_file_show_the_same_hits(client, three):
    assert len(client.get("/api/v1/testbeds.geojson?matt=langd:2.4m").json["features"]) == 1
    assert len(client.get("/testbaddar.csv?matt=langd:2.4m").text.strip().splitlines()) == 2
