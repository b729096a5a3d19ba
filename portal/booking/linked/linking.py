"""Resources that take each other along: a hall and its cells, and equipment that several share. The owner links them here.

The guard in the database holds every link and refuses one that bookings contradict; here it becomes words with the days.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select

from portal import audit, clock
from portal.accounts.queries import Visitor
from portal.booking.holds import expire_lapsed
from portal.booking.models import Claim
from portal.booking.moves import take_resources
from portal.booking.taken import claims_between
from portal.booking.units_left import ClaimRow, free_units
from portal.capacity.models import NEEDS, WHOLE, ResourceLink
from portal.capacity.queries import Links, LinkView, links_of, offered
from portal.capacity.service import ensure_manages
from portal.catalogue.models import Resource
from portal.catalogue.queries import owned_resources
from portal.catalogue.service import bump_version
from portal.clock import Period
from portal.database import db, transaction
from portal.errors import N_, CapacityExceeded, Refusal

SHOWN_DAYS = 10
CHOOSE_ONE = N_("Välj en resurs i listan.")
ALREADY_LINKED = N_("De två hör redan ihop.")
HAS_PARTS = N_("Resursen består själv av delar. Lägg till de delarna en och en i stället.")
IS_A_PART = N_("Den här resursen är själv en del av en annan. En del kan inte ha egna delar.")
SO_MANY_EACH = N_("Så många enheter finns inte. Välj 1 till %(most)s.")


class BookingsContradict(CapacityExceeded):
    """Bookings already made cannot all stand beside the link; `days` are the local days on which they do not."""

    message = N_(
        "Bokningar som redan finns går inte ihop med det: %(days)s. Det går att lägga till när de är flyttade eller avbokade."
    )

    def __init__(self, days: Sequence[date]):
        shown = ", ".join(day.isoformat() for day in days[:SHOWN_DAYS])
        super().__init__(field="takes", days=shown + (", …" if len(days) > SHOWN_DAYS else ""))
        self.days = list(days)


def linkable(resource: Resource, links: Links) -> list[Resource]:
    """Return the resources of the same owner that are not linked with this one yet."""
    if resource.testbed.owner_id is None:
        return []
    apart = links.resource_ids | {resource.id}
    return [one for one in owned_resources([resource.testbed.owner_id]) if one.id not in apart]


def link(visitor: Visitor, resource: Resource, takes_slug: str, kind: str, units: int, now: datetime) -> None:
    """Let bookings of the resource take another one along from now on: the whole of it, or so many units for each unit.

    Raise BookingsContradict when bookings already made do not allow it, Refusal for what cannot be linked, NotFound for
    whoever does not answer for the testbed.
    """
    ensure_manages(visitor, resource)
    takes = next((one for one in linkable(resource, Links()) if one.slug == takes_slug), None)
    if takes is None:
        raise Refusal(CHOOSE_ONE, field="takes")
    each = 1 if kind == WHOLE else units
    with transaction():
        take_resources([resource.id, takes.id])
        _ensure_possible(resource, takes, kind, each)
        for one in (resource, takes):
            expire_lapsed(one.id, now)
        _enter(resource, takes, kind, each, now)
        bump_version()
        audit.record(
            "resource.linked", resource.slug, person_id=visitor.id, now=now, takes=takes.slug, kind=kind, units=each
        )


def unlink(visitor: Visitor, resource: Resource, takes_slug: str, now: datetime) -> None:
    """Let bookings of the resource no longer take that one along, those already made included; twice is once.

    Raise NotFound for whoever does not answer for the testbed.
    """
    ensure_manages(visitor, resource)
    with transaction():
        taken = [one for one in links_of(resource.id).rows if one.is_taken and one.slug == takes_slug]
        for one in taken:
            take_resources([resource.id, one.resource_id])
            gone = db.session.execute(delete(ResourceLink).where(ResourceLink.id == one.id).returning(ResourceLink.id))
            if gone.scalar() is None:
                continue
            bump_version()
            audit.record(
                "resource.unlinked", resource.slug, person_id=visitor.id, now=now, takes=one.slug, kind=one.kind
            )


def not_along(links: Links) -> list[LinkView]:
    """Return what the parts and needs of a resource need in their turn, and the resource itself does not take along."""
    ids = {one.resource_id for one in links.rows if one.is_taken}
    further = (more for one in links.rows if one.is_taken for more in links_of(one.resource_id).needs)
    return list({more.resource_id: more for more in further if more.resource_id not in ids}.values())


def _ensure_possible(resource: Resource, takes: Resource, kind: str, each: int) -> None:
    links, of_other = links_of(resource.id), links_of(takes.id)
    if takes.id in links.resource_ids:
        raise Refusal(ALREADY_LINKED, field="takes")
    if kind == NEEDS and not 1 <= each <= takes.units:
        raise Refusal(SO_MANY_EACH, field="units", most=takes.units)
    # The guard follows one link from each booking, so parts of parts would be left behind.
    if kind == WHOLE and of_other.parts:
        raise Refusal(HAS_PARTS, field="takes")
    if kind == WHOLE and links.wholes:
        raise Refusal(IS_A_PART, field="takes")


def _enter(resource: Resource, takes: Resource, kind: str, each: int, now: datetime) -> None:
    row: dict[str, Any] = {"resource_id": resource.id, "takes_id": takes.id, "kind": kind, "units": each, "since": now}
    try:
        with db.session.begin_nested():
            db.session.execute(insert(ResourceLink).values(**row))
    except CapacityExceeded:
        raise BookingsContradict(_days(resource.id, takes, kind, each, now)) from None


def _days(resource_id: int, takes: Resource, kind: str, each: int, now: datetime) -> list[date]:
    """Return the days of the claims that would not fit, entered one after the other as the guard would."""
    own = list(_claims_of(resource_id, now))
    reach = Period(min(one.kept_from for one in own), max(one.kept_to for one in own))
    offer, taken = offered(takes.id, reach), list(claims_between(takes.id, reach))
    found = set()
    for one in own:
        if kind == WHOLE:
            fits = not any(other.kept_from < one.kept_to and one.kept_from < other.kept_to for other in taken)
        else:
            wanted = ClaimRow(one.starts_at, one.ends_at, one.units * each, one.before, one.after)
            period = Period(one.starts_at, one.ends_at)
            free = free_units(offer, taken, period, before=one.before, after=one.after, units=takes.units)
            fits = free >= wanted.units
            taken += [wanted] if fits else []
        if not fits:
            found.add(clock.local_day(one.starts_at))
    return sorted(found)


def _claims_of(resource_id: int, now: datetime) -> Iterator[ClaimRow]:
    columns = (Claim.starts_at, Claim.ends_at, Claim.units, Claim.buffer_before, Claim.buffer_after)
    query = select(*columns).where(
        Claim.resource_id == resource_id, Claim.active == 1, Claim.parent_id.is_(None), Claim.ends_at > now
    )
    for starts_at, ends_at, units, before, after in db.session.execute(query.order_by(Claim.id)):
        yield ClaimRow(starts_at, ends_at, units, timedelta(seconds=before), timedelta(seconds=after))
