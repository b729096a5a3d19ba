"""The thesaurus from seeds/concepts, and what testbeds are about from seeds/subjects.json."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from portal.catalogue import vocabulary
from portal.catalogue.models import Testbed
from portal.concepts.models import ConceptRow
from portal.concepts.queries import find_subjects
from portal.concepts.rules import LONGEST_PHRASE, MOST_PHRASES
from portal.concepts.service import set_subjects, settle, tell, words_of
from portal.database import db
from portal.seeding import checks
from portal.seeding.checks import Checker, Fault, Shape, many, optional, text
from portal.seeding.writing import Counts, Kind, merge

TIES = frozenset(f"{kind}:{key}" for kind in vocabulary.CLASSIFYING for key in vocabulary.keys(kind))


def _phrases() -> Checker:
    """Accept {sv: [phrase, ...], en: [phrase, ...]}, either of which may be missing."""
    in_one = many(text(LONGEST_PHRASE), most=MOST_PHRASES)

    def check(value: Any) -> Iterator[str]:
        if not isinstance(value, dict) or not set(value) <= {"sv", "en"}:
            yield "is not {sv: [...], en: [...]}"
            return
        for language, phrases in value.items():
            yield from (f"{language} {fault}" for fault in in_one(phrases))

    return check


CONCEPT = Shape(
    fields={
        "slug": checks.slug(60),
        "sv": text(80),
        "en": text(80),
        "trade": _phrases(),
        "everyday": _phrases(),
        "hints": optional(_phrases()),
        "broader": many(checks.slug(60)),
        "related": many(checks.slug(60)),
        "ties": many(checks.one_of(TIES)),
    },
    may_miss=frozenset({"hints"}),
)
SUBJECTS = Shape(
    fields={
        "slug": checks.slug(80),
        "main": many(checks.slug(60)),
        "also": many(checks.slug(60)),
        "needs": many(text(200)),
    }
)


def check_concepts(records: Any, file: str) -> list[Fault]:
    """Return every fault of a file of concepts."""
    return checks.faults_of(records, file, CONCEPT)


def check_subjects(records: Any, file: str) -> list[Fault]:
    """Return every fault of a file that says what testbeds are about."""
    return checks.faults_of(records, file, SUBJECTS)


def write_concepts(records: list[dict[str, Any]], collected_on: date | None, now: datetime) -> Counts:
    """Write the records as concepts and return what became of them; call it inside a transaction.

    A concept that a coordinator has changed or removed is kept as it is.
    """

    def is_kept(row: ConceptRow) -> bool:
        return row.edited_at is not None or row.removed_at is not None

    wanted = {record["slug"]: _values(record) for record in records}
    before = {row.slug: dict(row.phrases) for row in db.session.scalars(select(ConceptRow))}
    counts, touched = merge(ConceptRow, wanted, keep=is_kept)
    for row in touched:
        settle(row)
    if touched:
        changed = {phrase for row in touched for phrase, _ in before.get(row.slug, {}).items() ^ row.phrases.items()}
        tell([row.slug for row in touched], changed)
    return counts


def _values(record: dict[str, Any]) -> dict[str, Any]:
    return {name: record[name] for name in ("sv", "en", "broader", "related", "ties")} | {"words": words_of(record)}


def write_subjects(records: list[dict[str, Any]], collected_on: date | None, now: datetime) -> Counts:
    """Write what the testbeds are about; call it inside a transaction. What a person has changed here is kept."""
    counts = Counts()
    testbeds = {row.slug: row for row in db.session.scalars(select(Testbed))}
    for record in records:
        slug = record["slug"]
        if slug not in testbeds:
            counts.left.append(slug)
            continue
        row = find_subjects(testbeds[slug].id)
        if row is not None and row.edited_at is not None:
            counts.kept.append(slug)
            continue
        values = {name: record[name] for name in ("main", "also", "needs")}
        changed = set_subjects(testbeds[slug], values)
        (counts.unchanged if not changed else counts.created if row is None else counts.changed).append(slug)
    return counts


CONCEPTS_KIND = Kind("concepts", lambda record: "everyday" in record, check_concepts, write_concepts)
SUBJECTS_KIND = Kind("subjects", lambda record: "main" in record, check_subjects, write_subjects)
