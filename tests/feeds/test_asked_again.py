"""The owner's own calendar is asked once more whichever way a time is taken: alone, together, moved or in place of another."""

from datetime import timedelta

import pytest

from portal.booking import service as booking
from portal.booking.service import NotTogether, Part, Wanted
from portal.campaign import service as campaign
from portal.clock import local_day
from portal.errors import CapacityExceeded, Refusal, Refusals
from portal.series import service as series
from portal.series.rules import wall_time
from portal.series.service import ALL, Shift
from tests.booking.scene import NOW, claims, state_of, taken
from tests.builders import hours
from tests.feeds.calendars import connected
from tests.pages import Page
from tests.series.weeks import days, hold, make, monday, states, wanted, week

SOON = NOW + timedelta(minutes=5)


def test_a_basket_is_not_sent_for_a_time_that_was_taken_elsewhere(elsewhere):
    scene = connected(elsewhere)
    parts = [Part(scene.resource, hours(0, 2), 1), Part(scene.resource, hours(3, 5), 1)]
    words = {"kind": "basket", "form_key": "nyckel-1", "made_of": {}}
    held = campaign.hold_parts(scene.booker, parts, "Prov", "", NOW, **words)
    elsewhere.periods = [hours(3, 4)]

    with pytest.raises(NotTogether) as refused:
        campaign.submit(scene.booker, held.reference, SOON)

    assert [fault is None for fault in refused.value.faults] == [True, False]
    assert claims() == []


def test_a_series_is_not_sent_for_a_date_that_was_taken_elsewhere_and_the_page_says_which(elsewhere, sign_in, freeze):
    scene = connected(elsewhere)
    held = hold(scene, 2)
    freeze(SOON)
    client, path = sign_in(scene.booker_person), f"/serier/{held.reference}/kontrollera"
    form = Page(client.get(path).text, path).form("/kontrollera")
    elsewhere.periods = [week(1)]

    with pytest.raises(NotTogether):
        series.send_series(scene.booker, held.reference, days(held), SOON)
    answer = client.post(path, data=form.filled())

    assert states(held) == ["held", "expired"] and answer.status_code == 409
    page = Page(answer.text, path)
    assert "upptagen i testbäddens egen kalender" in page.text and page.text.count("Hålls ") <= 1
    client.post(path, data=page.form("/kontrollera").filled())
    assert states(held) == ["confirmed", "expired"]


def test_a_date_that_comes_free_is_not_taken_where_it_is_busy_elsewhere(elsewhere):
    scene = connected(elsewhere)
    made = make(scene, 2, left=[wanted(2)[0][1]])
    elsewhere.periods = [week(1)]

    with pytest.raises(Refusal):
        series.take_date(scene.booker, made.reference, monday(1), SOON)
    assert claims() == taken(week(0))


def test_a_booking_is_not_moved_to_where_it_is_busy_elsewhere(elsewhere):
    scene = connected(elsewhere)
    made = scene.book(hours(0, 2))
    elsewhere.periods = [hours(0, 2), hours(4, 6)]

    with pytest.raises(Refusal):
        booking.alter_booking(scene.booker, made.reference, Wanted(hours(4, 6), 1), SOON)
    # Away from what is busy there is the cure, not the fault.
    assert booking.alter_booking(scene.booker, made.reference, Wanted(hours(6, 8), 1), SOON).period == hours(6, 8)


def test_a_series_is_not_moved_to_where_it_is_busy_elsewhere(elsewhere):
    scene = connected(elsewhere)
    made = make(scene, 2)
    elsewhere.periods = [hours(168 + 4, 168 + 5)]

    lines = series.report_move(
        scene.booker, made.reference, Shift(ALL, monday(0), 0, wall_time(hours(4, 6)), 1), "", SOON
    )

    assert [one.fits for one in lines] == [True, False]


def test_a_repair_does_not_go_where_it_is_busy_elsewhere(elsewhere):
    scene = connected(elsewhere)
    lost, day = scene.book(hours(0, 2)), local_day(hours(0, 2).starts_at)
    booking.close_days(scene.owner, scene.resource, day, day, 0, "fault", "", NOW)
    elsewhere.periods = [hours(24, 26)]

    with pytest.raises((Refusals, CapacityExceeded)):
        booking.settle_repair(scene.booker, lost.reference, "moved", SOON, hours(24, 26))
    assert state_of(lost.reference) == "displaced"


def test_an_owner_s_yes_to_a_series_leaves_the_date_that_is_busy_elsewhere(elsewhere):
    scene = connected(elsewhere, mode="request")
    made = make(scene, 2)
    elsewhere.periods = [week(1)]

    outcome = series.confirm_series(scene.owner, made.reference, SOON)

    assert states(made) == ["confirmed", "requested"]
    assert "er egen kalender" in outcome.left[0][1].message
