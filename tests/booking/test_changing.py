"""Another time or other units for a booking that stands: all of it or nothing, and the owner's answer where they decide."""

from datetime import timedelta

import pytest

from portal.booking import queries, service
from portal.booking.models import BookingChange, Claim
from portal.booking.service import NoLongerFree, Wanted
from portal.database import db
from portal.errors import Conflict, NotAllowed, NotFound, Refusal, Refusals
from tests.booking.scene import NOW, claims, count, letters, make_scene, taken
from tests.booking.test_race import at_once, here, won
from tests.builders import MONDAY, hours, make_administrator


def alter(scene, booking, period, *, by=None, units=1, text="", now=NOW, seen=None):
    return service.alter_booking(by or scene.booker, booking.reference, Wanted(period, units, text), now, seen=seen)


def now_of(booking):
    return queries.find_view(booking.reference)


@pytest.mark.parametrize(
    "period", [hours(24, 26), hours(1, 3), hours(0, 4), hours(0, 1)], ids="moved over longer shorter".split()
)
def test_a_booking_gets_another_time_and_gives_the_old_one_back(app, period):
    scene = make_scene()
    booking = scene.book(hours(0, 2))
    told = len(letters())

    after = alter(scene, booking, period)

    assert (after.state, after.period) == ("confirmed", period)
    assert (after.sequence, after.version) == (booking.sequence + 1, booking.version + 1)
    assert now_of(booking) == after
    assert claims() == taken(period) and claims(active=0) == []
    assert [(one.to_email, one.kind) for one in letters()[told:]] == [
        (scene.booker.email, "booking.changed"),
        (scene.owner.email, "booking.changed"),
    ]
    assert all(f"SEQUENCE:{after.sequence}" in one.calendar for one in letters()[told:])


def test_units_change_within_what_is_free(app):
    scene = make_scene(units=3)
    booking = scene.book(hours(0, 2))
    scene.book(hours(0, 2), by=scene.rival)

    assert alter(scene, booking, hours(0, 2), units=2).units == 2
    with pytest.raises(NoLongerFree) as refused:
        alter(scene, booking, hours(0, 2), units=3)

    assert refused.value.nearest == hours(2, 4)
    assert sum(units for _, _, units in claims()) == 3


def test_what_is_refused_leaves_the_booking_exactly_as_it_was(app):
    scene = make_scene()
    booking = scene.book(hours(0, 2))
    scene.book(hours(2, 4), by=scene.rival)
    told = len(letters())

    with pytest.raises(NoLongerFree) as refused:
        alter(scene, booking, hours(1, 3))

    assert refused.value.nearest == hours(0, 2)
    assert now_of(booking) == booking
    assert claims() == taken(hours(0, 2), hours(2, 4))
    assert len(letters()) == told


def test_every_broken_rule_is_named_at_once_with_the_nearest_time(app):
    scene = make_scene(longest=3)
    booking = scene.book(hours(0, 2))

    with pytest.raises(Refusals) as refused:
        alter(scene, booking, hours(4, 10), units=2)

    assert {one.field for one in refused.value.refusals} >= {"ends", "units"}
    with pytest.raises(Refusals) as too_long:
        alter(scene, booking, hours(4, 8))
    assert too_long.value.nearest == hours(4, 7)


def test_a_change_that_changes_nothing_is_said_to_be_none(app):
    scene = make_scene()
    booking = scene.book(hours(0, 2))

    with pytest.raises(Refusal, match="redan gäller"):
        alter(scene, booking, hours(0, 2))


def test_two_editors_never_overwrite_each_other(app):
    scene = make_scene()
    booking = scene.book(hours(0, 2))
    alter(scene, booking, hours(3, 5), seen=booking.version)

    with pytest.raises(Conflict):
        alter(scene, booking, hours(5, 7), seen=booking.version)

    assert claims() == taken(hours(3, 5))


def test_a_request_that_is_changed_stays_a_request(app):
    scene = make_scene(mode="request")
    booking = scene.book(hours(0, 2))

    after = alter(scene, booking, hours(0, 4))

    assert after.state == "requested"
    assert claims() == taken(hours(0, 4))


