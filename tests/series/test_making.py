"""From a pattern to bookings: the report tells what happens, all or none is held, and it is sent once with one letter."""

from datetime import date, timedelta

import pytest

from portal import clock
from portal.booking import service as booking
from portal.booking.models import Booking
from portal.booking.service import HELD_FOR, NotTogether
from portal.capacity import service as capacity
from portal.capacity.models import CapacityPlan
from portal.clock import day_period
from portal.database import db, transaction
from portal.errors import NotFound, Refusal
from portal.series import queries, service
from portal.series.models import Series
from tests.booking.scene import NOW, claims, count, letters, make_scene, named_in, taken
from tests.booking.test_race import at_once, here, won
from tests.builders import hours, make_person
from tests.series.weeks import days, hold, make, monday, report, send, states, wanted, week

LATER = NOW + HELD_FOR + timedelta(minutes=1)


def test_the_report_says_before_booking_which_dates_clash_and_why(app):
    """Cal 25287: later occurrences that clash were not shown before booking."""
    scene = make_scene()
    scene.book(week(1), by=scene.rival)

    lines = report(scene, 3)

    assert [line.fits for line in lines] == [True, False, True]
    assert "upptagen" in lines[1].refusal.message
    assert lines[1].nearest == hours(7 * 24 + 2, 7 * 24 + 4)
    assert claims() == taken(week(1))


def test_holidays_and_closed_days_are_told_by_name(app):
    """Cal 22763: skip known absences and say which dates fall out. Indico 1289: closed periods count as clashes."""
    scene = make_scene()
    booking.close_days(scene.owner, scene.resource, monday(1), monday(1), 0, "fault", "", NOW)

    lines = report(scene, 5)

    assert [line.day for line in lines if not line.fits] == [monday(1), date(2027, 3, 29)]
    assert (lines[1].closure, lines[1].holiday) == ("fault", None)
    assert (lines[4].closure, lines[4].holiday) == (None, date(2027, 3, 29))
    assert all(line.nearest for line in lines if not line.fits)


def test_what_the_report_says_is_what_holding_does_also_through_other_doors(app):
    """LibreBooking 1220: skipping worked on screen only. The service refuses the same dates whoever calls it."""
    scene = make_scene()
    scene.book(week(1), by=scene.rival)
    reported = [line.fits for line in report(scene, 3)]

    with pytest.raises(NotTogether) as refused:
        hold(scene, 3)

    assert [fault is None for fault in refused.value.faults] == reported
    assert claims() == taken(week(1)) and count(Series) == 0


def test_an_offered_time_is_not_one_that_the_series_takes_itself(app):
    scene = make_scene(opens=8, closes=12)
    scene.book(hours(0, 4), by=scene.rival)
    found, wall = wanted(1, period=hours(0, 4))
    later, _ = wanted(1, first=date(2027, 3, 2), period=hours(0, 4))

    lines = service.report(scene.booker, scene.resource, [*found, *later], wall, 1, NOW)

    assert [line.fits for line in lines] == [False, True]
    assert not lines[0].nearest.overlaps(later[0].period)


def test_a_series_is_held_and_counts_as_one_hold(app):
    scene = make_scene()

    series = hold(scene, 4)

    assert states(series) == ["held"] * 4
    assert claims() == taken(*(week(number) for number in range(4)))
    for number in range(4):
        scene.hold(hours(4 + number, 5 + number))
    with pytest.raises(Refusal, match="håller redan"):
        hold(scene, 1, key="nyckel-2", first=date(2027, 3, 2))


def test_a_series_is_sent_once_in_one_letter_to_each(app):
    scene = make_scene()
    series = hold(scene, 3)

    first = send(scene, series)
    second = send(scene, series)

    assert [one.reference for one in first] == [one.reference for one in second]
    assert states(series) == ["confirmed"] * 3
    assert {(one.kind, one.to_email) for one in letters()} == {
        ("series.confirmed", scene.booker.email),
        ("series.confirmed", scene.owner.email),
    }
    assert len(letters()) == 2
    assert all(len(named_in(one.body)) == 3 and one.calendar.count("BEGIN:VEVENT") == 3 for one in letters())
    assert not any("Prov" in one.subject + one.body.replace("Provbänken", "") for one in letters())


