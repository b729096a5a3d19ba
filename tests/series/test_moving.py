"""Dates are moved through the same rules as a single booking: seen first, all that is ticked or none, and told once."""

from datetime import time, timedelta

import pytest

from portal.booking import queries as bookings
from portal.booking import service as booking
from portal.booking.service import NotTogether
from portal.errors import NotAllowed, NotFound, Refusal
from portal.series import queries, service
from portal.series.models import Series
from portal.series.rules import WallTime
from portal.series.service import ALL, FOLLOWING, ONE, Shift, Target
from tests.booking.scene import NOW, claims, letters, make_scene, taken
from tests.booking.test_race import at_once, here, won
from tests.builders import hours
from tests.series.weeks import make, monday, states, wanted, week

SAME, TEN = WallTime(time(8), time(10), 0), WallTime(time(10), time(12), 0)


def shift(scope=ALL, day=0, *, days=0, wall=TEN, units=1):
    return Shift(scope, monday(day), days, wall, units)


def report(scene, series, how, *, by=None, text="", now=NOW):
    return service.report_move(by or scene.booker, series.reference, how, text, now)


def move(scene, series, how, *, by=None, text="", lines=None, now=NOW):
    """Move every date of which the report says that it can be."""
    lines = lines or report(scene, series, how, by=by, text=text, now=now)
    targets = {one.day: Target(one.period, one.booking.version) for one in lines if one.fits}
    return service.move_dates(by or scene.booker, series.reference, how, targets, text, now)


def later(number, by):
    return hours(0, 2, since=week(number).starts_at + timedelta(hours=by))


def now_at(series):
    return [one.period for one in queries.dates_of(series.id)]


@pytest.mark.parametrize(("scope", "by"), [(ONE, [0, 2, 0]), (FOLLOWING, [0, 2, 2]), (ALL, [2, 2, 2])])
def test_one_date_this_and_the_following_or_all_are_moved_in_one_letter(app, scope, by):
    scene = make_scene()
    series = make(scene, 3)
    told = len(letters())

    moved = move(scene, series, shift(scope, 1))

    assert claims() == taken(*(later(number, hours_later) for number, hours_later in enumerate(by)))
    assert len(moved) == by.count(2)
    new = letters()[told:]
    assert {(one.kind, one.to_email) for one in new} == {
        ("series.changed", scene.booker.email),
        ("series.changed", scene.owner.email),
    }
    assert len(new) == 2 and all(one.body.count("→") == by.count(2) for one in new)
    assert all(one.calendar.count("BEGIN:VEVENT") == by.count(2) for one in new)


def test_the_report_says_of_each_date_what_happens_and_what_would_do_instead(app):
    scene = make_scene()
    series = make(scene, 3)
    scene.book(hours(7 * 24 + 3, 7 * 24 + 4), by=scene.rival)
    told, stands = len(letters()), claims()

    lines = report(scene, series, shift())

    assert [one.fits for one in lines] == [True, False, True]
    assert "upptagen" in lines[1].refusal.message
    assert lines[1].nearest == later(1, 1)
    assert (len(letters()), claims()) == (told, stands)


def test_what_fits_is_moved_and_the_rest_stays_where_that_is_what_was_ticked(app):
    scene = make_scene()
    series = make(scene, 3)
    scene.book(hours(7 * 24 + 3, 7 * 24 + 4), by=scene.rival)

    move(scene, series, shift())

    assert now_at(series) == [later(0, 2), week(1), later(2, 2)]


def test_the_offered_time_can_be_ticked_instead(app):
    scene = make_scene()
    series = make(scene, 2)
    scene.book(hours(7 * 24 + 3, 7 * 24 + 4), by=scene.rival)
    lines = report(scene, series, shift())
    targets = {one.day: Target(one.nearest or one.period, one.booking.version) for one in lines}

    service.move_dates(scene.booker, series.reference, shift(), targets, "", NOW)

    assert now_at(series) == [later(0, 2), later(1, 1)]


def test_all_that_is_ticked_is_moved_or_nothing_and_nobody_is_told_of_half(app):
    scene = make_scene()
    series = make(scene, 3)
    lines = report(scene, series, shift())
    scene.book(hours(7 * 24 + 3, 7 * 24 + 4), by=scene.rival)
    told, stands = len(letters()), claims()

    with pytest.raises(NotTogether) as refused:
        move(scene, series, shift(), lines=lines)

    assert [fault is None for fault in refused.value.faults] == [True, False, True]
    assert (len(letters()), claims()) == (told, stands)


