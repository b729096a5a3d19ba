"""What the map shows: the public listings, as plain columns."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from portal.catalogue.models import Testbed
from portal.catalogue.permissions import PUBLIC
from portal.database import db

_POINT = (
    Testbed.slug,
    Testbed.name,
    Testbed.name_en,
    Testbed.municipality,
    Testbed.county,
    Testbed.lat,
    Testbed.lon,
    Testbed.location_precision,
    Testbed.status,
    Testbed.level,
    Testbed.is_demonstration,
)


def points() -> Sequence[Any]:
    """Return every public listing, by name."""
    query = select(*_POINT).where(Testbed.lifecycle.in_(PUBLIC)).order_by(Testbed.name, Testbed.id)
    return db.session.execute(query).all()
