"""The day itself: checking in and out, nobody coming, and what a late cancellation costs."""

from datetime import timedelta

import pytest

from portal import clock
from portal.booking import queries, service
from portal.booking.changes.late import is_late
from portal.clock import Period
from portal.database import transaction
from portal.errors import NotAllowed, NotFound, Refusal
from portal.utilisation.days import count_days
from tests.booking.scene import NOW, claims, letters, make_scene, moves_of, state_of, taken
from tests.booking.test_race import at_once, here, won
from tests.builders import MONDAY, hours

HOUR = timedelta(hours=1)
START = hours(0, 1).starts_at
MINUTE = timedelta(minutes=1)


def minutes(first, last):
    return Period(START + first * MINUTE, START + last * MINUTE)


def test_who_comes_and_goes_is_noted_and_the_rest_is_given_back(app):
    scene = make_scene()
    booking = scene.book(hours(0, 4))

    there = service.check_in(scene.booker, booking.reference, START + 5 * MINUTE)
    assert (there.state, there.checked_in_at) == ("in-use", START + 5 * MINUTE)
    assert service.check_in(scene.owner, booking.reference, START + 9 * MINUTE) == queries.find_view(booking.reference)
    gone = service.check_out(scene.booker, booking.reference, START + 2 * HOUR)

    assert (gone.state, gone.checked_out_at) == ("completed", START + 2 * HOUR)
    assert claims() == taken(hours(0, 2))
    assert service.check_out(scene.booker, booking.reference, START + 3 * HOUR).checked_out_at == START + 2 * HOUR
    scene.hold(hours(2, 4), by=scene.rival, now=NOW)


def test_the_rest_stays_where_the_owner_keeps_it(app):
    scene = make_scene()
    with transaction():
        scene.resource.returns_rest = False
    booking = scene.book(hours(0, 4))
    service.check_in(scene.booker, booking.reference, START)

    service.check_out(scene.booker, booking.reference, START + HOUR)

    assert claims() == taken(hours(0, 4))


def test_whoever_leaves_before_the_time_began_frees_all_but_a_minute(app):
    scene = make_scene()
    booking = scene.book(hours(2, 4))
    service.check_in(scene.owner, booking.reference, START)

    service.check_out(scene.owner, booking.reference, START + MINUTE)

    assert claims() == taken(minutes(120, 121))


@pytest.mark.parametrize(
    ("moment", "is_there"), [(MONDAY - 9 * HOUR, False), (START - HOUR, True), (START + 2 * HOUR, False)]
)
def test_checking_in_is_for_the_day_and_until_it_is_over(app, moment, is_there):
    scene = make_scene()
    booking = scene.book(hours(0, 2))

    if is_there:
        assert service.check_in(scene.booker, booking.reference, moment).state == "in-use"
    else:
        with pytest.raises(Refusal, match="samma dag"):
            service.check_in(scene.booker, booking.reference, moment)


def test_checking_out_needs_checking_in_and_others_may_do_neither(app):
    scene = make_scene()
    booking = scene.book(hours(0, 2))

    with pytest.raises(Refusal, match="Ingen har checkat in"):
        service.check_out(scene.booker, booking.reference, START)
    with pytest.raises(NotFound):
        service.check_in(scene.rival, booking.reference, START)
    with pytest.raises(NotAllowed):
        service.record_use(scene.booker, booking.reference, hours(0, 1), START + HOUR)


def test_nobody_there_by_the_end_of_the_grace_gives_the_rest_back_and_tells_both_once(app):
    scene = make_scene(no_show_after=30)
    booking = scene.book(hours(0, 4))
    told = len(letters())

    assert service.release_no_shows(START + 29 * MINUTE) == 0
    assert service.release_no_shows(START + 30 * MINUTE) == 1
    assert service.release_no_shows(START + 31 * MINUTE) == 0

    assert state_of(booking.reference) == "no-show" and moves_of(booking)[-1] == "no-show"
    assert claims() == taken(minutes(0, 30))
    assert [one.kind for one in letters()[told:]] == ["booking.no-show-released"] * 2
    scene.hold(hours(1, 4), by=scene.rival, now=NOW)


def test_a_day_begins_for_the_grace_when_it_opens(app):
    scene = make_scene(unit="day", no_show_after=60)
    scene.book(clock.day_period(MONDAY.date()))

    assert service.release_no_shows(START + 59 * MINUTE) == 0
    assert service.release_no_shows(START + 60 * MINUTE) == 1
    assert claims() == taken(hours(0, 1))


