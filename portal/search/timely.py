"""What a search knows of time: which listings are free on the dates asked for, and where one can begin first.

Kept by each process as long as no claim, no capacity and no listing has changed and the minute is the same. Both are for
anybody: what an organisation's own papers and habits change is said on each hit and on the booking form.
"""

from collections.abc import Hashable

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from portal import clock
from portal.catalogue.models import Resource
from portal.database import db
from portal.free_time import start_lines
from portal.free_time.queries import find_free
from portal.free_time.rules import Wanted
from portal.free_time.starts import earliest_many
from portal.search.dates import Dates
from portal.search.shelf import Shelf, version_key
from portal.web.fragments import Fragments

CHUNK = 500
NEVER = float("inf")

_free = Fragments(size=64)
_starts = Fragments(size=1)


def free_on(listings: Shelf, dates: Dates) -> int:
    """Return the set of listings in which something can be booked for so many days in a row between these days."""
    found: int = _free.get(dates, _version(listings), lambda: _free_now(listings, dates))
    return found


def starts(listings: Shelf) -> NDArray[np.float64]:
    """Return for each place when one can begin there, as seconds since 1970; infinity where nothing can be booked."""
    found: NDArray[np.float64] = _starts.get("starts", _version(listings), lambda: _starts_now(listings))
    return found


def _version(listings: Shelf) -> Hashable:
    return version_key(listings.version), start_lines.standing()


def _free_now(listings: Shelf, dates: Dates) -> int:
    wanted = Wanted(dates.first_day, dates.last_day, days=dates.days)
    slugs = {one.testbed_slug for one in find_free(wanted, clock.now())}
    return sum(1 << place for place, one in enumerate(listings.listings) if one.slug in slugs)


def _starts_now(listings: Shelf) -> NDArray[np.float64]:
    moments = np.full(len(listings), NEVER)
    bookable = list(db.session.scalars(select(Resource.testbed_id).where(Resource.is_open).distinct()))
    for first in range(0, len(bookable), CHUNK):
        found = earliest_many(bookable[first : first + CHUNK], None, clock.now())
        for testbed_id, start in found.items():
            place = listings.place_of.get(testbed_id)
            if place is not None and start.moment is not None:
                moments[place] = start.moment.timestamp()
    return moments