@pytest.mark.parametrize(("period", "units"), [(hours(0, 3), 1), (hours(24, 26), 1), (hours(0, 2), 2)])
def test_where_the_owner_decides_more_is_asked_for_while_the_old_time_stands(app, period, units):
    scene = make_scene(mode="request", units=2)
    booking = service.confirm_booking(scene.owner, scene.book(hours(0, 2)).reference, NOW)

    after = alter(scene, booking, period, units=units, text="Provet drar ut")

    assert (after.state, after.period, after.units) == ("confirmed", hours(0, 2), 1)
    assert queries.find_change(booking.id).period == period
    assert claims() == taken(hours(0, 2))
    assert "Provet drar ut" in letters()[-1].body and letters()[-1].kind == "booking.change-asked"
    assert [view.reference for view, _ in queries.changes_for_owner(scene.owner.organisation_ids)] == [
        booking.reference
    ]

    accepted = service.accept_change(scene.owner, booking.reference, NOW)
    assert (accepted.period, accepted.units) == (period, units)
    assert claims() == taken(period, units=units)
    assert queries.find_change(booking.id) is None


def test_less_than_the_owner_agreed_to_needs_no_answer(app):
    scene = make_scene(mode="request")
    booking = service.confirm_booking(scene.owner, scene.book(hours(0, 4)).reference, NOW)

    assert alter(scene, booking, hours(1, 3)).period == hours(1, 3)


def test_a_yes_that_comes_too_late_leaves_the_old_time(app):
    scene = make_scene(mode="request")
    booking = service.confirm_booking(scene.owner, scene.book(hours(0, 2)).reference, NOW)
    alter(scene, booking, hours(4, 6))
    scene.book(hours(4, 6), by=scene.rival)

    with pytest.raises(NoLongerFree):
        service.accept_change(scene.owner, booking.reference, NOW)

    assert claims() == taken(hours(0, 2), hours(4, 6))
    assert queries.find_change(booking.id) is not None


def test_a_change_is_declined_withdrawn_and_asked_for_anew(app):
    scene = make_scene(mode="request")
    booking = service.confirm_booking(scene.owner, scene.book(hours(0, 2)).reference, NOW)

    alter(scene, booking, hours(4, 6))
    service.decline_change(scene.owner, booking.reference, "Fullt hus", NOW)
    assert "Fullt hus" in letters()[-2].body
    alter(scene, booking, hours(5, 7))
    alter(scene, booking, hours(6, 8))
    service.withdraw_change(scene.booker, booking.reference, NOW)

    with pytest.raises(Refusal, match="ingen ändring"):
        service.accept_change(scene.owner, booking.reference, NOW)
    assert count(BookingChange) == 3
    assert claims() == taken(hours(0, 2))


def test_a_change_that_nobody_answers_lapses_and_is_told_once(app):
    scene = make_scene(mode="request")
    booking = service.confirm_booking(scene.owner, scene.book(hours(0, 2)).reference, NOW)
    alter(scene, booking, hours(4, 6))

    assert service.lapse_changes(NOW) == 0
    assert service.lapse_changes(MONDAY - timedelta(hours=1)) == 0
    begun = hours(0, 1).starts_at
    assert service.lapse_changes(begun) == 1
    assert service.lapse_changes(begun) == 0

    assert [one.kind for one in letters()[-2:]] == ["booking.change-lapsed"] * 2
    assert queries.find_change(booking.id) is None


def test_the_owner_says_why_and_needs_no_answer(app):
    scene = make_scene(mode="request")
    booking = service.confirm_booking(scene.owner, scene.book(hours(0, 2)).reference, NOW)

    with pytest.raises(Refusal, match="varför"):
        alter(scene, booking, hours(4, 6), by=scene.owner)
    after = alter(scene, booking, hours(4, 6), by=scene.owner, text="Kranen ska servas")

    assert after.period == hours(4, 6)
    assert "Kranen ska servas" in letters()[-2].body
    assert queries.history_of(booking.id)[-1].reason_text == "Kranen ska servas"


def test_notice_binds_a_new_start_of_the_booker_only(app):
    scene = make_scene(notice_hours=48)
    booking = scene.book(hours(24, 26))
    close = hours(-15, 0).starts_at

    with pytest.raises(Refusals):
        alter(scene, booking, hours(2, 4), now=close)
    assert alter(scene, booking, hours(24, 27), now=close).period == hours(24, 27)
    assert alter(scene, booking, hours(2, 4), now=close, by=scene.owner, text="Byte").period == hours(2, 4)


