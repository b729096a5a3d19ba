"""What is made up of conditions: prices by class of customer, a limit for one organisation, a share for small companies."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from portal.capacity.models import Pool
from portal.catalogue.models import Resource
from portal.conditions.models import PriceList, Quota
from portal.demonstration import removal, service

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_prices_limits_and_a_share_are_made_up_and_taken_away(make_app, database):
    service.add(NOW)

    def of(ending, column):
        resource = select(Resource.id).where(Resource.slug.endswith(ending)).scalar_subquery()
        return database.scalars(select(column).where(column.class_.resource_id == resource).order_by(column)).all()

    assert of("-klimatskap", PriceList.per_day) == [90000, 120000, 180000]
    assert of("-programmering", Pool.units) == [2]
    assert of("-berakning", Quota.most) == [10, 400]
    removal.remove(NOW)
    for model in (PriceList, Quota, Pool):
        assert database.scalars(select(model.id)).all() == []
