"""Links that work once. The letter holds the random token, the database only its hash."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update

from portal.accounts.models import MANAGER, MEMBER, Ticket
from portal.accounts.queries import token_hash
from portal.database import db
from portal.errors import N_, Refusal

VERIFY, RESET = "verify", "reset"
JOIN = {MEMBER: "join-member", MANAGER: "join-manager"}
ROLE_OF = {kind: role for role, kind in JOIN.items()}
LASTS = {
    VERIFY: timedelta(hours=24),
    RESET: timedelta(minutes=30),
    JOIN[MEMBER]: timedelta(days=7),
    JOIN[MANAGER]: timedelta(days=7),
}


class DeadLink(Refusal):
    """The link has been used, has run out, or was never ours; which of them is not told."""

    message = N_("Länken gäller inte längre.")


def issue(
    kind: str, *, email: str, person_id: int | None = None, organisation_id: int | None = None, now: datetime
) -> str:
    """Return the token of a new ticket; call it inside the transaction that also writes the letter."""
    token = secrets.token_urlsafe(32)
    ticket = Ticket(
        kind=kind,
        token_hash=token_hash(token),
        email=email,
        person_id=person_id,
        organisation_id=organisation_id,
        expires_at=now + LASTS[kind],
    )
    db.session.add(ticket)
    return token


def get_ticket(token: str, *kinds: str, now: datetime) -> Ticket:
    """Return a ticket that still works, for showing its page. Raise DeadLink."""
    return _live(token, kinds, now, for_update=False)


def use(token: str, *kinds: str, now: datetime) -> Ticket:
    """Return the ticket and use it up; call it inside a transaction. Raise DeadLink, also for the second of two at once."""
    ticket = _live(token, kinds, now, for_update=True)
    ticket.used_at = now
    return ticket


def void(*kinds: str, person_id: int, now: datetime) -> None:
    """Put every other ticket of these kinds that the person holds out of use."""
    db.session.execute(
        update(Ticket)
        .where(Ticket.person_id == person_id, Ticket.kind.in_(kinds), Ticket.used_at.is_(None))
        .values(used_at=now)
    )


def _live(token: str, kinds: tuple[str, ...], now: datetime, *, for_update: bool) -> Ticket:
    query = select(Ticket).where(
        Ticket.token_hash == token_hash(token),
        Ticket.kind.in_(kinds),
        Ticket.used_at.is_(None),
        Ticket.expires_at > now,
    )
    if for_update:
        query = query.with_for_update().execution_options(populate_existing=True)
    ticket = db.session.scalar(query)
    if ticket is None:
        raise DeadLink()
    return ticket
