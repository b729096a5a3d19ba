"""Testbeds that can be found: written the way an owner's change is, so that the index and the version follow."""

from typing import Any

from portal.catalogue.models import Testbed
from portal.catalogue.service import save_testbed
from tests.builders import LONG_AGO, make_testbed

PLAIN = {"technologies": [], "market_areas": [], "sectors": [], "environments": [], "services": []}


def list_testbed(name: str = "Ljusbågsugnen", **values: Any) -> Testbed:
    """Return a published testbed that a search finds by the words that the test gives it."""
    words = {"summary_sv": "", "summary_en": "", "operator": "Drift", **PLAIN, **values}
    return save_testbed(make_testbed(name, **words), now=LONG_AGO)
