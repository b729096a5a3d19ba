"""What is done with baskets and bundles: put in, taken out, held together, sent together, called off together."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, update

from portal import audit
from portal.accounts.queries import Visitor
from portal.booking import service as booking
from portal.booking.queries import BookingView
from portal.booking.service import NotTogether, Part
from portal.campaign import letters, queries
from portal.campaign.models import BASKET, HELD, RELEASED, SENT, BasketItem, Bundle, BundlePart
from portal.campaign.queries import BundleView
from portal.campaign.wording import (
    BASKET_EMPTY,
    BASKET_FULL,
    NOTHING_TO_CANCEL,
    REASON_MISSING,
    RELEASED_ALREADY,
    SENT_ALREADY,
)
from portal.catalogue.models import Resource
from portal.clock import Period
from portal.database import db, transaction
from portal.errors import Conflict, NotFound, Refusal
from portal.references import new_reference

MOST_ITEMS = 20


def add_item(visitor: Visitor, resource: Resource, period: Period, units: int, now: datetime) -> None:
    """Put the time in the basket; the same one twice is there once. Raise Refusals when it cannot be booked as it is."""
    refusal = booking.find_refusal(visitor, resource, period, units, now)
    if refusal is not None:
        raise refusal
    _put(visitor, resource.id, period, units, now)


def _put(visitor: Visitor, resource_id: int, period: Period, units: int, now: datetime) -> None:
    with transaction() as session:
        items = queries.basket_of(visitor)
        if any((one.resource_id, one.starts_at, one.ends_at) == (resource_id, *_edges(period)) for one in items):
            return
        if queries.basket_size(visitor) >= MOST_ITEMS:
            raise Refusal(BASKET_FULL, most=MOST_ITEMS)
        when = {"starts_at": period.starts_at, "ends_at": period.ends_at, "created_at": now}
        key = secrets.token_urlsafe(12)
        session.add(BasketItem(key=key, person_id=visitor.id, resource_id=resource_id, units=units, **when))


def _edges(period: Period) -> tuple[datetime, datetime]:
    return period.starts_at, period.ends_at


def drop_item(visitor: Visitor, key: str) -> None:
    """Take the time out of the basket; what is not there any more needs no taking out."""
    _drop(visitor.id, [key])


def _drop(person_id: int, keys: Sequence[str]) -> None:
    with transaction():
        db.session.execute(delete(BasketItem).where(BasketItem.person_id == person_id, BasketItem.key.in_(keys)))


def replace_item(visitor: Visitor, key: str, period: Period, now: datetime) -> None:
    """Give the thing in the basket another time. Raise Refusals when that one cannot be booked, NotFound without the thing."""
    item = queries.find_item(visitor, key)
    if item is None:
        raise NotFound()
    refusal = booking.find_refusal(visitor, item.resource, period, item.units, now)
    if refusal is not None:
        raise refusal
    with transaction():
        when = {"starts_at": period.starts_at, "ends_at": period.ends_at}
        db.session.execute(update(BasketItem).where(BasketItem.id == item.id).values(**when))


def parts_of(items: Sequence[BasketItem]) -> list[Part]:
    return [Part(item.resource, Period(item.starts_at, item.ends_at), item.units) for item in items]


def hold_basket(visitor: Visitor, purpose: str, note: str, now: datetime, form_key: str) -> BundleView:
    """Hold everything in the basket, or nothing; the same form sent again returns the same bundle.

    Raise NotTogether with what refuses each and what would fit, by its place in the basket.
    """
    items = queries.basket_of(visitor)
    made_of = {"items": [item.key for item in items]}
    return hold_parts(visitor, parts_of(items), purpose, note, now, kind=BASKET, form_key=form_key, made_of=made_of)


def hold_parts(
    visitor: Visitor,
    parts: Sequence[Part],
    purpose: str,
    note: str,
    now: datetime,
    *,
    kind: str,
    form_key: str,
    made_of: dict[str, Any],
) -> BundleView:
    """Hold these times together as one bundle, once for each form. Raise NotTogether."""
    key = f"{visitor.id}-{form_key}"
    earlier = queries.find_by_form(key)
    if earlier is not None:
        return earlier
    if not parts:
        raise Refusal(BASKET_EMPTY)
    try:
        with transaction():
            booking.take_resources([part.resource.id for part in parts])
            earlier = queries.find_by_form(key)
            if earlier is not None:
                return earlier
            reference = new_reference("TPK")
            held = booking.hold_together(visitor, parts, purpose, note, now, bundle=reference)
            words = {"purpose": purpose, "note": note}
            made = {"reference": reference, "kind": kind, "form_key": key, "made_of": made_of, **words}
            return _enter(visitor, held, now, made)
    except NotTogether as refused:
        raise booking.explained(visitor, parts, refused, now) from None


def refusals_by_place(refusal: Refusal | None) -> dict[int, Refusal]:
    """Return what refuses each of several, by its place among them; nothing for a refusal of another kind."""
    faults = refusal.faults if isinstance(refusal, NotTogether) else ()
    return {place: fault for place, fault in enumerate(faults) if fault is not None}


def _enter(visitor: Visitor, held: Sequence[BookingView], now: datetime, made: dict[str, Any]) -> BundleView:
    whose = {"organisation_id": held[0].organisation_id, "person_id": visitor.id}
    bundle = Bundle(state=HELD, created_at=now, **whose, **made)
    db.session.add(bundle)
    db.session.flush()
    db.session.add_all(
        BundlePart(bundle_id=bundle.id, booking_id=one.id, place=place) for place, one in enumerate(held)
    )
    db.session.flush()
    audit.record("bundle.held", bundle.reference, person_id=visitor.id, now=now)
    return queries.get_by_id(bundle.id)


def submit(visitor: Visitor, reference: str, now: datetime) -> BundleView:
    """Send the bundle: every part is confirmed or requested, or none is. Once only; each side gets one letter.

    Raise NotTogether when the time of a lapsed part is gone, or taken in an owner's own calendar; then the others are let go
    as well.
    """
    try:
        booking.ensure_free_elsewhere(queries.get_bundle(reference, visitor).parts, now)
        return _submit(visitor, reference, now)
    except NotTogether:
        _let_go(visitor, reference, now)
        raise


def _submit(visitor: Visitor, reference: str, now: datetime) -> BundleView:
    with transaction():
        bundle = _taken(visitor, reference)
        if bundle.state == SENT:
            return bundle
        if bundle.state == RELEASED:
            raise Conflict(RELEASED_ALREADY)
        with booking.kept_back():
            booking.submit_together(visitor, bundle.parts, now)
        _change(bundle, state=SENT, sent_at=now)
        _drop(bundle.person_id, bundle.made_of.get("items", []))
        audit.record("bundle.sent", reference, person_id=visitor.id, now=now)
        sent = queries.get_by_id(bundle.id)
        letters.tell_sent(sent, now=now)
        return sent


def _taken(visitor: Visitor, reference: str) -> BundleView:
    """Return the bundle as it is once all its resources are taken: what two do with it at once comes one after the other."""
    bundle = queries.get_bundle(reference, visitor)
    booking.take_resources([part.resource_id for part in bundle.parts])
    return queries.get_bundle(reference, visitor)


def _change(bundle: BundleView, **values: Any) -> None:
    db.session.execute(update(Bundle).where(Bundle.id == bundle.id).values(**values))


def extend(visitor: Visitor, reference: str, now: datetime) -> BundleView:
    """Hold every part for another quarter of an hour. Raise Refusal when one has lapsed."""
    with transaction():
        bundle = _still_held(_taken(visitor, reference))
        return replace(bundle, parts=booking.extend_together(visitor, bundle.parts, now))


def release(visitor: Visitor, reference: str, now: datetime) -> BundleView:
    """Let every part go; letting go twice does no more than once. Raise Refusal when it was sent."""
    with transaction():
        bundle = _taken(visitor, reference)
        return bundle if bundle.state == RELEASED else _release(visitor, _still_held(bundle), now)


def _release(visitor: Visitor, bundle: BundleView, now: datetime) -> BundleView:
    booking.release_together(visitor, bundle.parts, now)
    _change(bundle, state=RELEASED)
    audit.record("bundle.released", bundle.reference, person_id=visitor.id, now=now)
    return queries.get_by_id(bundle.id)


def _let_go(visitor: Visitor, reference: str, now: datetime) -> None:
    with transaction():
        bundle = _taken(visitor, reference)
        if bundle.state == HELD:
            _release(visitor, bundle, now)


def _still_held(bundle: BundleView) -> BundleView:
    if bundle.state != HELD:
        raise Conflict(SENT_ALREADY if bundle.state == SENT else RELEASED_ALREADY)
    return bundle


def cancel(visitor: Visitor, reference: str, reason: str, text: str, now: datetime) -> BundleView:
    """Call off every part that is still to come, or none; each side gets one letter. Raise Refusal when nothing is left."""
    with transaction():
        bundle = _taken(visitor, reference)
        wanted = bundle.to_cancel(now)
        if not wanted:
            raise Conflict(NOTHING_TO_CANCEL)
        if reason not in booking.cancel_reasons(visitor, wanted[0]):
            raise Refusal(REASON_MISSING, field="reason")
        with booking.kept_back():
            for part in wanted:
                booking.cancel_booking(visitor, part.reference, reason, text, now)
        audit.record("bundle.cancelled", reference, person_id=visitor.id, now=now)
        _note_told([part.id for part in wanted], now)
        after = queries.get_by_id(bundle.id)
        letters.tell_cancelled(after, {part.id for part in wanted}, now=now)
        return after


def _note_told(booking_ids: Sequence[int], now: datetime) -> None:
    """What the booker did needs no telling of its own."""
    db.session.execute(update(BundlePart).where(BundlePart.booking_id.in_(booking_ids)).values(told_at=now))


def tell_fallen(now: datetime) -> int:
    """Write to whoever booked several things together and lost a part of them since; return how many letters that made."""
    untold: dict[int, list[int]] = {}
    for bundle_id, part_id in queries.untold():
        untold.setdefault(bundle_id, []).append(part_id)
    return sum(_tell_fallen(bundle_id, part_ids, now) for bundle_id, part_ids in untold.items())


def _tell_fallen(bundle_id: int, part_ids: Sequence[int], now: datetime) -> int:
    with transaction():
        told = update(BundlePart).where(BundlePart.id.in_(part_ids), BundlePart.told_at.is_(None)).values(told_at=now)
        # Of two workers the second changes nothing, and writes nothing.
        if not db.session.execute(told).rowcount:  # type: ignore[attr-defined]
            return 0
        bundle = queries.get_by_id(bundle_id)
        if not bundle.to_cancel(now):
            return 0
        letters.tell_fallen(bundle, now=now)
        return 1
