"""Hours beyond the plan: what they open, who may take them away, and what the past keeps."""

from datetime import timedelta

import pytest

from portal import clock
from portal.capacity import extra_hours, queries, resources, rules, service
from portal.capacity.openings import ExtraDays
from portal.errors import NotFound, Refusal, Refusals
from tests.builders import make_owner, make_resource, make_testbed
from tests.capacity.steps import (
    MONDAY,
    NOW,
    OFFICE,
    TODAY,
    address,
    book,
    close,
    in_page,
    last_audit,
    on,
    save_plan,
    stretch,
    visitor_of,
)

SATURDAY = MONDAY + timedelta(days=5)


def hours(first, last, units=1, day=SATURDAY, days=1):
    return ExtraDays(day, day + timedelta(days=days - 1), int(first * 60), int(last * 60), units)


def add(owner, resource, extra, now=NOW, text=""):
    extra_hours.add_extra(owner, resource, extra, text, now)
    return queries.coming_extra(resource.id, now)[-1].id


def test_extra_hours_are_offered_at_once_and_audited(resource, owner):
    save_plan(resource, OFFICE)

    add(owner, resource, hours(10, 14, 2))

    assert on(resource, SATURDAY) == [stretch(SATURDAY, 10, 14, 2)]
    assert last_audit().action == "capacity.extra-added"
    assert last_audit().details["first_day"] == SATURDAY.isoformat()


def test_extra_hours_can_be_booked_on_a_day_that_the_plan_closes(resource, owner):
    add(owner, resource, hours(22, 30))

    booking = book(resource, SATURDAY, 22, 24)

    assert booking.id
    assert on(resource, SATURDAY + timedelta(days=1)) == [stretch(SATURDAY + timedelta(days=1), 0, 6)]


def test_a_new_plan_and_the_worker_keep_extra_hours(resource, owner):
    add(owner, resource, hours(10, 14, days=41, day=TODAY))
    save_plan(resource, OFFICE)

    service.extend_all(NOW + timedelta(days=20))

    assert on(resource, TODAY + timedelta(days=40)) != []
    assert on(resource, SATURDAY + timedelta(days=42)) == []


def test_a_closure_caps_extra_hours_as_well(resource, owner):
    add(owner, resource, hours(10, 14, 2))

    close(owner, resource, SATURDAY, SATURDAY, units=1)

    assert on(resource, SATURDAY) == [stretch(SATURDAY, 10, 14)]


def test_entering_the_same_hours_twice_does_no_more_than_once(resource, owner):
    add(owner, resource, hours(10, 14))
    add(owner, resource, hours(10, 14))

    assert len(queries.coming_extra(resource.id, NOW)) == 1


def test_removed_hours_are_gone_and_removing_twice_does_no_harm(resource, owner):
    number = add(owner, resource, hours(10, 14))

    for _ in range(2):
        extra_hours.remove_extra(owner, resource, number, NOW)

    assert on(resource, SATURDAY) == []
    assert queries.coming_extra(resource.id, NOW) == []
    assert last_audit().action == "capacity.extra-removed"


def test_booked_hours_are_not_removed(resource, owner):
    number = add(owner, resource, hours(10, 14))
    book(resource, SATURDAY, 10, 12)

    with pytest.raises(service.BookingsInTheWay) as caught:
        extra_hours.remove_extra(owner, resource, number, NOW)

    assert caught.value.days == [SATURDAY]
    assert on(resource, SATURDAY) == [stretch(SATURDAY, 10, 14)]


def test_removing_hours_under_way_keeps_the_days_gone_by(resource, owner):
    number = add(owner, resource, hours(18, 20, day=MONDAY, days=5))
    wednesday = MONDAY + timedelta(days=2)

    extra_hours.remove_extra(owner, resource, number, clock.start_of(wednesday) + timedelta(hours=9))

    assert [bool(on(resource, MONDAY + timedelta(days=n))) for n in range(5)] == [True, True, False, False, False]


def test_hours_that_are_over_are_not_removed(resource, owner):
    number = add(owner, resource, hours(10, 14))

    with pytest.raises(Refusal):
        extra_hours.remove_extra(owner, resource, number, clock.start_of(SATURDAY + timedelta(days=1)))


def test_hours_of_another_resource_are_not_found(resource, owner):
    number = add(owner, resource, hours(10, 14))

    with pytest.raises(NotFound):
        extra_hours.remove_extra(owner, make_resource(resource.testbed), number, NOW)


