"""Changes of the thesaurus; whoever listens follows in the transaction of the change."""

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import audit
from portal.accounts.queries import Visitor
from portal.catalogue.models import Testbed
from portal.catalogue.service import bump_version
from portal.concepts import rules
from portal.concepts.models import ConceptRow, Subjects, ThesaurusStamp, Words
from portal.concepts.permissions import may_edit, may_edit_subjects
from portal.concepts.queries import thesaurus
from portal.concepts.thesaurus import phrase_keys
from portal.database import db, lock, transaction
from portal.errors import N_, Conflict, NotAllowed, NotFound, Refusal, Refusals

CONTENT = ("sv", "en", "words", "broader", "related", "ties")
"""What a concept says: what an edit changes, and what its undoing brings back."""
SAID = ("main", "also", "needs")

on_change: list[Callable[[Collection[str]], int]] = []
"""Called with the phrases that came or went, and returns how many listings it read anew; `create_app` puts the search
room's reading here."""

on_subjects: list[Callable[[Testbed], None]] = []
"""Called with each testbed that is about something else than before."""


@dataclass(frozen=True)
class Change:
    """A concept that was changed, and how many listings were read anew for it."""

    concept: ConceptRow
    read_anew: int


def create_concept(visitor: Visitor, slug: str, values: Mapping[str, Any], *, now: datetime) -> Change:
    """Add a concept. Raise NotAllowed for anybody but a coordinator, and Refusals when its slug or its links cannot be."""
    _ensure_editor(visitor)
    with _change() as session:
        _ensure_sound(slug, values, _faults_of_slug(slug))
        row = ConceptRow(slug=slug, **{name: values[name] for name in CONTENT}, phrases={}, edited_at=now)
        session.add(row)
        return _written(visitor, row, {}, "created", now)


def edit_concept(visitor: Visitor, slug: str, changes: Mapping[str, Any], *, seen: str, now: datetime) -> Change:
    """Change a concept's names, words and links; from then on the seeds leave it alone.

    Raise NotAllowed for anybody but a coordinator, NotFound when there is no such concept, Conflict when somebody changed it
    since `seen` was read, and Refusals when its links cannot be.
    """
    _ensure_editor(visitor)
    with _change():
        row = _locked(slug, seen)
        _ensure_sound(slug, {**content_of(row), **changes}, [])
        return _replace(visitor, row, changes, "edited", now)


def undo_concept(visitor: Visitor, slug: str, *, seen: str, now: datetime) -> Change:
    """Put back what the last change replaced; done twice, it is as it was. Raises as `edit_concept` does."""
    _ensure_editor(visitor)
    with _change():
        row = _locked(slug, seen)
        if row.before is None:
            raise Refusal(N_("Det finns ingen ändring att ångra."))
        # What it linked to may be gone by now: such a link is no fault of who undoes, and is not seen.
        return _replace(visitor, row, row.before, "undone", now)


def remove_concept(visitor: Visitor, slug: str, *, seen: str, now: datetime) -> Change:
    """Take the concept away: nobody sees it any longer, and no link leads to it. Raises as `edit_concept` does."""
    _ensure_editor(visitor)
    with _change():
        row = _locked(slug, seen)
        phrases, row.phrases, row.removed_at = dict(row.phrases), {}, now
        return _told(visitor, row, set(phrases), "removed", now)


def restore_concept(visitor: Visitor, slug: str, *, now: datetime) -> Change:
    """Bring a removed concept back, with the links to it. Raise NotFound when none of that name was removed."""
    _ensure_editor(visitor)
    with _change():
        row = _find_locked(slug)
        if row is None or row.removed_at is None:
            raise NotFound()
        row.removed_at = None
        return _written(visitor, row, {}, "restored", now)


def content_of(row: ConceptRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in CONTENT}


def fingerprint(row: ConceptRow) -> str:
    """Return what tells two states of a concept apart, whether a person or the seeds changed it."""
    return _print([getattr(row, name) for name in CONTENT] + [row.removed_at])


def _print(values: object) -> str:
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


@contextmanager
def _change() -> Iterator[Session]:
    """Let those who change the thesaurus follow one another: each judges links and slugs by what the last one left."""
    with transaction() as session:
        session.scalar(select(ThesaurusStamp.id).with_for_update())
        yield session


def _ensure_editor(visitor: Visitor) -> None:
    if not may_edit(visitor):
        raise NotAllowed()


def _find_locked(slug: str) -> ConceptRow | None:
    query = select(ConceptRow).where(ConceptRow.slug == slug).with_for_update()
    return None if "\0" in slug else db.session.scalar(query.execution_options(populate_existing=True))


def _locked(slug: str, seen: str) -> ConceptRow:
    row = _find_locked(slug)
    if row is None or row.removed_at is not None:
        raise NotFound()
    if seen != fingerprint(row):
        raise Conflict()
    return row


