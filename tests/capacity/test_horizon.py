"""The worker keeps capacity unfolded as far ahead as the horizon reaches."""

from datetime import date, timedelta

from sqlalchemy import select

from portal import clock
from portal.capacity import queries, service
from portal.capacity.models import Capacity, CapacityPlan
from portal.capacity.rules import Line
from portal.database import db
from portal.settings import load
from portal.worker import duties
from tests.capacity.steps import NOW, OFFICE, TODAY, close, row_ids, rows, save_plan


def test_the_worker_adds_the_days_that_are_missing_and_no_others(resource):
    save_plan(resource, OFFICE)
    before = row_ids(resource)
    later = NOW + timedelta(days=3)

    assert service.extend_all(later) == 1
    assert service.extend_all(later) == 0

    assert before < row_ids(resource)
    assert queries.plan_of(resource.id).unfolded_to == clock.local_day(later) + timedelta(days=40)
    assert rows(resource)[-1].starts_at > rows(resource)[len(before) - 1].starts_at


def test_extending_equals_unfolding_anew(resource, owner):
    save_plan(resource, [Line(weekday, 0, 1440) for weekday in range(7)])
    close(owner, resource, TODAY + timedelta(days=41), TODAY + timedelta(days=42))
    later = NOW + timedelta(days=30)

    service.extend_all(later)
    extended = row_ids(resource)
    service.unfold_resource(resource.id, later)

    assert row_ids(resource) == extended


def test_the_worker_unfolds_a_plan_that_never_was(resource):
    save_plan(resource, OFFICE)
    before = rows(resource)
    with service.transaction():
        db.session.get_one(CapacityPlan, resource.id).unfolded_to = None
        for row in db.session.scalars(select(Capacity)).all():
            db.session.delete(row)

    service.extend_all(NOW)

    assert rows(resource) == before


def test_a_worker_that_slept_does_not_fill_in_the_past(resource):
    save_plan(resource, OFFICE)
    newest = rows(resource)[-1]
    much_later = NOW + timedelta(days=100)

    service.extend_all(much_later)

    added = [row for row in rows(resource) if row.starts_at > newest.starts_at]
    assert clock.local_day(added[0].starts_at) >= clock.local_day(much_later)


def test_the_default_horizon_is_eighteen_months_from_any_day_and_a_day_to_spare():
    horizon = timedelta(days=load({})["HORIZON_DAYS"] - 1)

    for today in clock.days(TODAY, TODAY + timedelta(days=4 * 366)):
        month = today.month + 17
        eighteen_months_on = date(today.year + month // 12, month % 12 + 1, min(today.day, 28))
        # The 29th to the 31st are the 28th and up to three days more.
        assert today + horizon >= eighteen_months_on + timedelta(days=today.day - min(today.day, 28)), today


def test_the_worker_extends_well_within_the_day_that_is_to_spare(app):
    [extend] = [duty for duty in duties(app) if duty.name == "extend"]

    assert extend.do == service.extend_all
    assert extend.every <= timedelta(hours=12)
