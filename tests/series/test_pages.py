"""The pages of a series, from the form for one time to the last date called off, as a browser uses them."""

from datetime import timedelta

import pytest

from portal.booking import service as booking
from portal.booking.models import Booking
from portal.series import queries
from portal.series.models import Series
from tests.booking.filling import GOOD, form_of
from tests.booking.scene import NOW, claims, count, letters, make_scene, named_in, taken
from tests.builders import hours
from tests.pages import Page
from tests.series.weeks import hold, make, monday, states, wanted, week

SERIES = {**GOOD, "kind": "veckor", "every": "1", "count": "3"}


def address(scene):
    return f"/resurser/{scene.slug}/serie"


def show(client, scene, **typed):
    """Ask for the report and return the answer."""
    page = Page(client.get(address(scene)).text, address(scene))
    return client.post(address(scene), data=page.form("/serie").filled(**{**SERIES, "gor": "visa", **typed}))


def press(client, scene, answer, **more):
    """Press the button that holds what is ticked on the page of this answer."""
    return client.post(address(scene), data=Page(answer.text, address(scene)).form("/serie").filled(gor="hall", **more))


def follow(client, answer):
    return Page(client.get(answer.location, follow_redirects=True).text, answer.location)


def test_the_way_from_one_time_to_a_booked_series(app, scene, sign_in):
    client = sign_in(scene.booker_person)
    single = form_of(client, scene)
    repeated = client.post(address(scene), data=single.filled(**GOOD, gor="upprepa"))
    form = Page(repeated.text, address(scene)).form("/serie")
    assert (form.named("purpose").value, form.named("starts").value) == (GOOD["purpose"], "08:00")

    report = client.post(address(scene), data=form.filled(count="3", gor="visa"))
    assert report.status_code == 200 and "Alla 3 datum går att boka" in report.text
    assert count(Booking) == 0
    held = press(client, scene, report)
    assert held.status_code == 303
    check = follow(client, held)
    assert "Tiderna hålls åt er i 15 minuter, till kl. 08:15." in check.text
    sent = client.post(check.form("/kontrollera").action, data=check.form("/kontrollera").filled())
    page = follow(client, sent)

    assert "Serien är bokad" in page.text and page.text.count("Bekräftad") == 3
    assert claims() == taken(week(0), week(1), week(2))
    assert len(letters()) == 2


def test_each_date_that_does_not_fit_says_why_and_the_nearest_time_can_be_ticked(app, scene, sign_in):
    scene.book(week(1), by=scene.rival)
    client = sign_in(scene.booker_person)

    answer = show(client, scene, count="5")
    page = Page(answer.text, address(scene))
    assert "3 av 5 datum går att boka" in page.text
    assert "Tiden är upptagen." in page.text and "Beta AB" not in answer.text
    assert "Helgdag: Annandag påsk." in page.text
    assert "Ta i stället mån 8 mars 2027 kl. 10:00–12:00" in page.text
    instead = next(value for value in boxes(page) if value.startswith("2027-03-08~"))
    held = press(client, scene, answer, datum=["2027-03-01", instead])

    assert held.status_code == 303
    assert claims() == taken(week(0), week(1), hours(7 * 24 + 2, 7 * 24 + 4))
    assert "Inte med" in follow(client, held).text


def boxes(page):
    return [one.value for one in page.form("/serie").fields if one.name == "datum"]


def test_a_pattern_that_was_changed_is_shown_again_before_anything_is_held(app, scene, sign_in):
    client = sign_in(scene.booker_person)
    answer = show(client, scene)

    again = press(client, scene, answer, every="2")

    assert again.status_code == 200 and "29 mars" in Page(again.text).text
    assert count(Booking) == 0


def test_a_date_that_somebody_took_meanwhile_leaves_nothing_held_and_is_named(app, scene, sign_in):
    client = sign_in(scene.booker_person)
    answer = show(client, scene)
    scene.book(week(2), by=scene.rival)

    lost = press(client, scene, answer)

    assert lost.status_code == 409
    page = Page(lost.text)
    assert "Något datum hann bli upptaget" in page.text and "2 av 3 datum går att boka" in page.text
    assert count(Series) == 0
    assert press(client, scene, lost).status_code == 303
    assert claims() == taken(week(0), week(1), week(2))


def test_a_double_click_on_both_buttons_makes_one_series(app, scene, sign_in):
    client = sign_in(scene.booker_person)
    answer = show(client, scene)
    first, second = press(client, scene, answer), press(client, scene, answer)
    check = follow(client, first).form("/kontrollera")
    sent = [client.post(check.action, data=check.filled()) for _ in range(2)]

    assert first.location == second.location
    assert [one.status_code for one in sent] == [303, 303]
    assert (count(Series), count(Booking), len(letters())) == (1, 3, 2)


