"""What nearly fits: a refusal is never the last word."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.booking import forms, service
from portal.booking.offers import FEWER, SHORTER, TIME, offers
from portal.booking.rules import Wish, broken_rules
from portal.conditions.rules import Conditions, Limit, Use
from tests.booking.filling import GOOD, send
from tests.booking.scene import NOW, claims, make_scene
from tests.booking.test_rules import NOW as BEFORE
from tests.booking.test_rules import WEEK, Bench, claim
from tests.builders import hours, make_capacity, make_resource, make_testbed
from tests.pages import Page


def offered_for(wish, taken=(), terms=None):
    return [(one.kind, one.period, one.units) for one in offers(terms or Bench(), wish, WEEK, list(taken), BEFORE)]


def test_several_times_a_shorter_one_and_fewer_units_are_offered():
    wish = Wish(hours(2, 6), units=2)

    assert offered_for(wish, [claim(4, 5, units=2)]) == [
        (TIME, hours(0, 4), 2),
        (TIME, hours(5, 9), 2),
        (TIME, hours(24, 28), 2),
        (SHORTER, hours(2, 4), 2),
        (FEWER, hours(2, 6), 1),
    ]


def test_where_the_wished_time_is_full_nothing_is_offered_within_it():
    kinds = {kind for kind, *_ in offered_for(Wish(hours(2, 4)), [claim(2, 4, units=3)])}

    assert kinds == {TIME}


def test_offers_keep_to_the_grid_of_starts_and_to_the_conditions():
    met = Conditions((Limit("hours", "week", 4),), (Use((hours(0, 2),)),))
    wish = Wish(hours(3, 7), conditions=met)

    assert offered_for(wish, terms=Bench(start_every=180)) == [(SHORTER, hours(3, 5), 1)]


def test_more_units_than_there_are_are_offered_as_many_as_there_are():
    assert offered_for(Wish(hours(0, 2), units=9)) == [(FEWER, hours(0, 2), 3)]


wishes = st.builds(
    lambda first, length, units: Wish(hours(first, first + length), units),
    st.integers(0, 40),
    st.integers(1, 12),
    st.integers(1, 4),
)
many = st.lists(
    st.builds(
        lambda first, length, units: claim(first, first + length, units),
        st.integers(0, 100),
        st.integers(1, 9),
        st.integers(1, 3),
    ),
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(wishes, many, st.sampled_from(["hour", "half-day", "day"]), st.sampled_from([None, 120]))
def test_whatever_is_offered_breaks_no_rule(wish, claimed, unit, grid):
    terms = Bench(unit=unit, start_every=grid)

    for one in offers(terms, wish, WEEK, claimed, BEFORE):
        assert broken_rules(terms, replace(wish, period=one.period, units=one.units), WEEK, claimed, BEFORE) == []


@pytest.mark.parametrize(
    ("unit", "period", "units"),
    [("hour", hours(0, 3), 1), ("half-day", hours(0, 4), 2), ("half-day", hours(0, 28), 1), ("day", hours(0, 33), 3)],
)
def test_a_link_fills_the_form_with_the_time_and_the_units(unit, period, units):
    query = dict(part.split("=") for part in forms.link_to(unit, period, units).split("&"))

    given_fields = forms.asked_for(unit, query)

    assert given_fields.get("units", 1) == units
    assert str(given_fields["first_day"]) == "2027-03-01"
    if unit == "half-day":
        assert (given_fields["starts"], given_fields["ends"]) == ("fm", "fm")


@pytest.mark.parametrize("text", ["", "x", "-1", "0x3", "99999999999", "١"])
def test_units_in_a_link_that_are_no_number_are_left_out(text):
    assert "units" not in forms.asked_for("hour", {"antal": text})


def busy_scene(**values):
    scene = make_scene(**values)
    scene.book(hours(0, 2), by=scene.rival)
    return scene


def like(scene, *, km=0.0, name="Bänk två", **values):
    """Return an open resource of the same kind in a testbed so far north."""
    testbed = make_testbed(f"Provhallen {name}", lat=scene.testbed.lat + km / 111, lon=scene.testbed.lon, **values)
    resource = make_resource(testbed, name=name)
    make_capacity(resource, hours(-24, 48))
    return resource


def elsewhere(scene, period=None, units=1):
    found = service.offers_instead(scene.booker, scene.resource, period or hours(0, 2), units, NOW)
    return [(one.slug, one.kilometres) for one in found.elsewhere]


def test_resources_like_it_that_are_free_then_are_offered_the_nearest_first(app):
    scene = busy_scene()
    far, near = like(scene, km=80, name="Fjärran"), like(scene, km=9, name="Nära")
    own = make_resource(scene.testbed, name="Granne")
    make_capacity(own)

    assert elsewhere(scene) == [(own.slug, None), (near.slug, 9), (far.slug, 80)]


@pytest.mark.parametrize(
    "values",
    [
        {"technologies": ["simulation-digital-twin"]},
        {"lifecycle": "draft"},
        {"lifecycle": "paused"},
        {"is_demonstration": True},
    ],
)
def test_what_is_of_another_kind_or_not_to_be_seen_is_not_offered(app, values):
    scene = busy_scene()
    like(scene, **values)

    assert elsewhere(scene) == []


def test_a_like_resource_that_is_taken_then_is_not_offered(app):
    scene = busy_scene()
    other = like(scene)
    service.hold(scene.rival, other, hours(1, 3), 1, "Prov", "", NOW)

    assert elsewhere(scene) == []
    assert elsewhere(scene, hours(3, 5)) == [(other.slug, 0)]


def test_the_form_shows_what_nearly_fits_and_one_press_takes_it(app, scene, sign_in):
    scene.book(hours(0, 2), by=scene.rival)
    other = like(scene, km=12)
    client = sign_in(scene.booker_person)

    answer = send(client, scene)
    page = Page(answer.text, f"/resurser/{scene.slug}/boka")
    picks = re.findall(r'name="pick" value="([\d-]+)"', answer.text)
    link = next(link for link in page.links if other.slug in link)
    there = Page(client.get(link).text, link).form("/boka")
    chosen = client.post(f"/resurser/{scene.slug}/boka", data=page.form("/boka").filled(pick=picks[1]))

    assert answer.status_code == 409
    assert "Det här går i stället" in page.text and "12 km bort" in page.text and "Beta AB" not in page.text
    assert len(picks) == 3
    assert GOOD["purpose"] not in link
    assert (there.named("first_day").value, there.named("starts").value, there.named("ends").value) == (
        "2027-03-01",
        "08:00",
        "10:00",
    )
    assert chosen.status_code == 303
    assert len(claims()) == 2


def test_fewer_units_are_taken_with_one_press(app, sign_in, freeze):
    freeze(NOW)
    scene = make_scene(units=3)
    scene.book(hours(0, 2), by=scene.rival, units=2)
    client = sign_in(scene.booker_person)

    answer = send(client, scene, units="2")
    form = Page(answer.text, f"/resurser/{scene.slug}/boka").form("/boka")
    fewer = next(pick for pick in re.findall(r'name="pick" value="([\d-]+)"', answer.text) if pick.endswith("-1"))
    chosen = client.post(form.action, data=form.filled(pick=fewer))

    assert "1 enhet i stället:" in answer.text
    assert chosen.status_code == 303
    assert sorted(units for *_, units in claims()) == [1, 2]


def test_a_hold_that_lapsed_and_was_taken_comes_back_with_offers(app, scene, sign_in, freeze):
    client = sign_in(scene.booker_person)
    held = send(client, scene)
    freeze(NOW + timedelta(minutes=16))
    scene.hold(hours(0, 2), by=scene.rival, now=NOW + timedelta(minutes=16))

    answer = client.post(held.location)

    assert answer.status_code == 409
    assert "Det här går i stället" in answer.text and "Tiden hann bli upptagen" in answer.text
    assert 'name="pick"' in answer.text


@pytest.mark.parametrize("pick", ["1-2-x", "5-4-3", "1--2", "-", "1-2-3-4", "a" * 300])
def test_a_choice_that_is_none_is_passed_over(app, scene, sign_in, pick):
    answer = send(sign_in(scene.booker_person), scene, pick=pick)

    assert answer.status_code in (303, 422)


def test_what_is_offered_reads_in_english(app, scene, sign_in, english):
    scene.book(hours(0, 2), by=scene.rival)
    client = sign_in(scene.booker_person)
    address = english(f"/resurser/{scene.slug}/boka")
    form = Page(client.get(address).text, address).form("/boka")

    page = Page(client.post(address, data=form.filled(**GOOD)).text)

    assert page.lang == "en"
    assert "This works instead" in page.text
