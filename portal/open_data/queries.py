"""Which pages the rooms below have for everybody."""

from datetime import datetime

from sqlalchemy import select

from portal.catalogue.models import Testbed
from portal.catalogue.permissions import PUBLIC
from portal.database import db
from portal.support.models import SupportProgramme


def listings() -> list[tuple[str, datetime]]:
    """Return slug and last change of each public listing that is not made up."""
    query = select(Testbed.slug, Testbed.changed_at).where(
        Testbed.lifecycle.in_(PUBLIC), Testbed.is_demonstration.is_(False)
    )
    return [(row.slug, row.changed_at) for row in db.session.execute(query.order_by(Testbed.slug))]


def programmes() -> list[str]:
    return list(db.session.scalars(select(SupportProgramme.slug).order_by(SupportProgramme.slug)))
