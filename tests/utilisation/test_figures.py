"""Figures from the database: live days, frozen days, and that what is frozen stays (P10)."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import delete, update

from portal.booking.models import Booking
from portal.capacity.models import Capacity
from portal.database import transaction
from portal.utilisation import queries, service
from tests.builders import MONDAY, hours, make_booking, make_capacity, make_organisation, make_resource

MARCH = date(2027, 3, 1)
HOUR = 3600
LATER = MONDAY + timedelta(days=10)


def figures_of(resource, now=LATER):
    return queries.figures([resource.id], MARCH, MARCH, now=now)[resource.id, MARCH]


def a_booked_resource():
    resource = make_resource(created_at=MONDAY)
    make_capacity(resource, hours(0, 10), units=2)
    company = make_organisation(size_class="sme")
    booking = make_booking(resource, organisation=company, period=hours(0, 5), units=1, state="confirmed")
    return resource, booking


def test_offered_and_booked_are_units_times_length(database) -> None:
    resource, _ = a_booked_resource()

    figures = figures_of(resource)

    assert (figures.offered, figures.booked, figures.booked_by_sme) == (20 * HOUR, 5 * HOUR, 5 * HOUR)
    assert figures.utilisation == 0.25


def test_what_nobody_has_told_of_is_unknown(database) -> None:
    resource, _ = a_booked_resource()

    assert figures_of(resource).unknown == 5 * HOUR


def test_frozen_figures_equal_live_ones(database) -> None:
    resource, _ = a_booked_resource()
    live = figures_of(resource)

    assert service.freeze_days(LATER) > 0
    assert figures_of(resource) == live


def test_freezing_twice_writes_nothing_more(database) -> None:
    a_booked_resource()
    service.freeze_days(LATER)

    assert service.freeze_days(LATER) == 0


def test_a_frozen_day_does_not_move_when_its_capacity_goes(database) -> None:
    resource, booking = a_booked_resource()
    service.settle(LATER)
    before = figures_of(resource)

    with transaction() as session:
        from portal.booking.models import Claim

        session.execute(update(Claim).where(Claim.booking_id == booking.id).values(active=0))
        session.execute(delete(Capacity).where(Capacity.resource_id == resource.id))

    assert figures_of(resource) == before


def test_an_outcome_that_comes_later_is_a_dated_row_beside_the_frozen_one(database) -> None:
    resource, booking = a_booked_resource()
    service.settle(LATER)
    with transaction() as session:
        session.execute(update(Booking).where(Booking.id == booking.id).values(state="completed"))

    assert service.note_corrections(LATER) == 1
    figures = figures_of(resource)
    assert (figures.used, figures.unknown) == (5 * HOUR, 0)
    assert service.note_corrections(LATER) == 0


def test_other_months_and_other_resources_do_not_count(database) -> None:
    resource, _ = a_booked_resource()
    other = make_resource()

    assert (other.id, MARCH) not in queries.figures([other.id], MARCH, MARCH, now=LATER)
    assert (resource.id, date(2027, 2, 1)) not in queries.figures(
        [resource.id], date(2027, 2, 1), date(2027, 2, 1), now=LATER
    )


def test_a_day_over_the_switch_counts_its_real_hours(database) -> None:
    resource = make_resource(created_at=MONDAY)
    starts_at = datetime(2027, 3, 27, 23, tzinfo=UTC)
    from portal.clock import Period

    make_capacity(resource, Period(starts_at, starts_at + timedelta(hours=23)))

    assert figures_of(resource, now=MONDAY).offered == 23 * HOUR