def test_held_dates_are_extended_and_let_go_on_the_page(app, scene, sign_in, freeze):
    client = sign_in(scene.booker_person)
    held = press(client, scene, show(client, scene))
    freeze(NOW + timedelta(minutes=10))
    longer = client.post(held.location.replace("kontrollera", "forlang"), follow_redirects=True)
    assert "till kl. 08:25" in longer.text

    client.post(held.location.replace("kontrollera", "slapp"))

    assert claims() == []


def test_a_lapsed_series_names_the_date_that_is_gone_and_sends_the_others(app, scene, sign_in, freeze):
    client = sign_in(scene.booker_person)
    held = press(client, scene, show(client, scene))
    later = NOW + timedelta(minutes=16)
    freeze(later)
    stale = Page(client.get(held.location).text, held.location).form("/kontrollera")
    scene.book(week(1), by=scene.rival, now=later)

    lost = client.post(stale.action, data=stale.filled())
    assert lost.status_code == 409 and "Går inte längre" in lost.text and claims() == taken(week(1))
    fresh = Page(lost.text, held.location).form("/kontrollera")
    page = follow(client, client.post(fresh.action, data=fresh.filled()))

    assert page.text.count("Bekräftad") == 2
    assert claims() == taken(week(0), week(1), week(2))


def test_a_date_that_came_free_is_taken_from_the_page_of_the_series(app, scene, sign_in):
    rival = scene.book(week(1), by=scene.rival)
    series = make(scene, 3, left=[wanted(3)[0][1]])
    client = sign_in(scene.booker_person)
    path = f"/serier/{series.reference}"
    assert "Tiden är upptagen." in client.get(path).text and "Ta nu" not in client.get(path).text
    booking.cancel_booking(scene.rival, rival.reference, "plans", "", NOW)

    form = Page(client.get(path).text, path).form("/ta")
    taken_page = client.post(form.action, data={**form.filled(), "datum": "2027-03-08"}, follow_redirects=True)

    assert "är med i serien" in taken_page.text
    assert states(series) == ["confirmed"] * 3


@pytest.mark.parametrize(("scope", "left"), [("one", 2), ("following", 1), ("all", 0)])
def test_dates_are_called_off_from_the_page(app, scene, sign_in, scope, left):
    series = make(scene, 3)
    client = sign_in(scene.booker_person)
    path = f"/serier/{series.reference}/avboka"

    form = Page(client.get(f"{path}?fran=2027-03-08").text, path).form("/avboka")
    assert form.named("day").value == "2027-03-08"
    answer = client.post(path, data=form.filled(scope=scope, reason="plans"))

    assert answer.status_code == 303
    assert len(claims()) == left
    assert f"{3 - left} datum är avbok" in follow(client, answer).text


def test_an_owner_answers_all_that_wait_on_one_page_and_sees_one_line_on_the_desk(app, scene, sign_in):
    asked = make_scene(mode="request")
    series = make(asked, 3)
    client = sign_in(asked.owner_person)
    desk = client.get("/skrivbord").text
    assert desk.count(series.reference) >= 1 and named_in(Page(desk).text) == []

    path = f"/serier/{series.reference}"
    form = Page(client.get(path).text, path).form("/bekrafta")
    page = client.post(form.action, data=form.filled(), follow_redirects=True)

    assert "Ert ja till 3 datum är sparat" in page.text
    assert states(series) == ["confirmed"] * 3


def test_no_needs_a_reason(app, scene, sign_in):
    asked = make_scene(mode="request")
    series = make(asked, 2)
    client = sign_in(asked.owner_person)
    path = f"/serier/{series.reference}/neka"

    assert client.post(path, data={}).status_code == 422
    assert client.post(path, data={"reason": "staff", "text": "Semester"}).status_code == 303
    assert states(series) == ["declined"] * 2


def test_the_company_sees_the_series_as_one_line_and_the_booking_says_it_is_part_of_it(app, scene, sign_in):
    series = make(scene, 3)
    client = sign_in(scene.booker_person)

    assert named_in(Page(client.get("/skrivbord").text).text) == []
    one = queries.dates_of(series.id)[0].booking.reference
    assert f"Datum 1 av 3 i serien {series.reference}" in client.get(f"/bokningar/{one}").text


def test_the_calendar_file_has_every_date_and_nothing_confidential(app, scene, sign_in):
    series = make(scene, 3)

    answer = sign_in(scene.booker_person).get(f"/serier/{series.reference}.ics")

    assert answer.text.count("BEGIN:VEVENT") == 3
    assert "Anteckning" not in answer.text


