"""Sign-ins as rows: begun with a password, kept alive by use, ended one by one or all at once."""

import secrets
from datetime import datetime

from sqlalchemy import delete, select

from portal.accounts import events, rules
from portal.accounts.models import SignIn
from portal.accounts.queries import Visitor, token_hash
from portal.database import db, transaction
from portal.errors import NotFound

HANDLE = 16


def begin(person_id: int, *, now: datetime) -> str:
    """Return the token of a new sign-in; call it inside a transaction."""
    token = secrets.token_urlsafe(32)
    row = SignIn(token_hash=token_hash(token), person_id=person_id, created_at=now, seen_at=now)
    row.ends_at = rules.ends_at(now, now)
    db.session.add(row)
    return token


def keep_alive(sign_in_id: int, *, now: datetime) -> None:
    """Note that the sign-in is in use, which moves its end."""
    with transaction() as session:
        row = session.get(SignIn, sign_in_id, populate_existing=True)
        if row is not None:
            row.seen_at = now
            row.ends_at = rules.ends_at(row.created_at, now)


def end_all(person_id: int) -> None:
    """End every sign-in of the person; call it inside a transaction."""
    db.session.execute(delete(SignIn).where(SignIn.person_id == person_id))


def sign_out(token: str, *, now: datetime, address: str | None = None) -> None:
    """End this sign-in; one that has ended already is no fault."""
    with transaction() as session:
        row = session.scalar(select(SignIn).where(SignIn.token_hash == token_hash(token)))
        if row is not None:
            session.delete(row)
            events.note("sign-out", events.person(row.person_id), person_id=row.person_id, now=now, address=address)


def handle(row: SignIn) -> str:
    """Return how a page names the sign-in: the start of its hash, which tells nothing of its token."""
    return row.token_hash[:HANDLE]


def revoke(visitor: Visitor, named: str, *, now: datetime, address: str | None = None) -> None:
    """End one of the visitor's own sign-ins. Raise NotFound for any other."""
    with transaction() as session:
        rows = session.scalars(select(SignIn).where(SignIn.person_id == visitor.id))
        row = next((row for row in rows if handle(row) == named), None)
        if row is None:
            raise NotFound()
        session.delete(row)
        events.note("sign-in.revoked", events.person(visitor.id), person_id=visitor.id, now=now, address=address)


def revoke_others(visitor: Visitor, *, now: datetime, address: str | None = None) -> None:
    """End every sign-in of the visitor but this one."""
    with transaction() as session:
        session.execute(delete(SignIn).where(SignIn.person_id == visitor.id, SignIn.id != visitor.sign_in_id))
        events.note("sign-in.revoked", events.person(visitor.id), person_id=visitor.id, now=now, address=address)
