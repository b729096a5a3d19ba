"""A calendar elsewhere in place of the network."""

import pytest

from tests.feeds.calendars import Elsewhere


@pytest.fixture
def elsewhere(app):
    app.extensions["feed-fetcher"] = calendar = Elsewhere()
    return calendar
