"""Several times held at once: all or none, judged beside each other, and counted as one hold."""

from datetime import timedelta

import pytest

from portal.booking import service
from portal.booking.models import Booking, BookingEvent
from portal.booking.service import NotTogether, Part
from portal.database import transaction
from portal.errors import CapacityExceeded, Refusal
from tests.booking.scene import NOW, claims, count, letters, make_scene, taken
from tests.booking.test_race import at_once, here, won
from tests.builders import hours, make_resource


def parts(scene, *periods, units=1):
    return [Part(scene.resource, period, units) for period in periods]


def hold(scene, *periods, by=None, now=NOW, bundle="SE-1"):
    return service.hold_together(by or scene.booker, parts(scene, *periods), "Prov", "", now, bundle=bundle)


def test_all_are_held_or_none(app):
    scene = make_scene()
    made = hold(scene, hours(0, 2), hours(24, 26))
    assert claims() == taken(hours(0, 2), hours(24, 26))
    assert {one.state for one in made} == {"held"}

    with pytest.raises(NotTogether) as refused:
        hold(scene, hours(48, 50), hours(24, 26), hours(-3, -1), by=scene.rival)

    kept, gone, outside = refused.value.faults
    assert kept is None and isinstance(gone, CapacityExceeded) and "öppettiderna" in outside.message
    assert claims() == taken(hours(0, 2), hours(24, 26))
    assert count(Booking) == 2


def test_parts_stand_in_each_others_way(app):
    scene = make_scene(buffer_after=60)

    with pytest.raises(NotTogether) as refused:
        hold(scene, hours(0, 2), hours(2, 4), hours(4, 6))

    assert [fault is None for fault in refused.value.faults] == [True, False, True]


def test_trying_tells_what_holding_would_and_leaves_nothing(app):
    scene = make_scene()
    scene.book(hours(24, 26), by=scene.rival)
    events, letters_before = count(BookingEvent), len(letters())
    wanted = parts(scene, hours(0, 2), hours(24, 26))

    faults = service.try_together(scene.booker, wanted, NOW)

    assert [fault is None for fault in faults] == [True, False]
    assert claims() == taken(hours(24, 26))
    assert (count(Booking), count(BookingEvent), len(letters())) == (1, events, letters_before)


def test_trying_inside_a_transaction_takes_back_its_own_part_only(app):
    scene = make_scene()
    booker = scene.booker
    with transaction():
        held = scene.hold(hours(0, 2), by=booker)
        assert service.try_together(booker, parts(scene, hours(24, 26)), NOW) == [None]

    assert service.extend_hold(scene.booker, held.reference, NOW)
    assert claims() == taken(hours(0, 2))


def test_what_is_held_together_counts_as_one_hold(app):
    scene = make_scene(units=9)
    hold(scene, *[hours(24 * day, 24 * day + 1) for day in range(5)])
    hold(scene, *[hours(24 * day + 1, 24 * day + 2) for day in range(5)], bundle="SE-2")

    for number in range(3):
        scene.hold(hours(number, number + 1))

    with pytest.raises(Refusal, match="håller redan"):
        hold(scene, hours(4, 5), hours(5, 6), bundle="SE-3")
    hold(scene, hours(4, 5), now=NOW + timedelta(minutes=16), bundle="SE-3")


def test_several_resources_are_held_all_or_none(app):
    scene, other = make_scene(), make_scene()

    service.hold_together(
        scene.booker,
        [Part(scene.resource, hours(0, 2), 1), Part(other.resource, hours(2, 4), 1)],
        "Prov",
        "",
        NOW,
        bundle="TPK-1",
    )
    closed = make_resource(scene.testbed)
    with pytest.raises(NotTogether):
        service.hold_together(
            scene.rival,
            [Part(scene.resource, hours(4, 5), 1), Part(closed, hours(4, 5), 1)],
            "Prov",
            "",
            NOW,
            bundle="TPK-2",
        )

    assert claims() == taken(hours(0, 2), hours(2, 4))


def test_two_who_hold_crosswise_at_once_end_with_one_that_has_all(app):
    scene, other = make_scene(), make_scene()
    one, two = scene.booker, scene.rival

    def crosswise(first, second):
        return [Part(here(first), hours(0, 2), 1), Part(here(second), hours(0, 2), 1)]

    results = at_once(
        app,
        [
            lambda: service.hold_together(one, crosswise(scene, other), "Prov", "", NOW, bundle="A"),
            lambda: service.hold_together(two, crosswise(other, scene), "Prov", "", NOW, bundle="B"),
        ],
    )

    assert len(won(results)) == 1
    assert claims() == taken(hours(0, 2), hours(0, 2))


def test_letters_that_are_kept_back_are_not_sent_and_the_numbers_grow(app):
    scene = make_scene()
    made = hold(scene, hours(0, 2), hours(24, 26))

    booker = scene.booker

    with service.kept_back() as untold:
        sent = [service.submit_hold(booker, one.reference, NOW, together=True) for one in made]

    assert [(one.booking.reference, one.kind) for one in untold] == [(one.reference, "confirmed") for one in sent]
    assert [one.sequence for one in sent] == [1, 1]
    assert letters() == []
    service.cancel_booking(scene.booker, sent[0].reference, "plans", "", NOW)
    assert {letter.kind for letter in letters()} == {"booking.cancelled"}
