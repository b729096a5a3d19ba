"""The support programmes, from seeds/support.json: what a record looks like, and how it becomes a row."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from portal.catalogue import vocabulary
from portal.database import db
from portal.geography import COUNTIES
from portal.seeding import checks
from portal.seeding.checks import Fault, Shape, address, many, one_of, optional, text, whole, words
from portal.seeding.writing import Counts, Kind, merge
from portal.support.models import SupportProgramme
from portal.support.rules import BEFORE
from portal.support.words import WORDS

UNKNOWN_WHEN_MISSING: dict[str, Any] = {
    "name_en": None,
    "notes": None,
    "amount": None,
    "co_funding": None,
    "order_first": None,
}
ORDER_FIRST = {"before", "source"}


def _agree(record: dict[str, Any]) -> Iterator[tuple[str, str]]:
    low, high = record.get("trl_min"), record.get("trl_max")
    if low and high and low > high:
        yield "trl_min", f"{low} is above trl_max {high}"


def _order_first(value: Any) -> Iterator[str]:
    """Accept {"before": "application" or "decision", "source": address}: what must be done before anything is ordered."""
    if not isinstance(value, dict) or set(value) != ORDER_FIRST:
        yield 'is not {"before": ..., "source": ...}'
        return
    yield from one_of(BEFORE)(value["before"])
    yield from address(400)(value["source"])


SHAPE = Shape(
    fields={
        "slug": checks.slug(80),
        "name": text(200),
        "name_en": optional(text(200)),
        "provider": text(160),
        "kind": one_of(WORDS["kinds"]),
        "summary_sv": words(8, 90),
        "summary_en": words(8, 90),
        "who": many(one_of(WORDS["who"]), least=1),
        "counties": many(one_of(county.name for county in COUNTIES)),
        "technologies": many(one_of(vocabulary.keys("technologies"))),
        "market_areas": many(one_of(vocabulary.keys("market_areas"))),
        "trl_min": optional(whole(1, 9)),
        "trl_max": optional(whole(1, 9)),
        "amount": optional(text(500)),
        "co_funding": optional(text(500)),
        "phase": one_of(WORDS["phases"]),
        "status": one_of(WORDS["statuses"]),
        "website": optional(address(400)),
        "notes": optional(text(2000, lines=True)),
        "order_first": optional(_order_first),
        "sources": checks.sources(),
        "confidence": one_of(vocabulary.keys("confidences")),
    },
    may_miss=frozenset(UNKNOWN_WHEN_MISSING),
    cross=_agree,
)


def check(records: Any, file: str) -> list[Fault]:
    """Return every fault of a file of support programmes."""
    return checks.faults_of(records, file, SHAPE)


def write(records: list[dict[str, Any]], collected_on: date | None, now: datetime) -> Counts:
    """Write the records and return what became of them; call it inside a transaction."""
    wanted = {
        record["slug"]: {
            **UNKNOWN_WHEN_MISSING,
            **{name: value for name, value in record.items() if name != "slug"},
            "collected_on": collected_on,
        }
        for record in records
    }
    # What a coordinator has changed is the later word.
    counts, _ = merge(SupportProgramme, wanted, keep=lambda row: row.edited_at is not None)
    db.session.flush()
    return counts


KIND = Kind("support", lambda record: "provider" in record, check, write)
