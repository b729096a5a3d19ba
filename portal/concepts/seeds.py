"""The thesaurus from seeds/concepts, and what testbeds are about from seeds/subjects.json."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from portal.catalogue import vocabulary
from portal.catalogue.models import Testbed
from portal.concepts.models import ConceptRow
from portal.concepts.queries import find_subjects
from portal.concepts.rules import LONGEST_PHRASE, MOST_PHRASES, Flaw, doubles, flaws_of_links, flaws_of_subjects
from portal.concepts.service import set_subjects, settle, tell, words_of
from portal.database import db
from portal.seeding import checks
from portal.seeding.checks import Checker, Fault, Shape, many, optional, text
from portal.seeding.writing import Batch, Counts, Kind, merge

TIES = frozenset(f"{kind}:{key}" for kind in vocabulary.CLASSIFYING for key in vocabulary.keys(kind))


def _phrases() -> Checker:
    """Accept {sv: [phrase, ...], en: [phrase, ...]}, either of which may be missing."""
    in_one = many(text(LONGEST_PHRASE), most=MOST_PHRASES)

    def check(value: Any) -> Iterator[str]:
        if not isinstance(value, dict) or not set(value) <= {"sv", "en"}:
            yield "is not {sv: [...], en: [...]}"
            return
        for language, phrases in value.items():
            faults = [f"{language} {fault}" for fault in in_one(phrases)]
            yield from faults or (f"{language} {phrase!r} stands twice" for phrase in doubles(phrases))

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


Files = Mapping[str, list[Batch]]
IN_FILES = {
    "unknown": "is no concept",
    "itself": "is the concept itself",
    "broader-too": "is a broader concept already",
    "circle": "lies below the concept: a circle",
    "main-too": "is a main subject already",
}


def _by_file(files: Files, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    return ((file, record) for file, records in files.get(kind, ()) for record in records)


def faults_among_concepts(files: Files) -> list[Fault]:
    """Return the links that lead nowhere, to the concept itself or round in a circle; in these files or the database."""
    broader_of = {
        slug: tuple(broader) for slug, broader in db.session.execute(select(ConceptRow.slug, ConceptRow.broader))
    }
    records = list(_by_file(files, "concepts"))
    broader_of |= {record["slug"]: tuple(record["broader"]) for _, record in records}
    found = []
    for file, record in records:
        links = {name: record[name] for name in ("broader", "related")}
        for flaw in flaws_of_links(record["slug"], links, broader_of):
            found.append(_fault(file, record, flaw))
    return found


def faults_among_subjects(files: Files) -> list[Fault]:
    """Return the testbeds and concepts that are nowhere, and what is both a main subject and another."""
    concepts, testbeds = (
        {record["slug"] for _, record in _by_file(files, kind)} | set(db.session.scalars(select(model.slug)))
        for kind, model in (("concepts", ConceptRow), ("testbeds", Testbed))
    )
    found = []
    for file, record in _by_file(files, "subjects"):
        if record["slug"] not in testbeds:
            found.append(Fault(file, record["slug"], "slug", "is no testbed"))
        chosen = {name: record[name] for name in ("main", "also")}
        found += [_fault(file, record, flaw) for flaw in flaws_of_subjects(chosen, concepts)]
    return found


def _fault(file: str, record: dict[str, Any], flaw: Flaw) -> Fault:
    return Fault(file, record["slug"], flaw.field, f"{flaw.slug!r} {IN_FILES[flaw.why]}")


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


CONCEPTS_KIND = Kind(
    "concepts", lambda record: "everyday" in record, check_concepts, write_concepts, faults_among_concepts
)
SUBJECTS_KIND = Kind("subjects", lambda record: "main" in record, check_subjects, write_subjects, faults_among_subjects)
