"""Letting one person's changes wait for each other: two sendings of one form, or one too many from two windows."""

from sqlalchemy import select

from portal.accounts.models import Person
from portal.database import db


def take_turn(person_id: int) -> None:
    """Keep others out of what this person has saved until the transaction ends."""
    db.session.execute(select(Person.id).where(Person.id == person_id).with_for_update())
