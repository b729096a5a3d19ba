"""Files in a case: each came with a message, and is read by who may read that message.

In a blind case what the company gives may say who it is, in the file or in its name: whoever is asked reads it after accepting the
terms of secrecy, a coordinator after asking to see what is confidential. Who outside the company opens a file of the company's is
written down for it to see.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from portal.accounts.queries import Visitor
from portal.database import db, transaction
from portal.enquiry import permissions, queries
from portal.enquiry.models import WITHDRAWN, Ask, Enquiry, Outcome, OutcomeFile, Post, PostFile
from portal.enquiry.secrecy.looking import has_pressed, note_look
from portal.errors import N_, NotFound, Refusal
from portal.files import queries as files
from portal.files import service as keeping
from portal.files.models import KeptFile
from portal.files.uploads import Upload

MEGABYTE = 1024 * 1024
MOST_IN_A_CASE = 100 * MEGABYTE


class CaseIsFull(Refusal):
    message = N_("Ärendet rymmer högst %(most)s MB filer. Ta bort någon och försök igen.")


@dataclass(frozen=True)
class Given:
    """The files of one message as one reader may know of them: some by name, of others only how many they are."""

    shown: list[KeptFile]
    hidden: int = 0


def send(write: Callable[[], Post], uploads: Iterable[Upload], *, now: datetime) -> Post:
    """Write a message and keep its files with it: all of it or nothing. Raise CaseIsFull, and what `write` raises."""
    with transaction():
        message = write()
        attach(message, uploads, now=now)
    return message


def attach(message: Post, uploads: Iterable[Upload], *, now: datetime) -> None:
    """Keep the files with the message, each of them once. Call it inside the message's transaction."""
    there = {kept.sha256 for kept in files_of([message.id]).get(message.id, ())}
    new = [upload for upload in uploads if upload.sha256 not in there]
    if not new:
        return
    ensure_room(message.enquiry_id, new)
    for upload in new:
        kept = keeping.keep(upload, person_id=message.person_id, organisation_id=message.organisation_id, now=now)
        db.session.add(PostFile(post_id=message.id, kept_file_id=kept.id))
    db.session.flush()


def ensure_room(enquiry_id: int, new: Iterable[Upload]) -> None:
    """Raise CaseIsFull when the case would hold more than it may with these."""
    size = files.total_size(_ids_in(enquiry_id)) + sum(upload.size for upload in new)
    if size > MOST_IN_A_CASE:
        raise CaseIsFull(field="files", most=MOST_IN_A_CASE // MEGABYTE)


def files_of(post_ids: Collection[int]) -> dict[int, list[KeptFile]]:
    """Return the files of each message, in the order in which they were given; none of their content."""
    query = select(PostFile).where(PostFile.post_id.in_(post_ids)).options(joinedload(PostFile.kept))
    found: dict[int, list[KeptFile]] = {}
    for link in db.session.scalars(query.order_by(PostFile.kept_file_id)):
        found.setdefault(link.post_id, []).append(link.kept)
    return found


def given_in(
    visitor: Visitor, enquiry: Enquiry, ask: Ask | None, posts: Sequence[Post], *, now: datetime
) -> dict[int, Given]:
    """Return the files of a thread by message, as this reader may know of them."""
    opens = opens_companys(visitor, enquiry, ask, now=now)
    found = {}
    for number, kept_files in files_of([one.id for one in posts]).items():
        shown = [one for one in kept_files if opens or one.organisation_id != enquiry.organisation_id]
        found[number] = Given(shown, len(kept_files) - len(shown))
    return found


def opens_companys(visitor: Visitor, enquiry: Enquiry, ask: Ask | None, *, now: datetime) -> bool:
    """Return whether this reader of a thread may know of the files that the company gave in it."""
    if permissions.asks(visitor, enquiry):
        return True
    if ask is not None and permissions.answers(visitor, ask):
        return ask.state != WITHDRAWN and (not enquiry.is_blind or ask.terms_at is not None)
    return permissions.routes(visitor, enquiry) and (
        not enquiry.is_blind or has_pressed(visitor, enquiry, None, now=now)
    )


def open_file(visitor: Visitor, enquiry: Enquiry, reference: str, *, now: datetime) -> KeptFile:
    """Return the file of the case, and write down that it was opened if the company gave it and another opens it.

    Raise NotFound for who may not read the thread that it came with, or not this file of it.
    """
    ask, kept = _find(visitor, enquiry, reference)
    if kept.organisation_id != enquiry.organisation_id:
        return kept
    if not opens_companys(visitor, enquiry, ask, now=now):
        raise NotFound()
    own = ask if ask is not None and permissions.answers(visitor, ask) else None
    note_look(visitor, enquiry, own, kept.name, now=now)
    return kept


def _find(visitor: Visitor, enquiry: Enquiry, reference: str) -> tuple[Ask | None, KeptFile]:
    query = (
        select(PostFile, Post)
        .join(Post, Post.id == PostFile.post_id)
        .join(KeptFile, KeptFile.id == PostFile.kept_file_id)
        .where(Post.enquiry_id == enquiry.id, KeptFile.reference == reference.upper())
        .options(joinedload(PostFile.kept))
    )
    row = None if "\0" in reference else db.session.execute(query).first()
    if row is None:
        raise NotFound()
    link, message = row
    threads: dict[int | None, Ask | None] = {one.id: one for one in queries.asks_for(visitor, enquiry)}
    if permissions.asks(visitor, enquiry) or permissions.routes(visitor, enquiry):
        threads[None] = None
    if message.ask_id not in threads:
        raise NotFound()
    return threads[message.ask_id], link.kept


def discard_all(enquiry: Enquiry, *, person_id: int | None, now: datetime) -> int:
    """Remove every file of the case for good, and return how many there were; its messages stay."""
    with transaction() as session:
        ids = _ids_in(enquiry.id)
        for link in (PostFile, OutcomeFile):
            session.execute(delete(link).where(link.kept_file_id.in_(ids)))
        return keeping.discard(ids, person_id=person_id, now=now)


def _ids_in(enquiry_id: int) -> list[int]:
    with_messages = select(PostFile.kept_file_id).join(Post, Post.id == PostFile.post_id)
    with_outcomes = select(OutcomeFile.kept_file_id).join(Outcome, Outcome.id == OutcomeFile.outcome_id)
    return [
        *db.session.scalars(with_messages.where(Post.enquiry_id == enquiry_id)),
        *db.session.scalars(with_outcomes.where(Outcome.enquiry_id == enquiry_id)),
    ]