def test_where_the_owner_decides_each_date_is_a_request(app):
    scene = make_scene(mode="request")

    series = make(scene, 2)

    assert states(series) == ["requested"] * 2
    assert {one.kind for one in letters()} == {"series.requested"}


def test_the_same_form_holds_once_and_with_other_answers_anew(app):
    scene = make_scene()

    first, second = hold(scene, 3), hold(scene, 3)
    assert first.reference == second.reference and count(Booking) == 3

    third = hold(scene, 2)
    assert third.reference != first.reference
    assert states(first) == ["cancelled"] * 3 and claims() == taken(week(0), week(1))

    send(scene, third)
    assert hold(scene, 2).reference == third.reference
    assert hold(scene, 3).reference == third.reference


def test_a_double_click_makes_one_series(app):
    scene = make_scene()
    who = scene.booker

    made = at_once(app, [lambda: hold(scene, 3, by=who, resource=here(scene))] * 4)
    reference = {one.reference for one in won(made)}
    series = queries.find_series(reference.copy().pop())
    at_once(app, [lambda: send(scene, series, by=who)] * 4)

    assert len(reference) == 1 and count(Series) == 1
    assert states(series) == ["confirmed"] * 3
    assert len(letters()) == 2


def test_of_two_series_that_share_dates_at_once_one_has_all_and_the_other_nothing(app):
    scene = make_scene()
    one, two = scene.booker, scene.rival

    results = at_once(
        app,
        [
            lambda: hold(scene, 4, by=one, resource=here(scene)),
            lambda: hold(scene, 2, by=two, resource=here(scene), first=monday(2)),
        ],
    )

    assert len(won(results)) == 1
    assert set(states(won(results)[0])) == {"held"}
    assert len(claims()) == len(states(won(results)[0])) == count(Booking)


def test_a_series_and_a_single_booking_at_once_never_share_a_time(app):
    scene = make_scene()
    one, two = scene.booker, scene.rival

    results = at_once(
        app,
        [
            lambda: hold(scene, 4, by=one, resource=here(scene)),
            lambda: booking.hold(two, here(scene), week(3), 1, "Prov", "", NOW),
        ],
    )

    assert len(won(results)) == 1
    assert len(claims()) in (1, 4)


def test_a_series_is_extended_and_let_go_as_a_whole(app):
    scene = make_scene()
    series = hold(scene, 3)
    soon = NOW + timedelta(minutes=10)

    service.extend_series(scene.booker, series.reference, soon)
    assert {one.booking.held_until for one in queries.dates_of(series.id)} == {soon + HELD_FOR}
    service.release_series(scene.booker, series.reference, soon)
    service.release_series(scene.booker, series.reference, soon)

    assert states(series) == ["cancelled"] * 3 and claims() == []


def test_a_lapsed_series_is_sent_if_every_date_is_still_free_and_else_nothing_is(app):
    scene = make_scene()
    series = hold(scene, 3)
    scene.book(week(1), by=scene.rival, now=LATER)
    told = len(letters())

    with pytest.raises(Refusal):
        send(scene, series, now=LATER)
    assert claims() == taken(week(1)) and len(letters()) == told

    service.send_series(scene.booker, series.reference, {monday(0), monday(2)}, LATER)
    assert states(series) == ["confirmed", "expired", "confirmed"]
    assert claims() == taken(week(0), week(1), week(2))


def test_a_refused_date_is_taken_when_it_comes_free(app):
    """Indico 4180: skipped dates could not be added again."""
    scene = make_scene()
    rival = scene.book(week(1), by=scene.rival)
    found, _ = wanted(3)
    series = hold(scene, 3, left=[found[1]])
    send(scene, series)
    with pytest.raises(Refusal, match="upptagen"):
        service.take_date(scene.booker, series.reference, monday(1), NOW)

    booking.cancel_booking(scene.rival, rival.reference, "plans", "", NOW)
    made = service.take_date(scene.booker, series.reference, monday(1), NOW)
    again = service.take_date(scene.booker, series.reference, monday(1), NOW)

    assert made.state == "confirmed" and again.reference == made.reference
    assert states(series) == ["confirmed"] * 3
    assert claims() == taken(week(0), week(1), week(2))
    assert letters()[-1].about == made.reference


