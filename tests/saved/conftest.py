"""A person who saves, as a row and as a visitor."""

import pytest

from tests.builders import make_organisation, make_person
from tests.visitors import visitor_of


@pytest.fixture
def person(database):
    return make_person(make_organisation())


@pytest.fixture
def visitor(person):
    return visitor_of(person)
