"""Reads about baskets and bundles."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portal.accounts.queries import Visitor
from portal.booking import queries as bookings
from portal.booking import service as booking
from portal.booking.models import Booking
from portal.booking.queries import BookingView
from portal.booking.states import CANCELLED, CONFIRMED, DECLINED, DISPLACED, EXPIRED, QUEUED, REQUESTED
from portal.campaign.models import SENT, BasketItem, Bundle, BundlePart
from portal.campaign.permissions import may_act
from portal.catalogue.models import Resource, Testbed
from portal.catalogue.permissions import PUBLIC, may_see
from portal.database import db
from portal.errors import NotFound

MOST_MATCHES = 12
FELL_AWAY = frozenset({DECLINED, EXPIRED, DISPLACED, CANCELLED})
"""How a part of what was sent ends without taking place."""


def basket_of(visitor: Visitor) -> list[BasketItem]:
    """Return what is in the person's basket, soonest first; what the person may no longer see is left out."""
    query = (
        select(BasketItem)
        .where(BasketItem.person_id == visitor.id)
        .options(joinedload(BasketItem.resource).joinedload(Resource.testbed))
        .order_by(BasketItem.starts_at, BasketItem.id)
    )
    return [item for item in db.session.scalars(query) if may_see(visitor, item.resource.testbed)]


def basket_size(visitor: Visitor) -> int:
    query = select(func.count()).where(BasketItem.person_id == visitor.id)
    return db.session.execute(query).scalar_one()


def find_item(visitor: Visitor, key: str) -> BasketItem | None:
    """Return the thing in this person's basket, if it is there."""
    return next((item for item in basket_of(visitor) if item.key == key), None)


@dataclass(frozen=True)
class BundleView:
    """A bundle with its bookings in order."""

    id: int
    reference: str
    kind: str
    state: str
    organisation_id: int
    organisation_name: str
    person_id: int
    person_name: str
    purpose: str
    note: str
    made_of: dict[str, Any]
    created_at: datetime
    parts: list[BookingView]

    def is_live(self, now: datetime) -> bool:
        """Return whether every part is held right now."""
        return all(booking.is_live(part, now) for part in self.parts)

    @property
    def held_until(self) -> datetime | None:
        return min((part.held_until for part in self.parts if part.held_until), default=None)

    @property
    def fallen(self) -> list[BookingView]:
        """Return the parts of what was sent that will not take place as booked."""
        return [part for part in self.parts if part.state in FELL_AWAY] if self.state == SENT else []

    def to_cancel(self, now: datetime) -> list[BookingView]:
        """Return the parts that can still be called off."""
        return [part for part in self.parts if part.state in (REQUESTED, QUEUED, CONFIRMED) and part.starts_at > now]


def get_bundle(reference: str, visitor: Visitor) -> BundleView:
    """Return the bundle. Raise NotFound when there is none of this visitor's organisations."""
    bundle = None if "\0" in reference else _find(Bundle.reference == reference)
    if bundle is None or not may_act(visitor, bundle):
        raise NotFound()
    return bundle


def find_by_form(form_key: str) -> BundleView | None:
    return _find(Bundle.form_key == form_key)


def find_bundle_of(booking_id: int) -> BundleView | None:
    """Return the bundle that the booking is part of."""
    part = select(BundlePart.bundle_id).where(BundlePart.booking_id == booking_id).scalar_subquery()
    return _find(Bundle.id == part)


def get_by_id(bundle_id: int) -> BundleView:
    bundle = _find(Bundle.id == bundle_id)
    assert bundle is not None
    return bundle


def _find(which: Any) -> BundleView | None:
    return next(iter(_views(which)), None)


def _views(*which: Any) -> list[BundleView]:
    query = select(Bundle).where(*which).options(joinedload(Bundle.organisation), joinedload(Bundle.person))
    # Read anew each time: another request may have sent it since.
    rows = list(db.session.scalars(query.order_by(Bundle.id.desc()).execution_options(populate_existing=True)))
    parts = _parts([row.id for row in rows])
    return [_view(row, parts.get(row.id, [])) for row in rows]


def _view(row: Bundle, parts: list[BookingView]) -> BundleView:
    return BundleView(
        row.id,
        row.reference,
        row.kind,
        row.state,
        row.organisation_id,
        row.organisation.name,
        row.person_id,
        row.person.name,
        row.purpose,
        row.note,
        row.made_of,
        row.created_at,
        parts,
    )


def _parts(bundle_ids: Collection[int]) -> dict[int, list[BookingView]]:
    query = select(BundlePart.bundle_id, BundlePart.booking_id).where(BundlePart.bundle_id.in_(bundle_ids))
    rows = db.session.execute(query.order_by(BundlePart.bundle_id, BundlePart.place)).all()
    views = {view.id: view for view in bookings.views_by_id([row.booking_id for row in rows])}
    found: dict[int, list[BookingView]] = {}
    for row in rows:
        found.setdefault(row.bundle_id, []).append(views[row.booking_id])
    return found


def bundles_of(organisation_ids: Iterable[int], *, now: datetime) -> list[BundleView]:
    """Return what these organisations have sent together and is not over, latest first."""
    ahead = (
        select(BundlePart.bundle_id)
        .join(Booking, Booking.id == BundlePart.booking_id)
        .where(Booking.organisation_id.in_(list(organisation_ids)), Booking.ends_at > now)
    )
    return _views(Bundle.id.in_(ahead), Bundle.state == SENT)


def broken_of(organisation_ids: Iterable[int], *, now: datetime) -> list[BundleView]:
    """Return the campaigns and baskets of which a part has fallen away while others still stand: somebody must decide."""
    return [one for one in bundles_of(organisation_ids, now=now) if one.fallen and one.to_cancel(now)]


def untold() -> list[tuple[int, int]]:
    """Return bundle and part of what fell away after it was sent, of which nobody has written yet."""
    query = (
        select(BundlePart.bundle_id, BundlePart.id)
        .join(Bundle, Bundle.id == BundlePart.bundle_id)
        .join(Booking, Booking.id == BundlePart.booking_id)
        .where(Bundle.state == SENT, BundlePart.told_at.is_(None), Booking.state.in_(FELL_AWAY))
        .order_by(BundlePart.bundle_id, BundlePart.place)
    )
    return [(row.bundle_id, row.id) for row in db.session.execute(query)]


def resources_named(text: str) -> list[Resource]:
    """Return open resources in whose name, or whose testbed's, all of these words stand; nothing for no words."""
    words = text.casefold().split()
    if not words:
        return []
    names = (Resource.id, Resource.name_sv, Resource.name_en, Testbed.name, Testbed.name_en, Testbed.municipality)
    query = select(*names).join(Testbed).where(Resource.is_open, Testbed.lifecycle.in_(PUBLIC))
    # SQLite does not match Ö with ö, so the words are compared here.
    rows = db.session.execute(query.order_by(Testbed.name, Resource.name_sv, Resource.id))
    ids = [row[0] for row in rows if _has_all(words, row[1:])][:MOST_MATCHES]
    found = select(Resource).where(Resource.id.in_(ids)).options(joinedload(Resource.testbed))
    return sorted(db.session.scalars(found), key=lambda one: ids.index(one.id))


def _has_all(words: Iterable[str], names: Iterable[str | None]) -> bool:
    text = " ".join(name for name in names if name).casefold()
    return all(word in text for word in words)