def test_who_has_checked_in_keeps_the_time_and_so_does_everybody_without_a_grace(app):
    scene, other = make_scene(no_show_after=30), make_scene()
    there = scene.book(hours(0, 4))
    service.check_in(scene.booker, there.reference, START)
    kept = other.book(hours(0, 4))

    assert service.release_no_shows(START + HOUR) == 0
    assert [state_of(one.reference) for one in (there, kept)] == ["in-use", "confirmed"]


def test_checking_in_and_being_given_up_at_once_end_in_one_state(app):
    scene = make_scene(no_show_after=30)
    booking = scene.book(hours(0, 4))
    booker, moment = scene.booker, START + 30 * MINUTE

    at_once(
        app,
        [lambda: service.check_in(booker, booking.reference, moment), lambda: service.release_no_shows(moment)],
    )

    assert (state_of(booking.reference), claims()) in [
        ("in-use", taken(hours(0, 4))),
        ("no-show", taken(minutes(0, 30))),
    ]


def test_what_is_given_back_goes_to_exactly_one(app):
    scene = make_scene(no_show_after=30)
    scene.book(hours(0, 4))
    who = [scene.rival, scene.booker]

    results = at_once(
        app,
        [
            lambda: service.release_no_shows(START + 30 * MINUTE),
            *[lambda one=one: service.hold(one, here(scene), hours(1, 4), 1, "Prov", "", NOW) for one in who],
        ],
    )

    assert len(won(results[1:])) <= 1
    assert claims()[0] == taken(minutes(0, 30))[0]


def test_used_is_counted_by_the_recorded_times(app):
    scene = make_scene(units=2)
    with transaction():
        scene.resource.returns_rest = False
    booking = scene.book(hours(0, 4), units=2)
    service.check_in(scene.booker, booking.reference, START + HOUR)
    service.check_out(scene.booker, booking.reference, START + 3 * HOUR)
    scene.book(hours(4, 6))

    day = MONDAY.date()
    figures = count_days([scene.resource.id], day, day, now=MONDAY + 24 * HOUR)[scene.resource.id, day]

    assert (figures.booked / 3600, figures.used / 3600, figures.unknown / 3600) == (10, 4, 2)


def test_the_owner_notes_the_times_afterwards_and_again(app):
    scene = make_scene()
    booking = scene.book(hours(0, 4))
    over = START + 8 * HOUR

    with pytest.raises(Refusal, match="inte varit än"):
        service.record_use(scene.owner, booking.reference, hours(0, 4), START + HOUR)
    with pytest.raises(Refusal, match="bokade tiden"):
        service.record_use(scene.owner, booking.reference, hours(24, 25), over + 24 * HOUR)
    first = service.record_use(scene.owner, booking.reference, hours(0, 4), over)
    second = service.record_use(scene.owner, booking.reference, hours(1, 2), over)

    assert (first.state, second.state) == ("completed", "completed")
    assert (second.checked_in_at, second.checked_out_at) == (hours(1, 2).starts_at, hours(1, 2).ends_at)


def test_a_late_cancellation_is_recorded_with_what_was_stated_when_it_was_booked(app):
    scene = make_scene(late_hours=48, late_percent=50, notice_hours=0)
    booking = scene.book(hours(24, 26))
    with transaction():
        scene.resource.late_percent = 100

    after = service.cancel_booking(scene.booker, booking.reference, "plans", "Tyvärr", START)

    assert (after.state, after.reason, after.reason_text) == ("cancelled", "late", "Tyvärr")
    assert "50 procent" in letters()[-1].body and "Planerna har ändrats" in letters()[-1].body


def test_in_good_time_and_from_the_owner_nothing_is_late(app):
    scene = make_scene(late_hours=24, late_percent=50, notice_hours=0)
    early, theirs = scene.book(hours(24, 26)), scene.book(hours(26, 28))

    assert service.cancel_booking(scene.booker, early.reference, "plans", "", NOW).reason == "plans"
    assert service.cancel_booking(scene.owner, theirs.reference, "staff", "", START + 20 * HOUR).reason == "staff"


@pytest.mark.parametrize(("before", "late"), [(49, False), (48, True), (1, True)])
def test_late_begins_at_its_hour(before, late):
    class Terms:
        late_hours, late_percent = 48, 50

    assert is_late(Terms, START, START - before * HOUR) is late
