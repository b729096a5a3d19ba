"""A resource with three units, forty days of horizon, and who answers for it."""

import pytest

from tests.builders import make_owner, make_resource
from tests.capacity.steps import NOW, visitor_of


@pytest.fixture
def app(make_app):
    app = make_app(HORIZON_DAYS=40)
    with app.app_context():
        yield app


@pytest.fixture
def resource(app):
    return make_resource(units=3)


@pytest.fixture
def owner(resource):
    return visitor_of(make_owner(resource.testbed), resource.testbed)


@pytest.fixture
def stopped_clock(freeze):
    freeze(NOW)


@pytest.fixture
def owner_client(resource, sign_in):
    return sign_in(make_owner(resource.testbed))