@pytest.mark.parametrize("days", [7, -7])
def test_dates_that_move_into_each_others_times_do_not_collide(app, days):
    scene = make_scene()
    first = 0 if days > 0 else 1
    series = make(scene, 3, first=monday(first))

    move(scene, series, shift(day=first, days=days, wall=SAME))

    assert claims() == taken(*(week(number + first + days // 7) for number in range(3)))


def test_another_length_and_other_units_are_one_change_and_dates_taken_later_follow(app):
    scene = make_scene(units=3)
    scene.book(week(1), by=scene.rival, units=3)
    series = make(scene, 3, left=[wanted(3)[0][1]])
    longer = shift(wall=WallTime(time(12), time(15), 0), units=2)

    move(scene, series, longer)
    service.take_date(scene.booker, series.reference, monday(1), NOW)

    assert now_at(series) == [hours(4 + number * 168, 7 + number * 168) for number in range(3)]
    assert {(one.booking.units, one.booking.state) for one in queries.dates_of(series.id)} == {(2, "confirmed")}


def test_the_same_form_twice_moves_once_and_tells_once(app):
    scene = make_scene()
    series = make(scene, 3)
    lines = report(scene, series, shift())
    who = scene.booker
    told = len(letters())
    targets = {one.day: Target(one.period, one.booking.version) for one in lines}

    done = at_once(app, [lambda: service.move_dates(who, series.reference, shift(), targets, "", NOW)] * 3)

    assert sorted(len(one) for one in won(done)) == [0, 0, 3]
    assert now_at(series) == [later(number, 2) for number in range(3)]
    assert len(letters()) == told + 2


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(app):
    scene = make_scene()
    series = make(scene, 2)
    lines = report(scene, series, shift())
    first = queries.dates_of(series.id)[0].booking
    booking.alter_booking(scene.owner, first.reference, booking.Wanted(later(0, 5), 1, "Service"), NOW)

    with pytest.raises(NotTogether) as refused:
        move(scene, series, shift(), lines=lines)

    assert [type(one).__name__ for one in refused.value.faults] == ["Conflict", "NoneType"]
    assert now_at(series) == [later(0, 5), week(1)]


def decided(scene, series):
    for one in queries.dates_of(series.id):
        booking.confirm_booking(scene.owner, one.booking.reference, NOW)


def test_where_the_owner_decides_the_old_times_stand_until_one_yes_to_all(app):
    scene = make_scene(mode="request")
    series = make(scene, 3)
    decided(scene, series)
    told, lines = len(letters()), report(scene, series, shift(days=7, wall=SAME))
    assert all(one.asks for one in lines)

    move(scene, series, shift(days=7, wall=SAME), lines=lines, text="Leveransen är sen")
    move(scene, series, shift(days=7, wall=SAME), lines=lines, text="Leveransen är sen")

    assert claims() == taken(week(0), week(1), week(2))
    asked = letters()[told:]
    assert [one.kind for one in asked] == ["series.change-asked"] * 2
    assert all("Leveransen är sen" in one.body and one.calendar is None for one in asked)
    service.accept_moves(scene.owner, series.reference, NOW)
    assert claims() == taken(week(1), week(2), week(3))
    assert [one.kind for one in letters()[told + 2 :]] == ["series.changed"] * 2


@pytest.mark.parametrize("answer", ["no", "taken back"])
def test_a_no_or_a_second_thought_leaves_every_date_as_it_is_in_one_letter(app, answer):
    scene = make_scene(mode="request")
    series = make(scene, 2)
    decided(scene, series)
    move(scene, series, shift())
    told = len(letters())

    with pytest.raises(NotAllowed):
        service.decline_moves(scene.booker, series.reference, "", NOW)
    if answer == "no":
        service.decline_moves(scene.owner, series.reference, "Fullt då", NOW)
    else:
        service.withdraw_moves(scene.booker, series.reference, NOW)

    assert claims() == taken(week(0), week(1))
    assert len(letters()) == told + 2 and ("Fullt då" in letters()[-1].body) == (answer == "no")
    assert not any(bookings.find_change(one.booking.id) for one in queries.dates_of(series.id))


def test_a_request_that_waits_is_moved_at_once_and_still_waits(app):
    scene = make_scene(mode="request")
    series = make(scene, 2)

    move(scene, series, shift())

    assert states(series) == ["requested"] * 2
    assert claims() == taken(later(0, 2), later(1, 2))


def test_the_owner_says_why_and_strangers_move_nothing(app):
    scene = make_scene()
    series = make(scene, 2)

    with pytest.raises(Refusal, match="Skriv varför"):
        report(scene, series, shift(), by=scene.owner)
    with pytest.raises(NotFound):
        report(scene, series, shift(), by=scene.rival)
    move(scene, series, shift(), by=scene.owner, text="Service på förmiddagen")

    assert claims() == taken(later(0, 2), later(1, 2))
    assert "Service på förmiddagen" in letters()[-1].body


def test_what_has_begun_is_no_longer_among_the_dates(app):
    scene = make_scene()
    series = make(scene, 3)

    lines = report(scene, series, shift(), now=week(0).starts_at)

    assert [one.day for one in lines] == [monday(1), monday(2)]


def test_a_date_that_was_moved_alone_counts_from_where_it_lies(app):
    scene = make_scene()
    series = make(scene, 3)
    move(scene, series, shift(ONE, 0, days=8, wall=SAME))

    lines = report(scene, series, shift(FOLLOWING, 0, wall=TEN))

    assert [one.day for one in lines] == [monday(0), monday(2)]


def test_a_moved_series_and_a_booking_at_once_never_share_a_time(app):
    scene = make_scene()
    series = make(scene, 3)
    lines = report(scene, series, shift())
    one, two = scene.booker, scene.rival
    targets = {line.day: Target(line.period, line.booking.version) for line in lines}

    results = at_once(
        app,
        [
            lambda: service.move_dates(one, series.reference, shift(), targets, "", NOW),
            lambda: booking.hold(two, here(scene), later(2, 2), 1, "Prov", "", NOW),
        ],
    )

    assert len(won(results)) == 1
    assert len(set(claims())) == len(claims()) and states(series) == ["confirmed"] * 3


def test_the_series_itself_is_never_lost(app, database):
    scene = make_scene()
    series = make(scene, 2)
    move(scene, series, shift())

    assert database.query(Series).one().sequence == 2