def test_the_series_in_english(app, scene, sign_in):
    series = make(scene, 2)
    client = sign_in(scene.booker_person)

    page = client.get(f"/en/serier/{series.reference}").text
    form = Page(client.get(f"/en{address(scene)}").text, f"/en{address(scene)}").form("/serie")
    report = client.post(f"/en{address(scene)}", data=form.filled(**{**SERIES, "gor": "visa", "count": "5"}))

    assert "2 of 2 dates" in page and 'lang="en"' in page
    assert "Public holiday: Easter Monday." in Page(report.text).text


def test_strangers_learn_nothing(app, scene, sign_in):
    series = make(scene, 2)
    client = sign_in(scene.rival_person)

    for path in ("", ".ics", "/kontrollera", "/avboka"):
        assert client.get(f"/serier/{series.reference}{path}").status_code == 404
    for path in ("/kontrollera", "/forlang", "/slapp", "/ta", "/avboka"):
        assert client.post(f"/serier/{series.reference}{path}", data={"datum": "2027-03-01"}).status_code == 404


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"count": ""}, "count"),
        ({"count": "0"}, "count"),
        ({"count": "53"}, "count"),
        ({"count": "två"}, "count"),
        ({"count": "3", "until": "2027-04-01"}, "count"),
        ({"count": "", "until": "2027-02-01"}, "until"),
        ({"count": "", "until": "9999-12-31"}, "count"),
        ({"count": "", "until": "0001-01-01"}, "until"),
        ({"every": "0"}, "every"),
        ({"every": "13"}, "every"),
        ({"every": "-1"}, "every"),
        ({"kind": ""}, None),
        ({"kind": "år"}, None),
        ({"kind": "datum", "days": "i morgon 2027-02-30"}, "days"),
        ({"kind": "datum", "days": "9999-12-31"}, "days"),
        ({"kind": "datum", "days": "\n".join(str(monday(n)) for n in range(60))}, "days"),
        ({"kind": "datum", "days": "x" * 2001}, "days"),
        ({"first_day": "igår"}, "first_day"),
        ({"purpose": ""}, "purpose"),
        ({"first_day": "2027-03-28", "starts": "02:00", "ends": "05:00"}, "starts"),
    ],
)
def test_what_nobody_should_send_is_refused_at_its_field(app, scene, sign_in, typed, field):
    answer = show(sign_in(scene.booker_person), scene, **typed)

    assert answer.status_code == 422
    assert field is None or field in {
        one.name for form in Page(answer.text).forms for one in form.fields if one.has_error
    }
    assert count(Series) == 0


@pytest.mark.parametrize(
    "datum", [[], ["igår"], ["2027-03-01~x-y"], ["2027-03-02"], ["2027-03-01~1-2"], ["9999-12-31~5-4", "<b>"]]
)
def test_forged_ticks_hold_nothing_that_was_not_asked_for(app, scene, sign_in, datum):
    client = sign_in(scene.booker_person)

    answer = press(client, scene, show(client, scene), datum=datum)

    held = answer.status_code == 303
    assert answer.status_code in (303, 409, 422)
    assert claims() == (taken(week(0)) if held else [])


def test_chosen_dates_are_read_whatever_stands_between_them(app, scene, sign_in):
    answer = show(
        sign_in(scene.booker_person), scene, kind="datum", count="", days="2027-03-04, 2027-03-02\n2027-03-04"
    )

    assert "Alla 3 datum går att boka" in answer.text


def test_days_and_half_days_have_series_too(app, scene, sign_in):
    for unit in ("day", "half-day"):
        here = make_scene(unit=unit)
        typed = {"starts": ["fm"], "ends": ["em"]} if unit == "half-day" else {"starts": [], "ends": []}
        client = sign_in(here.booker_person)
        held = press(client, here, show(client, here, **typed))
        assert held.status_code == 303, unit
    assert len(claims()) == 6


def test_who_has_no_series_at_that_reference_is_told_it_does_not_exist(app, scene, sign_in):
    client = sign_in(scene.owner_person)

    for reference in ("SE-3333-3333", "..", "%00", "x" * 300):
        assert client.get(f"/serier/{reference}").status_code == 404
        assert client.post(f"/serier/{reference}/bekrafta").status_code == 404


def test_a_held_series_is_not_in_anybodys_way_when_it_lapses(app, scene):
    hold(scene, 3)

    scene.book(week(1), by=scene.rival, now=NOW + timedelta(minutes=16))

    assert claims() == taken(week(1))