def test_every_fault_is_named_at_once(resource, owner):
    wrong = ExtraDays(TODAY - timedelta(days=1), TODAY - timedelta(days=2), 600, 600, 4)

    with pytest.raises(Refusals) as caught:
        extra_hours.add_extra(owner, resource, wrong, "x" * 401, NOW)

    assert [one.field for one in caught.value.refusals] == ["first_day", "last_day", "closes", "units", "text"]


def test_nobody_else_opens_anything(resource):
    stranger = visitor_of(make_owner(other := make_testbed()), other)

    with pytest.raises(NotFound):
        extra_hours.add_extra(stranger, resource, hours(10, 14), "", NOW)


def test_a_resource_keeps_the_units_that_extra_hours_use(resource, owner):
    add(owner, resource, hours(10, 14, 3))

    with pytest.raises(Refusals):
        resources.save_terms(owner, resource, {"units": 2}, NOW)


def typed(**values):
    names = {"first_day": SATURDAY.isoformat(), "last_day": "", "opens": "10", "closes": "14:00", "units": "2"}
    return {**names, "text": "Öppet hus", "do": "check", **values}


@pytest.mark.usefixtures("stopped_clock")
def test_extra_hours_are_seen_before_they_are_saved(resource, owner_client):
    page = owner_client.post(address(resource, "extratider"), data=typed())
    assert page.status_code == 200
    assert "10:00–14:00" in page.text
    assert queries.coming_extra(resource.id, NOW) == []

    answer = owner_client.post(address(resource, "extratider"), data={**in_page(page), "do": "save"})

    assert answer.status_code == 303
    listed = owner_client.get(answer.location).text
    assert "Öppet hus" in listed and "10:00–14:00" in listed
    assert on(resource, SATURDAY) == [stretch(SATURDAY, 10, 14, 2)]


@pytest.mark.usefixtures("stopped_clock")
def test_a_night_is_typed_on_one_line(resource, owner_client):
    owner_client.post(address(resource, "extratider"), data=typed(opens="22:00", closes="06:00", do="save"))

    [extra] = queries.coming_extra(resource.id, NOW)
    assert (extra.opens, extra.closes) == (22 * 60, 30 * 60)
    assert on(resource, SATURDAY + timedelta(days=1)) == [
        rules.Stretch(
            rules.moment_of(SATURDAY + timedelta(days=1), 0), rules.moment_of(SATURDAY + timedelta(days=1), 360), 2
        )
    ]


@pytest.mark.usefixtures("stopped_clock")
@pytest.mark.parametrize(
    "values",
    [
        {"first_day": ""},
        {"first_day": "2027-02-30"},
        {"first_day": "0001-01-01"},
        {"first_day": "9999-12-31"},
        {"last_day": "9999-12-31"},
        {"last_day": "2027-01-01"},
        {"opens": "25:00"},
        {"opens": "24:00", "closes": "24:00"},
        {"opens": ""},
        {"closes": "<script>"},
        {"units": "0"},
        {"units": "99"},
        {"units": "en"},
        {"text": "x" * 401},
    ],
)
@pytest.mark.parametrize("do", ["check", "save"])
def test_what_is_wrong_is_said_and_nothing_is_saved(resource, owner_client, values, do):
    page = owner_client.post(address(resource, "extratider"), data=typed(**values, do=do))

    assert page.status_code == 422
    assert "Det här behöver ändras" in page.text
    assert queries.coming_extra(resource.id, NOW) == []


@pytest.mark.usefixtures("stopped_clock")
def test_bookings_in_the_way_of_removing_are_named_by_day(resource, owner, owner_client):
    number = add(owner, resource, hours(10, 14))
    book(resource, SATURDAY, 10, 12)

    page = owner_client.post(address(resource, "extratider/ta-bort"), data={"extra": number})

    assert page.status_code == 409
    assert f"/stang?dag={SATURDAY.isoformat()}" in page.text
    assert owner_client.post(address(resource, "extratider/ta-bort"), data={"extra": "x"}).status_code == 404


@pytest.mark.usefixtures("stopped_clock")
def test_hours_are_taken_away_by_a_button(resource, owner, owner_client):
    number = add(owner, resource, hours(10, 14))

    answer = owner_client.post(address(resource, "extratider/ta-bort"), data={"extra": number})

    assert answer.status_code == 303
    assert on(resource, SATURDAY) == []
