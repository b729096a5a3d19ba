"""The thesaurus as it is now, kept in each process until a concept changes; and what a testbed is about."""

from collections.abc import Iterable, Mapping
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, select

from portal.concepts.models import ConceptRow, Subjects, ThesaurusStamp
from portal.concepts.thesaurus import Concept, Thesaurus
from portal.database import db
from portal.errors import NotFound

MAIN, ALSO = 10.0, 4.0
"""What it weighs that one comes to the testbed for this first, and that it helps with it too."""

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
    for row in db.session.execute(select(*_COLUMNS).order_by(ConceptRow.slug)):
        links = (tuple(row.broader), tuple(row.related), tuple(row.ties))
        yield Concept(row.slug, row.sv, row.en, row.phrases, *links)


def all_concepts() -> list[ConceptRow]:
    """Return every concept by its Swedish name."""
    return list(db.session.scalars(select(ConceptRow).order_by(ConceptRow.sv, ConceptRow.slug)))


def phrases_of(slugs: Iterable[str]) -> list[str]:
    """Return the names and the phrases of these concepts as they are written."""
    query = select(ConceptRow.sv, ConceptRow.en, ConceptRow.words).where(ConceptRow.slug.in_(sorted(slugs)))
    found: list[str] = []
    for sv, en, words in db.session.execute(query):
        found += [sv, en, *(phrase for kind in words.values() for phrases in kind.values() for phrase in phrases)]
    return found


def get_concept(slug: str) -> ConceptRow:
    """Return the concept. Raise NotFound when there is none."""
    row = db.session.scalar(select(ConceptRow).where(ConceptRow.slug == slug)) if "\0" not in slug else None
    if row is None:
        raise NotFound()
    return row


def find_subjects(testbed_id: int) -> Subjects | None:
    return db.session.get(Subjects, testbed_id)


def weighed(subjects: Subjects | None) -> Mapping[str, float]:
    """Return the concepts of a testbed with what each weighs."""
    if subjects is None:
        return {}
    return {**dict.fromkeys(subjects.also, ALSO), **dict.fromkeys(subjects.main, MAIN)}
