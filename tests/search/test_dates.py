"""Free days as a filter of the search, and the earliest start as its order."""

from datetime import date

import pytest
from werkzeug.datastructures import MultiDict

from portal.catalogue.queries import get_resource
from portal.search.criteria import Criteria
from portal.search.dates import Dates, asked, faulty
from portal.search.queries import find
from tests.booking.scene import NOW
from tests.builders import MONDAY, hours, make_booking, make_capacity, make_resource
from tests.search.listing import list_testbed

THE_WEEK = {"fran": MONDAY.date().isoformat(), "till": hours(0, 96).ends_at.date().isoformat()}


def read(**args):
    return asked(MultiDict(args))


def test_the_dates_of_an_address_are_read():
    assert read(fran="2026-12-01", till="2026-12-10", dagar="2").dates == Dates(
        date(2026, 12, 1), date(2026, 12, 10), 2
    )


def test_without_a_last_day_it_is_a_month():
    assert read(fran="2026-12-01").dates == Dates(date(2026, 12, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("args", "wrong"),
    [
        ({"fran": "i morgon"}, {"fran"}),
        ({"till": "2026-12-10"}, {"fran"}),
        ({"fran": "2026-12-01", "till": "2026-11-01"}, {"till"}),
        ({"fran": "2026-12-01", "till": "2028-12-01"}, {"till"}),
        ({"fran": "2026-12-01", "dagar": "0"}, {"dagar"}),
        ({"fran": "2026-12-01", "dagar": "många"}, {"dagar"}),
        ({"fran": "1026-12-01"}, {"fran"}),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field_and_kept(args, wrong):
    found = read(**args)

    assert found.dates is None
    assert set(faulty(found.unread)) == wrong
    assert dict(found.unread) == args


def test_an_address_without_dates_asks_for_none():
    assert read(dagar="3") == read()


def test_the_dates_stand_in_the_address_and_go_away_with_their_chip():
    criteria = Criteria.from_args(MultiDict({"fran": "2026-12-01", "till": "2026-12-10", "dagar": "2"}))

    assert criteria.query_string() == "fran=2026-12-01&till=2026-12-10&dagar=2"
    assert criteria.without("fran").query_string() == ""
    assert criteria.filters == 1 and not criteria.is_empty


@pytest.fixture
def three(database, freeze):
    """A testbed that is booked on Monday, one that is free all week, and one where nothing can be booked."""
    freeze(NOW)
    busy, free, other = (
        list_testbed(name, slug=name.lower(), summary_sv="laser") for name in ("Busy", "Free", "Other")
    )
    for testbed in (busy, free):
        make_capacity(make_resource(testbed, slug=f"{testbed.slug}-bank", name="Bänken"))
    make_booking(resource=get_resource("busy-bank"), period=hours(0, 24))
    return busy, free, other


def slugs(**args):
    return [hit.listed.slug for hit in find(Criteria.from_args(MultiDict(args))).hits]


def test_only_what_can_be_booked_then_is_found_and_counted(three):
    args = {"fran": THE_WEEK["fran"], "till": THE_WEEK["fran"]}

    assert slugs(**args) == ["free"]
    assert slugs(**THE_WEEK) == ["busy", "free"]
    assert find(Criteria.from_args(MultiDict(args))).facets["status"]["active"] == 1


def test_the_earliest_start_comes_first_and_what_cannot_be_booked_last(three):
    assert slugs(sortera="start") == ["free", "busy", "other"]
    assert slugs(q="laser", sortera="start") == ["free", "busy", "other"]


def test_the_page_shows_the_days_as_a_chip_and_keeps_what_was_typed(client, three):
    page = client.get("/testbaddar", query_string=THE_WEEK)
    wrong = client.get("/testbaddar?fran=i+morgon&till=2027-03-05")

    assert 'value="2027-03-01"' in page.text and "Ledigt 1 dag mellan" in page.text
    assert wrong.status_code == 200
    assert 'value="i morgon"' in wrong.text and "Skriv första dagen som 2026-12-01." in wrong.text


def test_list_and_map_agree_on_what_is_free(client, three):
    points = client.get("/api/v1/testbeds.geojson", query_string=THE_WEEK).get_json(force=True)["features"]

    assert {point["id"] for point in points} == {"busy", "free"}
