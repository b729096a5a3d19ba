"""The inventory's testbeds, from seeds/testbeds.json: what a record looks like, and how it becomes a listing."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from portal.catalogue import capabilities, vocabulary
from portal.catalogue.models import INVENTORY, STATUSES, Testbed
from portal.catalogue.service import replace_capabilities, tell_listeners
from portal.database import db
from portal.geography import COUNTIES
from portal.seeding import checks
from portal.seeding.checks import Fault, Shape, address, many, one_of, optional, text, whole, words
from portal.seeding.writing import Counts, Kind, merge

UNKNOWN_WHEN_MISSING: dict[str, Any] = {
    "name_en": None,
    "partners": [],
    "address": None,
    "trl_min": None,
    "trl_max": None,
    "access": None,
    "notes": None,
}


def _agree(record: dict[str, Any]) -> Iterator[tuple[str, str]]:
    low, high = record.get("trl_min"), record.get("trl_max")
    if low and high and low > high:
        yield "trl_min", f"{low} is above trl_max {high}"


SHAPE = Shape(
    fields={
        "slug": checks.slug(80),
        "name": text(160),
        "name_en": optional(text(160)),
        "operator": text(160),
        "operator_type": one_of(vocabulary.keys("operator_types")),
        "partners": optional(many(text(160))),
        "municipality": text(60),
        "county": one_of(county.name for county in COUNTIES),
        "address": optional(text(200)),
        "lat": checks.number(55.0, 69.2, outside="is outside Sweden"),
        "lon": checks.number(10.5, 24.3, outside="is outside Sweden"),
        "location_precision": one_of(vocabulary.keys("precisions")),
        "website": optional(address(400)),
        "summary_sv": words(12, 90),
        "summary_en": words(12, 90),
        "technologies": many(one_of(vocabulary.keys("technologies")), least=1),
        "market_areas": many(one_of(vocabulary.keys("market_areas"))),
        "sectors": many(one_of(vocabulary.keys("sectors"))),
        "environments": many(one_of(vocabulary.keys("environments")), least=1),
        "services": many(one_of(vocabulary.keys("services")), least=1),
        "equipment": many(text(200)),
        "access": optional(text(400)),
        "notes": optional(text(2000, lines=True)),
        "trl_min": optional(whole(1, 9)),
        "trl_max": optional(whole(1, 9)),
        "status": one_of(STATUSES),
        "confidence": one_of(vocabulary.keys("confidences")),
        "sources": checks.sources(),
    },
    may_miss=frozenset(UNKNOWN_WHEN_MISSING),
    cross=_agree,
)


def check(records: Any, file: str) -> list[Fault]:
    """Return every fault of a file of testbeds."""
    return checks.faults_of(records, file, SHAPE)


def write(records: list[dict[str, Any]], collected_on: date | None, now: datetime) -> Counts:
    """Write the records as listings and return what became of them; call it inside a transaction.

    A listing that its owner has confirmed is kept as it is: the owner's word replaces ours. Nothing here makes a
    resource or an owner: nobody may invent capacity for a real organisation.
    """
    wanted = {record["slug"]: _values(record, collected_on) for record in records}
    counts, touched = merge(Testbed, wanted, keep=_is_the_owners, mine=lambda row: not row.is_demonstration)
    for testbed in touched:
        _settle(testbed, now)
    db.session.flush()
    for testbed in touched:
        tell_listeners(testbed)
    _read_limits(wanted)
    return counts


def _read_limits(slugs: Iterable[str]) -> None:
    """Let each listing state as limits what its words state, also one that was written before they were read."""
    wanted = set(slugs)
    for testbed in db.session.scalars(select(Testbed).order_by(Testbed.id)):
        if testbed.slug in wanted and not _is_the_owners(testbed):
            replace_capabilities(testbed, capabilities.read_from(testbed), INVENTORY)


def _values(record: dict[str, Any], collected_on: date | None) -> dict[str, Any]:
    values = {**UNKNOWN_WHEN_MISSING, **record, "collected_on": collected_on}
    values["partners"] = values["partners"] or []
    del values["slug"]
    return values


def _is_the_owners(testbed: Testbed) -> bool:
    return testbed.confirmed_on is not None or testbed.is_demonstration


def _settle(testbed: Testbed, now: datetime) -> None:
    """Set what follows from the record's status, without undoing what somebody has decided in the portal."""
    testbed.changed_at = now
    if testbed.created_at is None:
        testbed.created_at = now
    if testbed.status == "closed":
        testbed.lifecycle = "closed"
    elif testbed.lifecycle in (None, "closed"):
        testbed.lifecycle = "published"
    if testbed.owner_id is None:
        testbed.level = "contact-only" if testbed.status in ("closed", "planned") else "request-here"


KIND = Kind("testbeds", lambda record: "operator" in record, check, write)
