"""The pages on which dates of a series are moved, as a browser without scripts uses them."""

import pytest

from portal.booking import queries as bookings
from portal.clock import local_day
from portal.series import queries
from tests.booking.scene import claims, make_scene, taken
from tests.builders import hours
from tests.pages import Page
from tests.series.test_moving import decided, later
from tests.series.weeks import make, monday, states, week

TEN = {"starts": "10:00", "ends": "12:00"}


def path_of(series):
    return f"/serier/{series.reference}/flytta"


def form_of(client, series, query=""):
    return Page(client.get(path_of(series) + query).text, path_of(series)).form("/flytta")


def show(client, series, query="", **typed):
    return client.post(path_of(series), data=form_of(client, series, query).filled(gor="visa", **typed))


def press(client, series, answer, **more):
    return client.post(
        path_of(series), data=Page(answer.text, path_of(series)).form("/flytta").filled(gor="flytta", **more)
    )


def test_dates_are_moved_after_they_were_shown(app, scene, sign_in):
    series = make(scene, 3)
    client = sign_in(scene.booker_person)
    assert f"{path_of(series)}?fran=2027-03-08" in client.get(f"/serier/{series.reference}").text
    form = form_of(client, series, "?fran=2027-03-08")
    assert (form.named("first_day").value, form.named("starts").value) == ("2027-03-08", "08:00")

    shown = show(client, series, "?fran=2027-03-08", scope="following", **TEN)
    assert "Alla 2 datum går att ändra" in shown.text and claims() == taken(week(0), week(1), week(2))
    done = press(client, series, shown)
    again = press(client, series, shown)

    assert done.status_code == again.status_code == 303
    assert claims() == taken(week(0), later(1, 2), later(2, 2))
    assert "2 datum är ändrade." in Page(client.get(done.location).text).text


def test_nothing_is_moved_that_the_report_did_not_show(app, scene, sign_in):
    series = make(scene, 2)
    client = sign_in(scene.booker_person)

    shown = press(client, series, show(client, series, **TEN), starts="12:00", ends="14:00")

    assert shown.status_code == 200 and "12:00–14:00" in shown.text
    assert claims() == taken(week(0), week(1))


def test_a_date_that_went_meanwhile_is_shown_again_and_nothing_is_moved(app, scene, sign_in):
    series = make(scene, 2)
    client = sign_in(scene.booker_person)
    shown = show(client, series, **TEN)
    scene.book(hours(3, 4), by=scene.rival)

    answer = press(client, series, shown)

    assert answer.status_code == 409
    text = Page(answer.text).text
    assert "Inget är ändrat." in text and "1 av 2 datum går att ändra" in text and "Ta i stället" in text
    assert "Beta AB" not in text and len(claims()) == 3


def test_an_owner_answers_all_that_is_asked_on_the_page_of_the_series(app, scene, sign_in):
    asked = make_scene(mode="request")
    series = make(asked, 2)
    decided(asked, series)
    booker, owner = sign_in(asked.booker_person), sign_in(asked.owner_person, app.test_client())
    shown = show(booker, series, **TEN, text="Sen leverans")
    assert "Testbädden svarar" in shown.text
    press(booker, series, shown)

    page = Page(owner.get(f"/serier/{series.reference}").text, "/")
    assert "Ändringarna av 2 datum väntar på svar" in page.text and "Sen leverans" in page.text
    form = page.form("/flytta/ja")
    answer = owner.post(form.action, data=form.filled())

    assert answer.status_code == 303 and claims() == taken(later(0, 2), later(1, 2))


@pytest.mark.parametrize(("who", "way"), [("owner", "nej"), ("booker", "ta-tillbaka")])
def test_a_no_and_a_second_thought_are_one_press(app, scene, sign_in, who, way):
    asked = make_scene(mode="request")
    series = make(asked, 2)
    decided(asked, series)
    booker = sign_in(asked.booker_person)
    press(booker, series, show(booker, series, **TEN))
    client = booker if who == "booker" else sign_in(asked.owner_person, app.test_client())

    form = Page(client.get(f"/serier/{series.reference}").text, "/").form(f"/flytta/{way}")
    client.post(form.action, data=form.filled())

    assert claims() == taken(week(0), week(1))
    assert not any(bookings.find_change(one.booking.id) for one in queries.dates_of(series.id))


def test_days_and_half_days_are_moved_too_and_in_english(app, scene, sign_in):
    for unit in ("day", "half-day"):
        here = make_scene(unit=unit)
        period = hours(0, 9) if unit == "day" else hours(0, 4)
        series = make(here, 2, period=period)
        client = sign_in(here.booker_person)
        path = f"/en{path_of(series)}"
        form = Page(client.get(path).text, path).form("/flytta")
        tuesday = {"first_day": "2027-03-02", "last_day": "2027-03-02"}
        shown = client.post(path, data=form.filled(gor="visa", **tuesday))
        assert "All 2 dates can be changed" in shown.text, unit
        client.post(path, data=Page(shown.text, path).form("/flytta").filled(gor="flytta"))
        days = [str(local_day(one.booking.starts_at)) for one in queries.dates_of(series.id)]
        assert days == ["2027-03-02", "2027-03-09"]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"first_day": "igår"}, "first_day"),
        ({"starts": "25:00"}, "starts"),
        ({"ends": "07:00"}, "ends"),
        ({"first_day": "2027-03-28", "starts": "02:00", "ends": "05:00"}, "starts"),
        ({"scope": ""}, None),
        ({"scope": "somliga"}, None),
        ({"text": "x" * 1001}, "text"),
    ],
)
def test_what_nobody_should_send_is_refused_at_its_field(app, scene, sign_in, typed, field):
    series = make(scene, 2)

    answer = show(sign_in(scene.booker_person), series, **typed)

    assert answer.status_code == 422
    assert field is None or field in {
        one.name for form in Page(answer.text).forms for one in form.fields if one.has_error
    }


@pytest.mark.parametrize(
    "datum", [[], ["x"], ["2027-03-01"], ["2027-03-01.1~5-4"], ["2027-03-01.99999999999~1-2"], ["2027-03-02.3~1-2"]]
)
def test_forged_ticks_move_nothing(app, scene, sign_in, datum):
    series = make(scene, 2)
    client = sign_in(scene.booker_person)

    answer = press(client, series, show(client, series, **TEN), datum=datum)

    assert answer.status_code in (409, 422)
    assert claims() == taken(week(0), week(1)) and states(series) == ["confirmed"] * 2


def test_a_series_that_is_over_has_nothing_to_move(app, scene, sign_in, freeze):
    series = make(scene, 1)
    client = sign_in(scene.booker_person)
    freeze(week(0).ends_at)

    assert client.get(path_of(series)).status_code == 303
    assert client.post(path_of(series), data={"day": str(monday(0))}).status_code == 303
