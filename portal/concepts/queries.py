"""The thesaurus as it is now, kept in each process until a concept changes; and what a testbed is about."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, String, cast, func, or_, select

from portal.concepts.models import ConceptRow, Subjects, ThesaurusStamp
from portal.concepts.rules import alphabetical, initial
from portal.concepts.thesaurus import Concept, Thesaurus
from portal.database import db
from portal.errors import NotFound
from portal.words.tokens import tokens

MAIN, ALSO = 10.0, 4.0
"""What it weighs that one comes to the testbed for this first, and that it helps with it too."""

IS_THERE = ConceptRow.removed_at.is_(None)
_COLUMNS = (
    ConceptRow.slug,
    ConceptRow.sv,
    ConceptRow.en,
    ConceptRow.phrases,
    ConceptRow.broader,
    ConceptRow.related,
    ConceptRow.ties,
)
_kept: WeakKeyDictionary[Engine, tuple[str, Thesaurus]] = WeakKeyDictionary()
_lock = Lock()


@dataclass(frozen=True)
class Filters:
    """What a list of concepts is narrowed by; an empty one narrows nothing."""

    word: str = ""
    letter: str = ""
    technology: str = ""


def thesaurus() -> Thesaurus:
    """Return all concepts, as the transaction under way sees them."""
    stamp = db.session.scalar(select(ThesaurusStamp.stamp)) or ""
    with _lock:
        kept = _kept.get(db.engine)
        if kept is None or kept[0] != stamp:
            kept = stamp, Thesaurus(_concepts() if stamp else ())
            _kept[db.engine] = kept
    return kept[1]


def _concepts() -> Iterable[Concept]:
    """Yield what was not removed; a link to something removed, or not yet there, is no link."""
    rows = db.session.execute(select(*_COLUMNS).where(IS_THERE).order_by(ConceptRow.slug)).all()
    known = {row.slug for row in rows}
    for row in rows:
        broader, related = (tuple(key for key in keys if key in known) for keys in (row.broader, row.related))
        yield Concept(row.slug, row.sv, row.en, row.phrases, broader, related, tuple(row.ties))


def concept_rows(slugs: Sequence[str]) -> list[ConceptRow]:
    """Return these concepts in this order, without those that are not there."""
    found = db.session.scalars(select(ConceptRow).where(ConceptRow.slug.in_(slugs), IS_THERE))
    rows = {row.slug: row for row in found}
    return [rows[slug] for slug in slugs if slug in rows]


def removed_concepts() -> list[ConceptRow]:
    """Return what was removed, the latest first."""
    query = select(ConceptRow).where(~IS_THERE).order_by(ConceptRow.removed_at.desc(), ConceptRow.slug)
    return list(db.session.scalars(query))


def phrases_of(slugs: Iterable[str]) -> list[str]:
    """Return the names and the phrases of these concepts as they are written."""
    query = select(ConceptRow.sv, ConceptRow.en, ConceptRow.words).where(ConceptRow.slug.in_(sorted(slugs)))
    found: list[str] = []
    for sv, en, words in db.session.execute(query):
        found += [sv, en, *(phrase for kind in words.values() for phrases in kind.values() for phrase in phrases)]
    return found


def get_concept(slug: str) -> ConceptRow:
    """Return the concept. Raise NotFound when there is none, or it was removed."""
    query = select(ConceptRow).where(ConceptRow.slug == slug, IS_THERE)
    row = db.session.scalar(query) if "\0" not in slug else None
    if row is None:
        raise NotFound()
    return row


def testbeds_about(slug: str) -> int:
    """Return how many testbeds have the concept among their subjects."""
    # A list of slugs is kept as JSON text, where each stands in quotes of its own: no two can be mistaken.
    named = [cast(column, String).like(f'%"{slug}"%') for column in (Subjects.main, Subjects.also)]
    return db.session.scalar(select(func.count()).select_from(Subjects).where(or_(*named))) or 0


def listed(filters: Filters, language: str) -> list[Concept]:
    """Return the concepts that pass the filters, by name in this language."""
    known = thesaurus()
    meant = _meant(filters.word, known) if filters.word else known.concepts.keys()
    found = [known.concepts[key] for key in meant if _passes(known.concepts[key], filters, language)]
    return sorted(found, key=lambda one: (alphabetical(one.label(language)), one.key))


def letters(language: str) -> list[str]:
    """Return the letters that names begin with in this language, in the order of the alphabet."""
    begun = {initial(one.label(language)) for one in thesaurus().concepts.values()}
    return sorted(begun, key=alphabetical)


def _meant(word: str, known: Thesaurus) -> set[str]:
    """Return the concepts that the word is part of a name of, or leads to."""
    sought = word.casefold()
    named = {key for key, one in known.concepts.items() if sought in one.sv.casefold() or sought in one.en.casefold()}
    return named | {key for found in known.read(tokens(word)) for key in found.concepts}


def _passes(concept: Concept, filters: Filters, language: str) -> bool:
    if filters.letter and initial(concept.label(language)) != filters.letter:
        return False
    return not filters.technology or f"technologies:{filters.technology}" in concept.ties


def find_subjects(testbed_id: int) -> Subjects | None:
    return db.session.get(Subjects, testbed_id)


def weighed(subjects: Subjects | None) -> Mapping[str, float]:
    """Return the concepts of a testbed with what each weighs."""
    if subjects is None:
        return {}
    return {**dict.fromkeys(subjects.also, ALSO), **dict.fromkeys(subjects.main, MAIN)}