def _faults_of_slug(slug: str) -> list[Refusal]:
    row = _find_locked(slug)
    if slug in rules.RESERVED:
        return [Refusal(N_("Kortnamnet är upptaget."), field="slug")]
    if row is None:
        return []
    gone = N_("Ett borttaget begrepp heter så. Återställ det i stället.")
    return [Refusal(N_("Ett annat begrepp heter redan så.") if row.removed_at is None else gone, field="slug")]


def _ensure_sound(slug: str, values: Mapping[str, Any], faults: list[Refusal]) -> None:
    broader_of = {key: one.broader for key, one in thesaurus().concepts.items()} | {slug: tuple(values["broader"])}
    links = {name: values[name] for name in ("broader", "related")}
    if faults := faults + rules.refusals(rules.flaws_of_links(slug, links, broader_of)):
        raise Refusals(faults)


def _replace(visitor: Visitor, row: ConceptRow, values: Mapping[str, Any], did: str, now: datetime) -> Change:
    before, phrases = content_of(row), dict(row.phrases)
    changed = sorted(name for name, value in values.items() if _plain(name, value) != _plain(name, before[name]))
    if not changed:
        return Change(row, 0)
    for name in changed:
        setattr(row, name, values[name])
    row.before, row.edited_at = before, now
    return _written(visitor, row, phrases, did, now, fields=changed)


def _plain(name: str, value: Any) -> Any:
    """Return what two values are compared by: ties have no order."""
    return sorted(value) if name == "ties" else value


def _written(
    visitor: Visitor, row: ConceptRow, phrases: Mapping[str, float], did: str, now: datetime, **details: Any
) -> Change:
    settle(row)
    return _told(visitor, row, {phrase for phrase, _ in phrases.items() ^ row.phrases.items()}, did, now, **details)


def _told(
    visitor: Visitor, row: ConceptRow, phrases: Collection[str], did: str, now: datetime, **details: Any
) -> Change:
    read_anew = tell([row.slug], phrases)
    bump_version()
    audit.record(f"concept.{did}", row.slug, person_id=visitor.id, now=now, read_anew=read_anew, **details)
    return Change(row, read_anew)


def settle(row: ConceptRow) -> None:
    """Let the phrases by stem follow the words."""
    row.phrases = phrase_keys(row.words, {"sv": row.sv, "en": row.en})


def tell(slugs: Collection[str], phrases: Collection[str]) -> int:
    """Give the thesaurus a new stamp and tell who listens; call it inside the transaction that changes concepts.

    Return how many listings were read anew.
    """
    db.session.flush()
    stamp = db.session.get(ThesaurusStamp, 1) or ThesaurusStamp(id=1)
    stamp.stamp = uuid4().hex
    db.session.add(stamp)
    db.session.flush()
    return sum(listener({*phrases, *slugs}) for listener in on_change)


def edit_subjects(
    visitor: Visitor, testbed: Testbed, values: Mapping[str, Any], *, seen: str, now: datetime
) -> Subjects:
    """Write what the testbed is about as a person says it; from then on the seeds leave it alone.

    Raise NotFound for anybody who neither manages the testbed nor coordinates its county, Conflict when somebody changed it
    since `seen` was read, and Refusals for concepts that there are not.
    """
    with transaction() as session:
        locked = lock(Testbed, testbed.id)
        if not may_edit_subjects(visitor, locked):
            raise NotFound()
        row = session.get(Subjects, testbed.id, populate_existing=True)
        if seen != subjects_seen(row):
            raise Conflict()
        chosen = {name: values[name] for name in ("main", "also")}
        if flaws := rules.flaws_of_subjects(chosen, thesaurus().concepts):
            raise Refusals(rules.refusals(flaws))
        set_subjects(locked, {**values, "edited_at": now})
        bump_version()
        audit.record("subjects.edited", testbed.slug, person_id=visitor.id, now=now)
        return session.get_one(Subjects, testbed.id)


def subjects_seen(row: Subjects | None) -> str:
    """Return what tells two states of what a testbed is about apart."""
    return _print([getattr(row, name) for name in SAID] if row else None)


def set_subjects(testbed: Testbed, values: Mapping[str, Any]) -> bool:
    """Write what the testbed is about, and return whether that changed anything; joins the transaction under way."""
    with transaction() as session:
        row = session.get(Subjects, testbed.id)
        if row is not None and all(getattr(row, name) == value for name, value in values.items()):
            return False
        if row is None:
            row = Subjects(testbed_id=testbed.id)
            session.add(row)
        for name, value in values.items():
            setattr(row, name, value)
        session.flush()
        for listener in on_subjects:
            listener(testbed)
    return True


def words_of(record: dict[str, Any]) -> Words:
    """Return the phrases of a record of seeds by kind and language, kinds that it lacks empty."""
    return {
        kind: {language: list((record.get(kind) or {}).get(language, ())) for language in rules.LANGUAGES}
        for kind in rules.KINDS
    }
