"""Attempts that are counted against a limit, by account and by network address, in the database that all processes share."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from portal.accounts import events, rules
from portal.accounts.models import Attempt
from portal.database import db, transaction
from portal.errors import TooMany

SIGN_IN, SIGN_UP, RESET, INVITE = "sign-in", "sign-up", "reset", "invite"
DRAFT, ENQUIRY = "draft", "enquiry"
# Many people behind one address may sign up in the same minute, as at a workshop; wrong passwords they have no need of.
FREE_BY_ADDRESS = {SIGN_UP: 30, RESET: 15, DRAFT: 40, ENQUIRY: 30}
FREE_BY_ACCOUNT = {INVITE: 30, DRAFT: 40}


@dataclass(frozen=True)
class Counted:
    """An attempt that was let through: its buckets and the rows that count it."""

    account: str
    attempt_ids: tuple[int, ...]


def count(action: str, account: str, address: str | None, *, now: datetime) -> Counted:
    """Count one attempt before it is made. Raise TooMany, and count nothing, when it comes too soon."""
    buckets = {
        events.pseudonym(f"{action} account {account}"): FREE_BY_ACCOUNT.get(action, rules.FREE_ATTEMPTS),
        events.pseudonym(f"{action} address {address}"): FREE_BY_ADDRESS.get(action, rules.FREE_ATTEMPTS),
    }
    with transaction() as session:
        wait = max(rules.wait_seconds(_moments(bucket), free=free, now=now) for bucket, free in buckets.items())
        attempts = [] if wait else [Attempt(bucket=bucket, at=now) for bucket in buckets]
        session.add_all(attempts)
        session.flush()
    if wait:
        events.tell_log("throttled", action, person_id=None, address=address, seconds=wait)
        raise TooMany(seconds=wait)
    return Counted(next(iter(buckets)), tuple(attempt.id for attempt in attempts))


def forgive(counted: Counted) -> None:
    """Forget what the account has on it and this attempt; call it inside a transaction once the attempt proved right."""
    db.session.execute(delete(Attempt).where((Attempt.bucket == counted.account) | Attempt.id.in_(counted.attempt_ids)))


def forgive_account(action: str, account: str) -> None:
    """Forget what the account has on it: whoever proved to read its mail need not wait for a stranger's guesses."""
    db.session.execute(delete(Attempt).where(Attempt.bucket == events.pseudonym(f"{action} account {account}")))


def _moments(bucket: str) -> list[datetime]:
    query = select(Attempt.at).where(Attempt.bucket == bucket).order_by(Attempt.at.desc()).limit(50)
    return list(db.session.scalars(query))