def test_two_who_take_the_date_that_came_free_at_once_do_not_both_have_it(app):
    scene = make_scene()
    rival = scene.book(week(1), by=scene.rival)
    found, _ = wanted(3)
    series = make(scene, 3, left=[found[1]])
    booking.cancel_booking(scene.rival, rival.reference, "plans", "", NOW)
    one, two = scene.booker, scene.rival

    results = at_once(
        app,
        [
            lambda: service.take_date(one, series.reference, monday(1), NOW),
            lambda: booking.hold(two, here(scene), week(1), 1, "Prov", "", NOW),
        ],
    )

    assert len(won(results)) == 1
    assert claims() == taken(week(0), week(1), week(2))


def test_nobody_else_touches_the_series_and_a_colleague_may(app):
    scene = make_scene()
    series = hold(scene, 2)
    colleague = scene.visitor(make_person(scene.organisation))

    for stranger in (scene.rival, scene.owner):
        for act in (service.extend_series, service.release_series):
            with pytest.raises(NotFound):
                act(stranger, series.reference, NOW)
        with pytest.raises(NotFound):
            service.send_series(stranger, series.reference, days(series), NOW)
        with pytest.raises(NotFound):
            service.take_date(stranger, series.reference, monday(0), NOW)
    assert send(scene, series, by=colleague)


def test_no_dates_and_too_many_are_refused(app):
    scene = make_scene()

    with pytest.raises(Refusal, match="minst ett"):
        hold(scene, 0)
    with pytest.raises(Refusal, match="högst"):
        hold(scene, 53)


SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)


def always_open(unit, now):
    """Return a scene that is open day and night, on holidays too: the switch of 2027 to summer time is on Easter Sunday."""
    scene = make_scene(unit=unit, opens=0, closes=24, days=range(7), now=now)
    with transaction():
        scene.resource.horizon_days = 90
        db.session.query(CapacityPlan).filter_by(resource_id=scene.resource.id).one().closed_on_holidays = False
    capacity.unfold_resource(scene.resource.id, now)
    return scene


@pytest.mark.parametrize(("switch", "hours_then"), [(SPRING, 23), (AUTUMN, 25)])
@pytest.mark.parametrize(
    ("unit", "first", "last"),
    [("half-hour", 8, 9), ("hour", 8, 10), ("hour", 0, 6), ("half-day", 0, 12), ("day", 0, 24)],
)
def test_each_unit_keeps_its_wall_clock_over_the_switch(app, unit, first, last, switch, hours_then):
    """Cal 1092 and newtheatre 17: a series in UTC drifts by an hour, and may land on another weekday."""
    now = day_period(switch - timedelta(days=20)).starts_at
    scene = always_open(unit, now)
    before = switch - timedelta(days=7)
    period = hours(first, last, since=day_period(before).starts_at)

    series = make(scene, 3, first=before, period=period, now=now)

    spans = [one.booking.period for one in queries.dates_of(series.id)]
    moved = hours_then - 24 if first == 0 else 0
    assert [one.hours for one in spans] == [last - first, last - first + moved, last - first]
    assert {clock.local(one.starts_at).hour for one in spans} == {first}
    assert {clock.local(one.ends_at).hour for one in spans} == {last % 24}
    assert [clock.local_day(one.starts_at) for one in spans] == [before, switch, switch + timedelta(days=7)]
    assert claims() == taken(*spans)


@pytest.mark.parametrize(("unit", "first"), [("half-hour", 2.5), ("hour", 2)])
def test_half_past_two_on_the_night_of_the_switch_to_summer_time_is_explained(app, unit, first):
    now = day_period(SPRING - timedelta(days=20)).starts_at
    scene = always_open(unit, now)
    before = SPRING - timedelta(days=7)

    lines = report(scene, 3, first=before, period=hours(first, 4, since=day_period(before).starts_at), now=now)

    assert [line.fits for line in lines] == [True, False, True]
    assert "Klockslaget finns inte den dagen" in lines[1].refusal.message


def test_half_past_two_that_comes_twice_says_how_long_it_is(app):
    now = day_period(AUTUMN - timedelta(days=20)).starts_at
    scene = always_open("half-hour", now)
    before = AUTUMN - timedelta(days=7)

    lines = report(scene, 3, first=before, period=hours(2.5, 3.5, since=day_period(before).starts_at), now=now)

    assert [line.fits for line in lines] == [True, True, True]
    assert [line.longer for line in lines] == [timedelta(0), timedelta(hours=1), timedelta(0)]