def test_a_running_booking_is_extended_when_it_is_free_and_never_moved(app):
    """LibreBooking 581."""
    scene = make_scene()
    booking = scene.book(hours(0, 2))
    scene.book(hours(4, 6), by=scene.rival)
    running = hours(1, 2).starts_at

    with pytest.raises(NoLongerFree) as refused:
        alter(scene, booking, hours(0, 5), now=running)
    assert refused.value.nearest == hours(0, 4)
    with pytest.raises(Refusals, match="har börjat"):
        alter(scene, booking, hours(1, 3), now=running)
    assert alter(scene, booking, hours(0, 4), now=running).period == hours(0, 4)
    with pytest.raises(Refusal, match="redan slut"):
        alter(scene, booking, hours(0, 3), now=hours(5, 6).starts_at)

    assert claims() == taken(hours(0, 4), hours(4, 6))


def test_days_pass_over_what_is_closed_when_they_are_moved(app):
    scene = make_scene(unit="day", longest=10)
    booking = scene.book(hours(-8, 16))

    after = alter(scene, booking, hours(-8 + 24 * 4, 16 + 24 * 7))

    assert len(claims()) == 2 and after.period.length == timedelta(days=4)


def test_buffers_follow_the_new_time(app):
    scene = make_scene(buffer_before=30, buffer_after=60)
    booking = scene.book(hours(0, 2))

    alter(scene, booking, hours(3, 5))

    row = db.session.query(Claim).filter_by(booking_id=booking.id).one()
    assert (row.buffer_before, row.buffer_after) == (1800, 3600)


def test_others_may_not_change_it(app):
    scene = make_scene()
    booking = scene.book(hours(0, 2))

    with pytest.raises(NotFound):
        alter(scene, booking, hours(3, 5), by=scene.rival)
    with pytest.raises(NotAllowed):
        alter(scene, booking, hours(3, 5), by=scene.visitor(make_administrator()))
    with pytest.raises(NotAllowed):
        service.accept_change(scene.booker, booking.reference, NOW)
    service.cancel_booking(scene.booker, booking.reference, "plans", "", NOW)
    with pytest.raises(Refusal, match="inte att ändra"):
        alter(scene, booking, hours(3, 5))


def test_close_to_the_start_time_is_not_given_back_by_moving_it(app):
    scene = make_scene(late_hours=48, late_percent=50, notice_hours=0)
    booking = scene.book(hours(24, 28))
    late = hours(0, 1).starts_at

    with pytest.raises(Refusals, match="bara att utöka"):
        alter(scene, booking, hours(24, 26), now=late)
    assert alter(scene, booking, hours(24, 30), now=late).period == hours(24, 30)


def test_a_booking_and_a_change_at_once_share_no_moment(app):
    scene = make_scene()
    booking = scene.book(hours(0, 2))
    booker, rival = scene.booker, scene.rival

    results = at_once(
        app,
        [
            lambda: service.alter_booking(booker, booking.reference, Wanted(hours(3, 5), 1), NOW),
            lambda: service.hold(rival, here(scene), hours(4, 6), 1, "Prov", "", NOW),
        ],
    )

    assert len(won(results)) == 1
    assert len(claims()) in (1, 2)
    assert now_of(booking).period in (hours(0, 2), hours(3, 5))


def test_two_bookings_that_swap_places_at_once_never_wait_crosswise(app):
    scene = make_scene()
    one, two = scene.book(hours(0, 2)), scene.book(hours(2, 4), by=scene.rival)
    booker, rival = scene.booker, scene.rival

    results = at_once(
        app,
        [
            lambda: service.alter_booking(booker, one.reference, Wanted(hours(2, 4), 1), NOW),
            lambda: service.alter_booking(rival, two.reference, Wanted(hours(0, 2), 1), NOW),
        ],
    )

    assert won(results) == []
    assert claims() == taken(hours(0, 2), hours(2, 4))


def test_many_extensions_at_once_take_the_last_hour_once(app):
    scene = make_scene(units=2)
    ones = [scene.book(hours(0, 2)), scene.book(hours(0, 2), by=scene.rival)]
    scene.book(hours(2, 3), by=scene.rival)
    who = [scene.booker, scene.rival]

    results = at_once(
        app,
        [
            lambda n=n: service.alter_booking(
                who[n], ones[n].reference, Wanted(hours(0, 3), 1), NOW, seen=ones[n].version
            )
            for n in range(2)
        ],
    )

    assert len(won(results)) == 1
    assert sum(1 for starts, ends, _ in claims() if ends == hours(2, 3).ends_at) == 2
