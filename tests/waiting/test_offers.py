"""What comes free is offered to one at a time, first come first, whichever way it came free."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from portal import clock
from portal.booking import queries as bookings
from portal.booking import service as booking
from portal.booking.models import Booking
from portal.catalogue.models import Resource
from portal.database import transaction
from portal.errors import CapacityExceeded, NotFound, Refusal
from portal.feeds import service as feeds
from portal.waiting import queries, service
from tests.booking.scene import NOW, claims, count, letters, make_scene, state_of, taken
from tests.booking.test_race import at_once, here
from tests.builders import MONDAY, hours, make_organisation, make_person
from tests.feeds.calendars import URL, Elsewhere
from tests.waiting.lines import (
    DEADLINE,
    LATER,
    MORNING,
    free_it,
    kinds,
    more_capacity,
    offer_of,
    only_sqlite,
    states,
    wait_for,
)


def test_cancelled_time_is_offered_to_the_first_alone_before_anybody_else_can_have_it(line):
    wait_for(line)
    wait_for(line, by=line.second)
    told = len(letters())

    free_it(line)

    offer = offer_of(line.booker)
    assert offer_of(line.second) is None
    assert offer.offered_until == DEADLINE
    assert claims() == taken(MORNING)
    letter = next(one for one in letters()[told:] if one.kind == "wait.offered")
    assert letter.to_email == line.booker.email
    assert f"/bokningar/{offer.booking_reference}/kontrollera" in letter.body
    assert kinds(told).count("wait.offered") == 1
    with pytest.raises(CapacityExceeded):
        line.hold(MORNING, by=line.second, now=LATER)


def test_whoever_takes_the_offer_has_the_booking_and_the_line_moves_on(line):
    wait_for(line)
    wait_for(line, by=line.second)
    free_it(line)

    mine = booking.submit_hold(line.booker, offer_of(line.booker).booking_reference, LATER)

    assert (mine.state, mine.purpose) == ("confirmed", "Prov")
    assert queries.waits_of(line.booker.organisation_ids) == []
    assert service.look_through(LATER) == 0
    assert states() == ["taken", "waiting"]


def test_an_offer_that_lapses_goes_to_the_next_and_the_first_is_told(line):
    wait_for(line)
    wait_for(line, by=line.second)
    free_it(line)
    told, late = len(letters()), DEADLINE + timedelta(seconds=1)

    booking.expire_due(late)

    assert states() == ["lapsed", "offered"]
    assert kinds(told) == ["wait.lapsed", "wait.offered"]
    assert offer_of(line.second).offered_starts_at == MORNING.starts_at


@only_sqlite
def test_declining_passes_the_offer_on_and_only_its_own_organisation_may(line):
    mine = wait_for(line)
    wait_for(line, by=line.second)
    free_it(line)
    with pytest.raises(NotFound):
        service.leave(line.rival, mine.reference, LATER)

    service.leave(line.booker, mine.reference, LATER)

    assert states() == ["left", "offered"]
    with pytest.raises(Refusal, match="inte längre"):
        service.leave(line.booker, mine.reference, LATER)


@only_sqlite
def test_letting_go_on_the_page_of_the_hold_passes_it_on_too(line):
    wait_for(line)
    wait_for(line, by=line.second)
    free_it(line)

    booking.release_hold(line.booker, offer_of(line.booker).booking_reference, LATER)

    assert states() == ["left", "offered"]


def test_filling_in_and_extending_neither_shorten_nor_stretch_the_deadline(line):
    wait_for(line)
    free_it(line)
    reference = offer_of(line.booker).booking_reference
    key = booking.form_key_of(bookings.find_view(reference))

    for minutes in (1, 100, 230):
        now = LATER + timedelta(minutes=minutes)
        assert booking.extend_hold(line.booker, reference, now).held_until == DEADLINE
        again = line.hold(MORNING, now=now, purpose=f"Nytt {minutes}", note="Två", form_key=key)
        assert (again.reference, again.held_until) == (reference, DEADLINE)

    assert offer_of(line.booker).booking_reference == reference
    assert booking.submit_hold(line.booker, reference, DEADLINE - timedelta(minutes=1)).purpose == "Nytt 230"


def by_declining(scene, theirs):
    booking.decline_booking(scene.owner, theirs.reference, "other", "", LATER)


def by_moving(scene, theirs):
    booking.alter_booking(scene.owner, theirs.reference, booking.Wanted(hours(24, 26), 1, "Byte"), LATER)


def by_shortening(scene, theirs):
    booking.alter_booking(scene.owner, theirs.reference, booking.Wanted(hours(1, 2), 1, "Kortare"), LATER)


@pytest.mark.parametrize("free", [by_declining, by_moving, by_shortening])
def test_time_that_a_booking_gives_back_is_offered_in_the_same_action(app, free):
    scene = make_scene(mode="request")
    theirs = scene.book(MORNING, by=scene.rival)
    wait_for(scene, hours(0, 1), 1)
    if free is not by_declining:
        booking.confirm_booking(scene.owner, theirs.reference, NOW)

    free(scene, theirs)

    assert states() == ["offered"]


def shorter_notice(scene):
    """The owner lets one book later than before: the guard counts nothing, so the hourly look finds it."""
    with transaction() as session:
        session.execute(update(Resource).where(Resource.id == scene.resource.id).values(notice_hours=0))


@pytest.mark.parametrize(("free", "minutes"), [(more_capacity, 1), (shorter_notice, 61)])
def test_what_comes_free_without_a_booking_the_worker_finds(app, free, minutes):
    scene = make_scene(notice_hours=200 if free is shorter_notice else 0)
    now = NOW
    if free is shorter_notice:
        assert wait_for(scene).place == 1
    else:
        scene.book(MORNING, by=scene.rival)
        wait_for(scene)
    assert service.look_through(now) == 0

    free(scene)

    assert service.look_through(now + timedelta(minutes=minutes)) == 1
    assert service.look_through(now + timedelta(minutes=minutes)) == 0


@only_sqlite
def test_a_hold_that_lapses_and_a_no_show_are_offered_too(app):
    scene = make_scene(no_show_after=30, notice_hours=0)
    held = scene.hold(hours(0, 9), by=scene.rival)
    wait_for(scene, hours(4, 6))
    booking.expire_due(NOW + timedelta(minutes=16))
    assert (states(), state_of(held.reference)) == (["offered"], "expired")

    other = make_scene(no_show_after=30, notice_hours=0)
    other.book(hours(0, 9), by=other.rival)
    wait_for(other, hours(4, 6))
    late = hours(0, 1).starts_at + timedelta(minutes=30)
    booking.release_no_shows(late)
    assert states()[1] == "offered"


@only_sqlite
def test_a_lapsed_hold_goes_to_the_line_and_not_to_whoever_finds_it_first(line):
    line.hold(hours(4, 6), by=line.rival)
    wait_for(line, hours(4, 6))
    late = NOW + timedelta(minutes=16)

    with pytest.raises(CapacityExceeded):
        line.hold(hours(4, 6), by=line.second, now=late)
    booking.expire_due(late)

    assert states() == ["offered"]


@only_sqlite
def test_so_much_time_within_some_days_is_found_wherever_it_comes_free(app):
    scene = make_scene()
    scene.book(hours(0, 9), by=scene.rival)
    scene.theirs = scene.book(hours(24, 33), by=scene.rival)
    wait_for(scene, clock.days_period(MONDAY.date(), MONDAY.date() + timedelta(days=1)), 3)
    assert service.look_through(NOW) == 0

    free_it(scene)

    offer = offer_of(scene.booker)
    assert (offer.offered_starts_at, offer.offered_ends_at) == (hours(24, 27).starts_at, hours(24, 27).ends_at)


@only_sqlite
@pytest.mark.parametrize("unit", ["day", "half-day"])
def test_days_and_half_days_are_waited_for_as_well(app, unit):
    scene = make_scene(unit=unit, longest=5)
    days = clock.days_period(MONDAY.date(), MONDAY.date() + timedelta(days=1))
    scene.theirs = scene.book(days, by=scene.rival)
    wait_for(scene, days, 2)

    free_it(scene)

    first = clock.day_period(MONDAY.date())
    assert first.starts_at <= offer_of(scene.booker).offered_starts_at < first.ends_at


@only_sqlite
def test_several_units_go_to_several_and_who_wants_less_is_not_kept_waiting(app):
    scene = make_scene(units=3)
    scene.theirs = scene.book(MORNING, by=scene.rival, units=2)
    scene.book(MORNING, by=scene.rival)
    second, third = (scene.visitor(make_person(make_organisation(name))) for name in ("Gamma AB", "Delta AB"))
    wait_for(scene, units=3)
    wait_for(scene, by=second)
    wait_for(scene, by=third)

    free_it(scene)

    assert states() == ["waiting", "offered", "offered"]


@only_sqlite
def test_an_organisation_is_offered_one_time_at_once_and_the_next_when_it_has_answered(app):
    scene = make_scene(units=2)
    scene.theirs = scene.book(MORNING, by=scene.rival, units=2)
    for window, length in ((hours(0, 1), 1), (hours(1, 2), 1)):
        wait_for(scene, window, length)

    free_it(scene)
    assert states() == ["offered", "waiting"]
    booking.submit_hold(scene.booker, offer_of(scene.booker).booking_reference, LATER)
    service.look_through(LATER)

    assert states() == ["taken", "offered"]


@only_sqlite
def test_too_close_to_the_notice_nobody_is_asked(app):
    scene = make_scene(notice_hours=24)
    scene.theirs = scene.book(MORNING, by=scene.rival)
    wait_for(scene)

    free_it(scene, MORNING.starts_at - timedelta(hours=24, minutes=20))

    assert states() == ["waiting"]


def test_a_closure_that_takes_the_offer_gives_the_place_back(line):
    wait_for(line)
    free_it(line)

    booking.close_days(line.owner, line.resource, MONDAY.date(), MONDAY.date(), 0, "fault", "", LATER)

    assert (states(), claims()) == (["waiting"], [])
    assert kinds().count("wait.withdrawn") == 1


def test_an_offer_that_the_owner_s_calendar_overtakes_gives_the_place_back(app, line):
    app.extensions["feed-fetcher"] = calendar = Elsewhere()
    wait_for(line)
    free_it(line)
    calendar.periods = [MORNING]

    feeds.connect_feed(line.owner, line.resource, URL, 1, LATER)

    assert (states(), claims()) == (["waiting"], [])
    assert kinds().count("wait.withdrawn") == 1


def test_two_workers_make_one_offer(app, line):
    more_capacity_waits(line)

    at_once(app, [lambda: service.look_through(LATER)] * 3)

    assert states() == ["offered", "waiting"]
    assert kinds().count("wait.offered") == 1


def more_capacity_waits(line):
    wait_for(line)
    wait_for(line, by=line.second)
    more_capacity(line)


def test_an_offer_and_a_booking_at_once_share_no_moment(app, line):
    wait_for(line)
    more_capacity(line)
    quick = line.second

    at_once(
        app,
        [
            lambda: service.look_through(LATER),
            lambda: booking.hold(quick, here(line), hours(1, 3), 1, "Prov", "", LATER),
        ],
    )

    assert len(claims()) == 2
    assert count(Booking) == 2
