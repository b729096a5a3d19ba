"""Owners' pages: opening hours, closures, terms and new resources."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.capacity import queries, service
from portal.capacity.forms import read_minute, write_minute
from portal.capacity.models import Closure
from portal.capacity.rules import Line
from portal.catalogue.models import Resource, Testbed
from portal.database import db
from tests.builders import make_administrator, make_booking, make_owner, make_person, make_resource, make_testbed

NOW = clock.start_of(date(2027, 2, 25)) + timedelta(hours=10)
MONDAY = date(2027, 3, 1)
OFFICE = tuple(Line(weekday, 480, 1020) for weekday in range(5))


@pytest.fixture
def app(make_app):
    app = make_app(HORIZON_DAYS=40)
    with app.app_context():
        yield app


@pytest.fixture(autouse=True)
def stopped_clock(freeze):
    freeze(NOW)


@pytest.fixture
def resource(app):
    return make_resource(units=3)


@pytest.fixture
def owner(resource, sign_in):
    return sign_in(make_owner(resource.testbed))


def address(resource, page="oppettider"):
    return f"/resurser/{resource.slug}/{page}"


def typed(*lines, do="check", version=0, holidays="closed"):
    """Return what a browser sends for these (weekday, opens, closes, units, first day, last day)."""
    data = {"do": do, "version": version, "closed_on_holidays": holidays}
    for number, line in enumerate(lines):
        names = ("weekday", "opens", "closes", "units", "first_day", "last_day")
        values = [*line, "1", "", ""][: len(line)] + ["1", "", ""][len(line) - 3 :]
        data |= {f"lines-{number}-{name}": value for name, value in zip(names, values, strict=True)}
    return data


def in_page(page):
    """Return what stands in the fields of a page, as a browser would send it again."""
    fields = re.findall(r"<input[^>]*>", page.text)
    found = {}
    for field in fields:
        name, value = (re.search(rf'{word}="([^"]*)"', field) for word in ("name", "value"))
        is_choice = 'type="radio"' in field or 'type="checkbox"' in field
        if name and (not is_choice or "checked" in field):
            found[name[1]] = value[1] if value else ""
    return found


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


def test_the_plan_shows_every_line_and_an_empty_one_for_closed_days(resource, owner):
    service.enter_plan(resource, [Line(0, 480, 1440, 2), Line(0, 0, 60, 1, None, MONDAY)], False, now=NOW)

    found = in_page(owner.get(address(resource)))

    assert [found[f"lines-{n}-opens"] for n in range(8)] == ["00:00", "08:00", *[""] * 6]
    assert (found["lines-1-closes"], found["lines-1-units"], found["lines-0-last_day"]) == ("24:00", "2", "2027-03-01")
    assert (found["version"], found["closed_on_holidays"]) == ("1", "open")


def test_checking_shows_two_weeks_and_saves_nothing(resource, owner):
    page = owner.post(address(resource), data=typed(("0", "8", "17", "2"), ("5", "00:00", "24:00")))

    assert page.status_code == 200
    assert "08:00–17:00" in page.text
    assert "00:00–24:00" in page.text
    assert "84 med ändringen" in page.text
    assert queries.plan_of(resource.id).version == 0


def test_what_was_checked_can_be_saved_as_it_stands(resource, owner):
    page = owner.post(address(resource), data=typed(("0", "8", "17", "2", "2027-03-01", "2027-12-31"), ("1", "", "")))

    answer = owner.post(address(resource), data={**in_page(page), "do": "save"})

    assert answer.status_code == 303
    plan = queries.plan_of(resource.id)
    assert plan.lines == (Line(0, 480, 1020, 2, date(2027, 3, 1), date(2027, 12, 31)),)
    assert plan.closed_on_holidays
    assert "Öppettiderna är sparade." in owner.get(answer.location).text


def test_what_was_checked_can_be_changed_again(resource, owner):
    page = owner.post(address(resource), data=typed(("0", "8", "17")))

    back = owner.post(address(resource), data={**in_page(page), "do": "edit"})

    assert in_page(back)["lines-0-opens"] == "8"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (("0", "17", "8"), "Stängningen måste ligga efter öppningen."),
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
def test_what_is_wrong_stands_at_its_field_and_all_that_was_typed_stays(resource, owner, line, message):
    page = owner.post(address(resource), data=typed(("1", "9", "12"), line, do="save"))

    assert page.status_code == 422
    assert message in page.text
    assert "<script>" not in page.text
    assert in_page(page)["lines-0-opens"] == "9"
    if "<" not in line[1]:
        assert in_page(page)["lines-1-opens"] == line[1]


def test_an_error_is_shown_at_the_line_it_means_though_empty_ones_stand_between(resource, owner):
    page = owner.post(address(resource), data=typed(("0", "", ""), ("1", "17", "8")))

    assert 'id="lines-1-closes-error"' in page.text
    assert 'href="#lines-1-closes"' in page.text


def test_monday_is_copied_to_the_other_working_days(resource, owner):
    monday = [("0", "8", "12", "2"), ("0", "13", "17", "2", "2027-03-01", "2027-04-01")]

    page = owner.post(address(resource), data=typed(*monday, ("1", "6", "7"), ("5", "10", "11"), do="copy"))
    owner.post(address(resource), data={**in_page(page), "do": "save"})

    lines = queries.plan_of(resource.id).lines
    assert [(line.weekday, line.opens, line.closes) for line in lines if line.weekday < 5] == [
        (weekday, *hours) for weekday in range(5) for hours in ((480, 720), (780, 1020))
    ]
    assert Line(5, 600, 660) in lines
    assert Line(4, 780, 1020, 2, date(2027, 3, 1), date(2027, 4, 1)) in lines


def test_a_day_gets_one_more_line_and_loses_one(resource, owner):
    start = [("0", "8", "12"), ("1", "8", "12")]

    more = owner.post(address(resource), data=typed(*start, do="add-0"))
    less = owner.post(address(resource), data={**in_page(more), "do": "remove-0"})

    assert in_page(more)["lines-2-weekday"] == "0"
    assert "lines-0-opens" not in in_page(less)
    assert in_page(less)["lines-1-opens"] == "8"


def test_the_last_line_of_a_day_is_emptied_so_that_the_day_stays(resource, owner):
    page = owner.post(address(resource), data=typed(("0", "8", "12"), do="remove-0"))

    assert in_page(page)["lines-1-weekday"] == "0"
    assert in_page(page)["lines-1-opens"] == ""


@pytest.mark.parametrize("do", ["add-9", "add-", "remove-99", "remove-x", "", "something"])
def test_odd_buttons_do_no_harm(resource, owner, do):
    assert owner.post(address(resource), data=typed(("0", "8", "12"), do=do)).status_code == 200


def test_the_second_editor_is_told_and_overwrites_nothing(resource, owner):
    service.enter_plan(resource, OFFICE, now=NOW)

    page = owner.post(address(resource), data=typed(("0", "9", "10"), do="save", version=0))

    assert page.status_code == 409
    assert "Någon annan hann ändra detta" in page.text
    assert in_page(page)["lines-0-opens"] == "9"
    assert queries.plan_of(resource.id).lines == OFFICE


@pytest.mark.parametrize("do", ["check", "save"])
def test_bookings_in_the_way_are_named_by_day_with_the_way_to_close_it(resource, owner, do):
    service.enter_plan(resource, OFFICE, now=NOW)
    make_booking(resource, period=queries.offered(resource.id, clock.day_period(MONDAY))[0].period, purpose="Hemligt")

    page = owner.post(address(resource), data=typed(("0", "9", "10"), do=do, version=1))

    assert page.status_code == 409
    assert "Bokningar står i vägen" in page.text
    assert f"/resurser/{resource.slug}/stang?dag=2027-03-01" in page.text
    assert "Hemligt" not in page.text
    assert queries.plan_of(resource.id).lines == OFFICE


def closure(resource, **values):
    with service.transaction() as session:
        values = {"first_day": MONDAY, "last_day": MONDAY, "reason": "fault", "text": "Trasig pump", **values}
        row = Closure(resource_id=resource.id, created_at=NOW, **values)
        session.add(row)
    return row


def test_closures_to_come_are_listed_and_lifted(resource, owner):
    service.enter_plan(resource, OFFICE, now=NOW)
    row = closure(resource)
    service.unfold_resource(resource.id, NOW)
    assert "Trasig pump" in owner.get(address(resource)).text

    answer = owner.post(address(resource, "oppettider/upphav"), data={"closure": row.id})

    assert answer.status_code == 303
    assert "Trasig pump" not in owner.get(address(resource)).text
    assert queries.offered(resource.id, clock.day_period(MONDAY))


@pytest.mark.parametrize("number", ["", "x", "0", "-1", "99999999999999999999", "1; drop table closure"])
def test_a_closure_that_is_none_is_not_found(resource, owner, number):
    assert owner.post(address(resource, "oppettider/upphav"), data={"closure": number}).status_code == 404


def terms(page, **values):
    return {**in_page(page), "description_sv": "", "description_en": "", **values}


def test_terms_are_shown_and_saved(resource, owner):
    page = owner.get(address(resource, "villkor"))

    answer = owner.post(
        address(resource, "villkor"),
        data=terms(
            page, mode="request", notice_hours="48", shortest="2", longest="8", horizon_days="30", price_sv="1 200 kr"
        ),
    )

    assert answer.status_code == 303
    row = db.session.get_one(Resource, resource.id, populate_existing=True)
    assert (row.mode, row.notice_hours, row.shortest, row.longest, row.horizon_days) == ("request", 48, 2, 8, 30)
    assert (row.price_sv, row.is_open, row.name_sv) == ("1 200 kr", True, resource.name_sv)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"shortest": "9", "longest": "8"}, "kan inte vara kortare"),
        ({"horizon_days": "41"}, "högst 40 dagar"),
        ({"horizon_days": "1", "notice_hours": "24"}, "Framförhållningen är längre"),
        ({"units": "0"}, "Ange ett tal från 1 till 1000."),
        ({"units": ""}, "Fyll i fältet."),
        ({"mode": "whatever"}, "Välj ett alternativ."),
        ({"name_sv": ""}, "Fyll i fältet."),
        ({"name_sv": "x" * 121}, "Skriv högst 120 tecken."),
    ],
)
def test_terms_that_cannot_be_are_refused(resource, owner, values, message):
    page = owner.get(address(resource, "villkor"))

    answer = owner.post(address(resource, "villkor"), data=terms(page, **{"horizon_days": "30", **values}))

    assert answer.status_code == 422
    assert message in answer.text


def test_units_are_not_fewer_than_the_opening_hours_use(resource, owner):
    service.enter_plan(resource, [Line(0, 480, 1020, 2)], now=NOW)
    page = owner.get(address(resource, "villkor"))

    answer = owner.post(address(resource, "villkor"), data=terms(page, units="1", horizon_days="30"))

    assert answer.status_code == 422
    assert "Öppettiderna använder 2 enheter." in answer.text


def test_terms_that_somebody_changed_meanwhile_are_not_overwritten(resource, owner):
    page = owner.get(address(resource, "villkor"))
    first = owner.post(address(resource, "villkor"), data=terms(page, longest="5", horizon_days="30"))

    second = owner.post(address(resource, "villkor"), data=terms(page, longest="6", horizon_days="30"))

    assert (first.status_code, second.status_code) == (303, 409)
    assert in_page(second)["longest"] == "6"


def test_a_resource_that_is_shut_no_longer_promises_booking(resource, owner):
    service.enter_plan(resource, OFFICE, now=NOW)
    data = terms(owner.get(address(resource, "villkor")), horizon_days="30")
    del data["is_open"]

    owner.post(address(resource, "villkor"), data=data)

    assert db.session.scalar(select(Testbed.level).where(Testbed.id == resource.testbed_id)) == "request-here"


def new(**values):
    return {
        "name_sv": "Våt provbänk Ö",
        "name_en": "Wet bench",
        "unit": "half-day",
        "units": "2",
        "mode": "direct",
    } | values


def test_a_new_resource_is_made_and_leads_to_its_opening_hours(resource, owner):
    testbed = resource.testbed

    answer = owner.post(f"/testbaddar/{testbed.slug}/resurser/ny", data=new())

    slug = f"{testbed.slug}-vat-provbank-o"
    assert answer.status_code == 303
    assert answer.location == f"/resurser/{slug}/oppettider"
    made = db.session.scalars(select(Resource).where(Resource.slug == slug)).one()
    assert (made.unit, made.units, made.mode, made.longest) == ("half-day", 2, "direct", 20)


def test_the_same_form_sent_twice_makes_one_resource(resource, owner):
    url = f"/testbaddar/{resource.testbed.slug}/resurser/ny"
    owner.post(url, data=new())

    again = owner.post(url, data=new())

    assert again.status_code == 422
    assert "redan en resurs med det namnet" in again.text
    assert len(db.session.scalars(select(Resource).where(Resource.name_sv == new()["name_sv"])).all()) == 1


@pytest.mark.parametrize("name", ["Våt provbänk ö", "Våt Provbänk-Ö!", "🧪", "   a  ", "x" * 120])
def test_every_name_gets_an_address_of_its_own(resource, owner, name):
    url = f"/testbaddar/{resource.testbed.slug}/resurser/ny"
    owner.post(url, data=new())

    answer = owner.post(url, data=new(name_sv=name))

    assert answer.status_code == 303
    assert owner.get(answer.location).status_code == 200
    assert re.fullmatch(r"/resurser/[a-z0-9-]{1,80}/oppettider", answer.location)


def test_what_is_missing_in_a_new_resource_is_said_at_once(resource, owner):
    page = owner.post(f"/testbaddar/{resource.testbed.slug}/resurser/ny", data={"units": "x"})

    assert page.status_code == 422
    assert page.text.count('class="field-error"') == 5


def test_pages_exist_in_english(resource, owner, english):
    for page in ("oppettider", "villkor"):
        assert '<html lang="en"' in owner.get(english(address(resource, page))).text


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
