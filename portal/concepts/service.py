"""Changes of the thesaurus and of what testbeds are about; whoever listens follows in the transaction of the change."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from portal import audit
from portal.accounts.queries import Visitor
from portal.catalogue.models import Testbed
from portal.catalogue.service import bump_version
from portal.concepts.models import ConceptRow, Subjects, ThesaurusStamp, Words
from portal.concepts.permissions import may_edit
from portal.concepts.thesaurus import phrase_keys
from portal.database import db, transaction
from portal.errors import Conflict, NotAllowed, NotFound

on_change: list[Callable[[Collection[str]], None]] = []
"""Called with the phrases that came or went; `create_app` puts the search room's reading anew here."""

on_subjects: list[Callable[[Testbed], None]] = []
"""Called with each testbed that is about something else than before."""


def edit_concept(visitor: Visitor, slug: str, changes: dict[str, Any], *, seen: str, now: datetime) -> ConceptRow:
    """Change a concept's names, words and links; from then on the seeds leave it alone.

    Raise NotAllowed for anybody but a coordinator, NotFound when there is no such concept, and Conflict when somebody
    changed it since `seen` was read.
    """
    if not may_edit(visitor):
        raise NotAllowed()
    with transaction() as session:
        row = session.scalar(select(ConceptRow).where(ConceptRow.slug == slug).with_for_update())
        if row is None:
            raise NotFound()
        if seen != fingerprint(row):
            raise Conflict()
        before = dict(row.phrases)
        for name, value in changes.items():
            setattr(row, name, value)
        row.edited_at = now
        settle(row)
        tell([slug], {phrase for phrase, _ in before.items() ^ row.phrases.items()})
        bump_version()
        audit.record("concept.edited", slug, person_id=visitor.id, now=now, fields=sorted(changes))
    return row


def fingerprint(row: ConceptRow) -> str:
    """Return what tells two states of a concept apart."""
    return row.edited_at.isoformat() if row.edited_at else "seeds"


def settle(row: ConceptRow) -> None:
    """Let the phrases by stem follow the words."""
    row.phrases = phrase_keys(row.words, {"sv": row.sv, "en": row.en})


def tell(slugs: Collection[str], phrases: Collection[str]) -> None:
    """Give the thesaurus a new stamp and tell who listens; call it inside the transaction that changes concepts."""
    db.session.flush()
    stamp = db.session.get(ThesaurusStamp, 1) or ThesaurusStamp(id=1)
    stamp.stamp = uuid4().hex
    db.session.add(stamp)
    db.session.flush()
    for listener in on_change:
        listener({*phrases, *slugs})


def set_subjects(testbed: Testbed, values: dict[str, Any]) -> bool:
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
    kinds = ("trade", "everyday", "hints")
    return {kind: {lang: list((record.get(kind) or {}).get(lang, ())) for lang in ("sv", "en")} for kind in kinds}
