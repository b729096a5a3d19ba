"""The pages of outages: within a day, with a choice, changed later; what anybody may read of them; and the repair list."""

import re
from datetime import date, timedelta

import pytest

from portal.booking import queries, service
from portal.capacity.outages import Outage
from portal.capacity.queries import coming_closures
from tests.booking.scene import NOW, make_scene, state_of
from tests.builders import MONDAY, hours, make_organisation, make_owner, make_person, make_testbed

FIRST = date(2027, 3, 1)
DATA = {
    "first_day": "2027-03-01",
    "last_day": "2027-03-01",
    "units": "0",
    "reason": "fault",
    "text": "Fläkten",
    "kind": "planned",
}


@pytest.fixture
def owner(scene, sign_in):
    return sign_in(scene.owner_person)


def stang(scene):
    return f"/resurser/{scene.slug}/stang"


def close(scene, **values):
    words = {"first_day": FIRST, "last_day": FIRST, "reason": "fault", "text": "Hemlig upplysning", **values}
    return service.close_resource(scene.owner, scene.resource, Outage(**words), NOW)


def test_a_closure_within_a_day_is_typed_with_times_of_the_clock(scene, owner):
    spared, met = scene.book(hours(0, 2)), scene.book(hours(3, 4))

    closed = owner.post(stang(scene), data=DATA | {"opens": "10:00", "closes": "12:00", "do": "close"})

    assert (closed.status_code, closed.location) == (303, "/att-ordna")
    assert [state_of(one.reference) for one in (spared, met)] == ["confirmed", "displaced"]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"opens": "12:00", "closes": "10:00"}, "closes"),
        ({"opens": "25:00"}, "opens"),
        ({"closes": "x"}, "closes"),
        ({"kind": "sudden"}, "kind"),
        ({"first_day": "", "last_day": ""}, "first_day"),
    ],
)
def test_bad_times_are_refused_at_their_field_with_everything_still_typed(scene, owner, typed, field):
    answer = owner.post(stang(scene), data=DATA | typed | {"do": "close"})

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text and "Fläkten" in answer.text
    assert coming_closures(scene.resource.id, NOW) == []


def test_the_owner_ticks_who_gives_way(app, freeze, sign_in):
    freeze(NOW)
    scene = make_scene(units=2)
    first = scene.book(hours(0, 2), now=NOW - timedelta(hours=1))
    last = scene.book(hours(0, 2))
    owner, data = sign_in(scene.owner_person), DATA | {"units": "1"}

    page = owner.post(stang(scene), data=data).text
    ticks = dict(re.findall(r'name="leaves" value="(TP-[^"]+)"[^>]*?( checked)?>', page))
    assert ticks == {first.reference: "", last.reference: " checked"}

    few = owner.post(stang(scene), data=data | {"do": "close", "chosen": "1"})
    assert few.status_code == 422 and "räcker inte" in few.text and " checked>" not in few.text.split("<tbody>")[1]
    owner.post(stang(scene), data=data | {"do": "close", "chosen": "1", "leaves": first.reference})

    assert (state_of(first.reference), state_of(last.reference)) == ("displaced", "confirmed")


def test_something_broken_now_is_filled_in_and_says_what_it_cuts_short(scene, sign_in, freeze):
    running = scene.book(hours(0, 4))
    freeze(MONDAY + timedelta(hours=1, minutes=12))
    owner = sign_in(scene.owner_person)

    form = owner.get(f"{stang(scene)}?nu=1").text
    assert 'value="unplanned" checked' in form and 'value="09:12"' in form
    page = owner.post(stang(scene), data=DATA | {"kind": "unplanned", "opens": "09:12"})
    assert "avbryts" in page.text and running.reference in page.text
    owner.post(stang(scene), data=DATA | {"kind": "unplanned", "opens": "09:12", "do": "close"})

    assert queries.find_view(running.reference).ends_at == MONDAY + timedelta(hours=1, minutes=12)


def test_a_closure_is_moved_on_its_own_page_and_leaves_no_copy(scene, owner):
    close(scene, opens=600)
    address = re.search(rf'href="({stang(scene)}/\w+)"', owner.get(f"/resurser/{scene.slug}/oppettider").text)[1]
    page = owner.get(address).text
    seen = re.search(r'name="seen"[^>]*value="(\w+)"', page)[1]
    assert 'value="10:00"' in page and 'value="2027-03-01"' in page

    data = DATA | {"first_day": "2027-03-02", "last_day": "2027-03-02", "seen": seen, "do": "close"}
    assert owner.post(address, data=data).status_code == 303

    assert [one.first_day for one in coming_closures(scene.resource.id, NOW)] == [FIRST + timedelta(days=1)]
    assert owner.post(address, data=data).status_code == 409
    assert owner.get(f"{stang(scene)}/finns-inte").status_code == 404


@pytest.mark.parametrize(
    ("prefix", "words"),
    [("", "Stängt mån 1 mars 2027 kl. 10:00–12:00: fel på utrustningen"), ("/en", "10:00–12:00: ")],
)
def test_peers_40_and_41_anybody_reads_when_and_why_it_is_closed_and_not_for_whom(
    scene, client, sign_in, prefix, words
):
    booked = scene.book(hours(2, 4))
    close(scene, opens=600, closes=720)

    calendar = client.get(f"{prefix}/resurser/{scene.slug}/vecka/2027-W09", headers={"HX-Request": "true"}).text
    form = sign_in(scene.rival_person).get(f"{prefix}/resurser/{scene.slug}/boka").text

    for page in (calendar, form):
        assert words in page
        for secret in ("Hemlig upplysning", booked.reference, "Alfa AB"):
            assert secret not in page


def test_peers_41_an_open_fault_is_told_as_an_unplanned_outage(scene, client):
    close(scene, is_planned=False)

    page = client.get(f"/testbaddar/{scene.testbed.slug}?resurs={scene.slug}&vecka=2027-W09").text

    assert "Oplanerat stopp mån 1 mars 2027: fel på utrustningen" in page


def test_the_repair_list_shows_how_each_line_stands(scene, sign_in, freeze):
    lines = [scene.book(hours(first, first + 1)) for first in (0, 2, 4)]
    close(scene)
    service.settle_repair(scene.owner, lines[0].reference, "released", NOW)
    service.remind_repairs(NOW + timedelta(days=11))

    page = sign_in(scene.owner_person).get("/att-ordna").text
    assert page.count("Påmind, väntar på svar") == 2 and "Släppt" in page and "ni själva" in page
    freeze(NOW + timedelta(days=15))
    assert sign_in(scene.owner_person).get("/en/att-ordna").text.count("The time to answer ran out") == 2


def test_another_owner_sees_nothing_of_the_list(scene, sign_in):
    booked = scene.book()
    close(scene)
    other = sign_in(make_owner(make_testbed("Annan")))

    assert booked.reference not in other.get("/att-ordna").text
    assert sign_in(make_person(make_organisation("Gamma AB"))).get("/att-ordna").status_code == 403


def test_the_booker_chooses_among_the_options_when_signed_in(scene, sign_in):
    booked = scene.book()
    close(scene)
    client, path = sign_in(scene.booker_person), f"/bokningar/{booked.reference}/ny-tid"
    value = re.findall(r'value="(here:\d+-\d+)"', client.get(path).text)[1]

    assert client.post(path, data={"do": "option"}).status_code == 422
    assert client.post(path, data={"do": "option", "choice": value}).status_code == 303
    assert state_of(booked.reference) == "confirmed"
