"""What is thrown away once nobody can use it: ended sign-ins, old links and attempts, accounts that nobody confirmed."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from portal.accounts import tokens
from portal.accounts.models import COMPANY, Attempt, Membership, Organisation, Person, SignIn, Ticket
from portal.database import db, transaction

ATTEMPTS_KEPT, LINKS_KEPT, UNCONFIRMED_KEPT = timedelta(days=1), timedelta(days=30), timedelta(days=7)


def tidy_up(now: datetime) -> None:
    """Throw away what has served its time; done twice or by two at once it does no harm."""
    with transaction() as session:
        session.execute(delete(SignIn).where(SignIn.ends_at <= now))
        session.execute(delete(Attempt).where(Attempt.at <= now - ATTEMPTS_KEPT))
        session.execute(delete(Ticket).where(Ticket.expires_at <= now - LINKS_KEPT))
        tokens.tidy_up(now)
        _forget_unconfirmed(now)


def _forget_unconfirmed(now: datetime) -> None:
    """Delete accounts whose address nobody confirmed, and the organisations that were made with them and hold nobody else.

    Whoever never signed in has done nothing that another row could point at.
    """
    people = list(
        db.session.scalars(
            select(Person.id).where(Person.verified_at.is_(None), Person.created_at <= now - UNCONFIRMED_KEPT)
        )
    )
    bodies = list(
        db.session.scalars(select(Membership.organisation_id).where(Membership.person_id.in_(people)).distinct())
    )
    for table in (Membership, SignIn, Ticket):
        db.session.execute(delete(table).where(table.person_id.in_(people)))
    db.session.execute(delete(Person).where(Person.id.in_(people)))
    _forget_empty(bodies)


def _forget_empty(bodies: list[int]) -> None:
    empty = select(Organisation.id).where(
        Organisation.id.in_(bodies),
        Organisation.kind == COMPANY,
        Organisation.id.not_in(select(Membership.organisation_id)),
    )
    nobodys = list(db.session.scalars(empty))
    db.session.execute(delete(Ticket).where(Ticket.organisation_id.in_(nobodys)))
    db.session.execute(delete(Organisation).where(Organisation.id.in_(nobodys)))
