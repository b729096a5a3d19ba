"""Drafts: what somebody has told so far. Whoever has the key may read and write; the database holds its hash alone."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from portal import clock, outbox
from portal.accounts import arrivals
from portal.accounts.queries import token_hash
from portal.database import db, lock, transaction
from portal.enquiry.intake import letters
from portal.enquiry.intake.reading import answers_in
from portal.enquiry.intake.steps import seen as fingerprint
from portal.enquiry.intake.steps import with_answers
from portal.enquiry.models import EnquiryDraft
from portal.errors import Conflict, NotFound

LASTS = timedelta(days=30)
MOST_CHOSEN = 10


class Gone(NotFound):
    """There is no such draft, or no longer; which of them is not told."""


@dataclass(frozen=True)
class Author:
    """Who begins a draft: somebody signed in or nobody known, from where, in which language."""

    person_id: int | None
    language: str
    address: str | None = None


def begin(need: str, author: Author, *, testbeds: Sequence[str] = (), now: datetime) -> str:
    """Return the key of a new draft with what the need says. Raise TooMany for one who begins too many."""
    if author.person_id is None:
        arrivals.count_draft(author.address, now=now)
    key = secrets.token_urlsafe(24)
    read = answers_in(need, clock.local_day(now))
    answers = {**read, "need": need, "read": sorted(read), "testbeds": list(testbeds), "came_from": list(testbeds)}
    with transaction() as session:
        session.add(
            EnquiryDraft(
                key_hash=token_hash(key),
                person_id=author.person_id,
                answers={name: value for name, value in answers.items() if value != []},
                language=author.language,
                created_at=now,
                changed_at=now,
                expires_at=now + LASTS,
            )
        )
    return key


def get_draft(key: str, *, now: datetime) -> EnquiryDraft:
    """Return the draft. Raise Gone."""
    query = select(EnquiryDraft).where(EnquiryDraft.key_hash == token_hash(key), EnquiryDraft.expires_at > now)
    draft = db.session.scalars(query).one_or_none()
    if draft is None:
        raise Gone()
    return draft


def save(
    draft: EnquiryDraft, given: dict[str, Any], *, now: datetime, seen: str | None = None, names: Iterable[str] = ()
) -> EnquiryDraft:
    """Keep these answers and return the draft as it is then.

    Raise Conflict when the answers by these names have changed since `seen` was read, Gone when it has been sent.
    """
    with transaction():
        current = lock(EnquiryDraft, draft.id)
        if current.enquiry_id is not None:
            raise Gone()
        if seen is not None and seen != fingerprint(current.answers, names):
            raise Conflict()
        _write(current, with_answers(current.answers, given), now=now)
    return current


def change_need(draft: EnquiryDraft, need: str, *, now: datetime) -> None:
    """Keep another need: what the old words said gives way to what these say; what was typed stays."""
    with transaction():
        current = lock(EnquiryDraft, draft.id)
        was_read = set(current.answers.get("read", ()))
        typed = {name: value for name, value in current.answers.items() if name not in was_read | {"read", "need"}}
        found = {name: value for name, value in answers_in(need, clock.local_day(now)).items() if name not in typed}
        _write(current, {**typed, **found, "need": need, "read": sorted(found)}, now=now)


def choose(draft: EnquiryDraft, slugs: Sequence[str], *, now: datetime) -> None:
    """Keep which testbeds are to be asked."""
    save(draft, {"testbeds": list(dict.fromkeys(slugs))[:MOST_CHOSEN]}, now=now)


def _write(draft: EnquiryDraft, answers: dict[str, Any], *, now: datetime) -> None:
    draft.answers, draft.version = answers, draft.version + 1
    draft.changed_at, draft.expires_at = now, now + LASTS


def mail_link(key: str, draft: EnquiryDraft, email: str, author: Author, *, now: datetime) -> None:
    """Send the address of the draft to whoever is to go on with it. Raise TooMany."""
    arrivals.count_letter(email, author.address, now=now)
    with transaction():
        outbox.tell(letters.resume(email, author.language, key, draft.expires_at), now=now)


def tidy_up(now: datetime) -> None:
    """Throw away drafts that have run out; those that were sent go then too, and the case stays."""
    with transaction() as session:
        session.execute(delete(EnquiryDraft).where(EnquiryDraft.expires_at <= now))
