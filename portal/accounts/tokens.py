"""Tokens with which a person's programs come in: shown once, kept as a hash, for a time and within a scope.

A token does what its person may do and no more. What it has used up is counted on its own row, in the database that all
processes share.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, func, select, update

from portal.accounts import events, rules
from portal.accounts.models import TOKEN_SCOPES, Token
from portal.accounts.queries import Visitor, find_person_as_visitor, token_hash
from portal.database import UTCDateTime, db, transaction
from portal.errors import N_, NotFound, NotSignedIn, Refusal, TooMany

MARK = "tp_"
"""How every token begins, so that one that has strayed into a file can be recognised."""
DAYS = (30, 90, 365)
MOST_TOKENS = 20
KEPT_AFTER_END = timedelta(days=30)
HANDLE = 16
TOO_MANY_TOKENS = N_("Du har redan %(most)s nycklar. Ta bort någon av dem först.")


@dataclass(frozen=True)
class Bearer:
    """Whom a token stands for, and how far it reaches."""

    visitor: Visitor
    scope: str

    def reaches(self, scope: str) -> bool:
        return TOKEN_SCOPES.index(scope) <= TOKEN_SCOPES.index(self.scope)


def create(visitor: Visitor, name: str, scope: str, days: int, *, now: datetime, address: str | None = None) -> str:
    """Return a new token, which nobody can be told again. Raise Refusal when the person has too many."""
    token = MARK + secrets.token_urlsafe(32)
    with transaction() as session:
        held = select(func.count()).where(Token.person_id == visitor.id)
        if (session.scalar(held) or 0) >= MOST_TOKENS:
            raise Refusal(TOO_MANY_TOKENS, most=MOST_TOKENS)
        ends_at = now + timedelta(days=days)
        session.add(
            Token(
                person_id=visitor.id,
                name=name,
                scope=scope,
                token_hash=token_hash(token),
                created_at=now,
                ends_at=ends_at,
            )
        )
        subject = events.person(visitor.id)
        events.note("token.created", subject, person_id=visitor.id, now=now, address=address, scope=scope, days=days)
    return token


def handle(row: Token) -> str:
    """Return how a page names the token: the start of its hash, which tells nothing of it."""
    return row.token_hash[:HANDLE]


def tokens_of(person_id: int) -> list[Token]:
    """Return the person's tokens, the newest first; those that have run out among them, until they are thrown away."""
    query = select(Token).where(Token.person_id == person_id).order_by(Token.created_at.desc(), Token.id.desc())
    return list(db.session.scalars(query))


def revoke(visitor: Visitor, named: str, *, now: datetime, address: str | None = None) -> None:
    """Put one of the visitor's own tokens out of use. Raise NotFound for any other."""
    with transaction() as session:
        row = next((row for row in tokens_of(visitor.id) if handle(row) == named), None)
        if row is None:
            raise NotFound()
        session.delete(row)
        events.note("token.revoked", events.person(visitor.id), person_id=visitor.id, now=now, address=address)


def use(token: str, *, limit: int, now: datetime) -> Bearer:
    """Return whom the token stands for, and count that it was used.

    Raise NotSignedIn for one that is none of ours, has run out or was revoked; TooMany when it has used up its minute.
    """
    known = db.session.connection().execute(_KNOWN, {"token_hash": token_hash(token), "now": now}).one_or_none()
    if known is None:
        raise NotSignedIn()
    if wait := _count(known.id, limit, now):
        raise TooMany(seconds=wait)
    visitor = find_person_as_visitor(known.person_id)
    if visitor is None:
        raise NotSignedIn()
    return Bearer(visitor, known.scope)


# Built once and past the ORM: every request of a program begins with them.
_KNOWN = select(Token.id, Token.person_id, Token.scope).where(
    Token.token_hash == bindparam("token_hash"), Token.ends_at > bindparam("now", type_=UTCDateTime)
)
_SPENT = select(Token.minute_at, Token.used).where(Token.id == bindparam("token_id")).with_for_update()
_SPEND = (
    update(Token)
    .where(Token.id == bindparam("token_id"))
    .values(minute_at=bindparam("began_at"), used=bindparam("uses"), last_used_at=bindparam("now"))
)


def _count(token_id: int, limit: int, now: datetime) -> int:
    """Count one more request of the token and return 0, or count nothing and return how many seconds it has to wait."""
    with transaction() as session:
        spent = session.connection().execute(_SPENT, {"token_id": token_id}).one_or_none()
        if spent is None:
            raise NotSignedIn()
        (began_at, uses), wait = rules.counted(spent.minute_at, spent.used, limit=limit, now=now)
        if not wait:
            row = {"token_id": token_id, "began_at": began_at, "uses": uses, "now": now}
            session.connection().execute(_SPEND, row)
        return wait


def tidy_up(now: datetime) -> None:
    """Throw away what ran out long enough ago that nobody wonders any more; call it inside a transaction."""
    db.session.execute(delete(Token).where(Token.ends_at <= now - KEPT_AFTER_END))
