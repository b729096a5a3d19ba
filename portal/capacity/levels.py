"""The connection level of a testbed follows what can be booked in it, so that no list promises what is not there."""

from datetime import datetime

from portal.capacity import queries
from portal.catalogue import service as catalogue
from portal.catalogue.models import DIRECT, Testbed
from portal.database import lock

BOOK_HERE, REQUEST_HERE = "book-here", "request-here"


def follow_level(testbed_id: int, *, now: datetime) -> None:
    """Let the testbed say *book here* when something in it is booked directly, *request here* when by request.

    Where nothing is offered the level stays, except that *book here* is no longer promised. Call it in a transaction.
    """
    modes = queries.open_modes(testbed_id, now=now)
    if modes:
        catalogue.set_level(testbed_id, BOOK_HERE if DIRECT in modes else REQUEST_HERE, now=now)
    elif lock(Testbed, testbed_id).level == BOOK_HERE:
        catalogue.set_level(testbed_id, REQUEST_HERE, now=now)
