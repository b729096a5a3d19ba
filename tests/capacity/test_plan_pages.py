"""The pages of opening hours and closures."""

from datetime import date

import pytest

from portal import clock
from portal.capacity import queries, service
from portal.capacity.forms import read_minute, write_minute
from portal.capacity.models import Closure
from portal.capacity.rules import Line
from tests.builders import make_administrator, make_booking, make_owner, make_person, make_testbed
from tests.capacity.steps import MONDAY, NOW, OFFICE, address, in_page, typed

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.mark.parametrize("part", ["oppettider", "villkor"])
def test_pages_are_for_those_who_answer_for_the_testbed(resource, client, sign_in, part):
    for person, status in (
        (make_owner(make_testbed()), 404),
        (make_person(), 403),
        (make_owner(resource.testbed), 200),
        (make_administrator(), 200),
    ):
        assert sign_in(person).get(address(resource, part)).status_code == status


def test_a_stranger_changes_nothing(resource, sign_in):
    stranger = sign_in(make_owner(make_testbed()))

    answers = [
        stranger.post(address(resource), data=typed(("0", "8", "17"), do="save")),
        stranger.post(address(resource, "oppettider/upphav"), data={"closure": "1"}),
        stranger.post(address(resource, "villkor"), data={"mode": "direct"}),
        stranger.post(f"/testbaddar/{resource.testbed.slug}/resurser/ny", data={"name_sv": "Ny"}),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert queries.plan_of(resource.id).version == 0


def test_the_plan_shows_every_line_and_an_empty_one_for_closed_days(resource, owner_client):
    service.enter_plan(resource, [Line(0, 480, 1440, 2), Line(0, 0, 60, 1, None, MONDAY)], False, now=NOW)

    found = in_page(owner_client.get(address(resource)))

    assert [found[f"lines-{n}-opens"] for n in range(8)] == ["00:00", "08:00", *[""] * 6]
    assert (found["lines-1-closes"], found["lines-1-units"], found["lines-0-last_day"]) == ("24:00", "2", "2027-03-01")
    assert (found["version"], found["closed_on_holidays"]) == ("1", "open")


def test_checking_shows_two_weeks_and_saves_nothing(resource, owner_client):
    page = owner_client.post(address(resource), data=typed(("0", "8", "17", "2"), ("5", "00:00", "24:00")))

    assert page.status_code == 200
    assert "08:00–17:00" in page.text
    assert "00:00–24:00" in page.text
    assert "84 med ändringen" in page.text
    assert queries.plan_of(resource.id).version == 0


def test_what_was_checked_can_be_saved_as_it_stands(resource, owner_client):
    page = owner_client.post(
        address(resource), data=typed(("0", "8", "17", "2", "2027-03-01", "2027-12-31"), ("1", "", ""))
    )

    answer = owner_client.post(address(resource), data={**in_page(page), "do": "save"})

    assert answer.status_code == 303
    plan = queries.plan_of(resource.id)
    assert plan.lines == (Line(0, 480, 1020, 2, date(2027, 3, 1), date(2027, 12, 31)),)
    assert plan.closed_on_holidays
    assert "Öppettiderna är sparade." in owner_client.get(answer.location).text


def test_what_was_checked_can_be_changed_again(resource, owner_client):
    page = owner_client.post(address(resource), data=typed(("0", "8", "17")))

    back = owner_client.post(address(resource), data={**in_page(page), "do": "edit"})

    assert in_page(back)["lines-0-opens"] == "8"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (("0", "25:00", "26:00"), "Ange ett klockslag från 00:00 till 24:00."),
        (("0", "8", ""), "Fyll i fältet."),
        (("0", "8", "17", ""), "Fyll i fältet."),
        (("0", "8", "17", "många"), "Ange ett helt tal."),
        (("0", "8", "17", "0"), "fler enheter har resursen inte"),
        (("0", "8", "17", "99"), "fler enheter har resursen inte"),
        (("0", "8", "17", "1", "2027-02-30"), "Ange en dag som finns"),
        (("0", "8", "17", "1", "2027-02-20", "2027-02-10"), "Sista dagen ligger före den första."),
        (("0", "<script>", "17"), "Ange ett klockslag"),
        (("0", "8 😀", "17"), "Ange ett klockslag"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_all_that_was_typed_stays(resource, owner_client, line, message):
    page = owner_client.post(address(resource), data=typed(("1", "9", "12"), line, do="save"))

    assert page.status_code == 422
    assert message in page.text
    assert "<script>" not in page.text
    assert in_page(page)["lines-0-opens"] == "9"
    if "<" not in line[1]:
        assert in_page(page)["lines-1-opens"] == line[1]


def test_an_error_is_shown_at_the_line_it_means_though_empty_ones_stand_between(resource, owner_client):
    page = owner_client.post(address(resource), data=typed(("0", "", ""), ("1", "17", "8", "99")))

    assert 'id="lines-1-units-error"' in page.text
    assert 'href="#lines-1-units"' in page.text


def test_monday_is_copied_to_the_other_working_days(resource, owner_client):
    monday = [("0", "8", "12", "2"), ("0", "13", "17", "2", "2027-03-01", "2027-04-01")]

    page = owner_client.post(address(resource), data=typed(*monday, ("1", "6", "7"), ("5", "10", "11"), do="copy"))
    owner_client.post(address(resource), data={**in_page(page), "do": "save"})

    lines = queries.plan_of(resource.id).lines
    assert [(line.weekday, line.opens, line.closes) for line in lines if line.weekday < 5] == [
        (weekday, *hours) for weekday in range(5) for hours in ((480, 720), (780, 1020))
    ]
    assert Line(5, 600, 660) in lines
    assert Line(4, 780, 1020, 2, date(2027, 3, 1), date(2027, 4, 1)) in lines


def test_a_day_gets_one_more_line_and_loses_one(resource, owner_client):
    start = [("0", "8", "12"), ("1", "8", "12")]

    more = owner_client.post(address(resource), data=typed(*start, do="add-0"))
    less = owner_client.post(address(resource), data={**in_page(more), "do": "remove-0"})

    assert in_page(more)["lines-2-weekday"] == "0"
    assert "lines-0-opens" not in in_page(less)
    assert in_page(less)["lines-1-opens"] == "8"


def test_the_last_line_of_a_day_is_emptied_so_that_the_day_stays(resource, owner_client):
    page = owner_client.post(address(resource), data=typed(("0", "8", "12"), do="remove-0"))

    assert in_page(page)["lines-1-weekday"] == "0"
    assert in_page(page)["lines-1-opens"] == ""


@pytest.mark.parametrize("do", ["add-9", "add-", "remove-99", "remove-x", "", "something"])
def test_odd_buttons_do_no_harm(resource, owner_client, do):
    assert owner_client.post(address(resource), data=typed(("0", "8", "12"), do=do)).status_code == 200


def test_the_second_editor_is_told_and_overwrites_nothing(resource, owner_client):
    service.enter_plan(resource, OFFICE, now=NOW)

    page = owner_client.post(address(resource), data=typed(("0", "9", "10"), do="save", version=0))

    assert page.status_code == 409
    assert "Någon annan hann ändra detta" in page.text
    assert in_page(page)["lines-0-opens"] == "9"
    assert queries.plan_of(resource.id).lines == OFFICE


@pytest.mark.parametrize("do", ["check", "save"])
def test_bookings_in_the_way_are_named_by_day_with_the_way_to_close_it(resource, owner_client, do):
    service.enter_plan(resource, OFFICE, now=NOW)
    make_booking(resource, period=queries.offered(resource.id, clock.day_period(MONDAY))[0].period, purpose="Hemligt")

    page = owner_client.post(address(resource), data=typed(("0", "9", "10"), do=do, version=1))

    assert page.status_code == 409
    assert "Bokningar står i vägen" in page.text
    assert f"/resurser/{resource.slug}/stang?dag=2027-03-01" in page.text
    assert "Hemligt" not in page.text
    assert in_page(owner_client.get(f"/resurser/{resource.slug}/stang?dag=2027-03-01"))["first_day"] == "2027-03-01"
    assert queries.plan_of(resource.id).lines == OFFICE


def closure(resource, **values):
    with service.transaction() as session:
        values = {"first_day": MONDAY, "last_day": MONDAY, "reason": "fault", "text": "Trasig pump", **values}
        row = Closure(resource_id=resource.id, created_at=NOW, **values)
        session.add(row)
    return row


def test_closures_to_come_are_listed_and_lifted(resource, owner_client):
    service.enter_plan(resource, OFFICE, now=NOW)
    row = closure(resource)
    service.unfold_resource(resource.id, NOW)
    assert "Trasig pump" in owner_client.get(address(resource)).text

    answer = owner_client.post(address(resource, "oppettider/upphav"), data={"closure": row.id})

    assert answer.status_code == 303
    assert "Trasig pump" not in owner_client.get(address(resource)).text
    assert queries.offered(resource.id, clock.day_period(MONDAY))


@pytest.mark.parametrize("number", ["", "x", "0", "-1", "99999999999999999999", "1; drop table closure"])
def test_a_closure_that_is_none_is_not_found(resource, owner_client, number):
    assert owner_client.post(address(resource, "oppettider/upphav"), data={"closure": number}).status_code == 404


def test_pages_exist_in_english(resource, owner_client, english):
    for page in ("oppettider", "villkor"):
        assert '<html lang="en"' in owner_client.get(english(address(resource, page))).text


@pytest.mark.parametrize(
    ("text", "minute"),
    [
        ("8", 480),
        ("08", 480),
        ("8:30", 510),
        ("08.30", 510),
        ("0830", 510),
        ("00:00", 0),
        ("24:00", 1440),
        ("24", 1440),
    ],
)
def test_times_are_read_as_people_write_them(text, minute):
    assert read_minute(text) == minute
    assert read_minute(write_minute(minute)) == minute


@pytest.mark.parametrize("text", ["", "24:01", "25", "8:60", "8:3", "-1", "8:300", "٨", "8h", "12:00:00"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        read_minute(text)
