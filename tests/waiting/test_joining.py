"""Joining the list and being told: what may be waited for, one place for one wish, and how it ends."""

from dataclasses import replace
from datetime import timedelta

import pytest

from portal import clock
from portal.errors import Refusal, Refusals
from portal.waiting import queries, service
from portal.waiting.models import WATCH, Wait
from portal.waiting.rules import MOST_WAITING
from portal.waiting.service import Longing
from tests.booking.scene import NOW, claims, count, letters, make_scene
from tests.booking.test_race import at_once, here, won
from tests.builders import MONDAY, hours
from tests.waiting.lines import LATER, MORNING, free_it, kinds, only_sqlite, states, wait_for


@only_sqlite
def test_asked_for_twice_it_is_one_place_and_places_are_counted_among_the_same_days(line):
    first = wait_for(line)
    assert wait_for(line).reference == first.reference
    line.book(hours(24, 26), by=line.rival)
    wait_for(line, hours(24, 26), by=line.second)
    second = wait_for(line, by=line.second)

    assert (second.place, second.total) == (2, 2)
    assert (queries.get_wait(first.reference, line.booker).total) == 2
    assert queries.demand([line.resource.id])[line.resource.id] == queries.Demand(3, 0)


@only_sqlite
def test_what_is_free_or_could_never_be_booked_is_not_waited_for(line):
    with pytest.raises(Refusals, match="ledig redan nu") as free:
        wait_for(line, clock.day_period(MONDAY.date()), 3)
    assert free.value.nearest == hours(2, 5)
    with pytest.raises(Refusals) as broken:
        wait_for(line, clock.days_period(MONDAY.date(), MONDAY.date() + timedelta(days=200)), 99, units=2)
    assert {one.field for one in broken.value.refusals} == {"last_day", "length", "units"}
    with pytest.raises(Refusals, match="ryms inte"):
        wait_for(line, hours(-400, -398))
    with pytest.raises(Refusal, match="organisation"):
        wait_for(line, by=replace(line.booker, organisations=()))


@only_sqlite
def test_an_organisation_waits_for_so_many_times_at_most(app):
    scene = make_scene(units=20)
    scene.book(MORNING, by=scene.rival, units=20)
    for units in range(1, MOST_WAITING + 1):
        wait_for(scene, units=units)

    with pytest.raises(Refusal, match="väntar redan"):
        wait_for(scene, units=MOST_WAITING + 1)


@only_sqlite
def test_who_watches_is_told_of_what_the_line_left_once_a_day_and_holds_nothing(line):
    wait_for(line, kind=WATCH)
    first = wait_for(line, by=line.second)
    free_it(line)
    assert "wait.free" not in kinds()

    service.leave(line.second, first.reference, LATER)
    for hours_later in (0, 2, 4):
        service.look_through(LATER + timedelta(hours=hours_later))

    assert kinds().count("wait.free") == 1
    assert f"/resurser/{line.slug}/boka?dag=2027-03-01" in next(x.body for x in letters() if x.kind == "wait.free")
    assert (claims(), states()) == ([], ["waiting", "left"])


@only_sqlite
def test_when_there_is_no_room_left_in_the_window_the_wish_is_over_and_told_once(line):
    wait_for(line)

    for minutes in (1, 70):
        service.look_through(MORNING.starts_at + timedelta(minutes=minutes))

    assert states() == ["over"]
    assert kinds().count("wait.over") == 1


def test_many_who_join_twice_at_once_stand_there_once(app, line):
    who = line.booker

    results = at_once(app, [lambda: service.join(who, here(line), Longing(MORNING, 2, 1, "Prov"), NOW)] * 4)

    assert len({one.reference for one in won(results)}) == 1
    assert count(Wait) == 1
