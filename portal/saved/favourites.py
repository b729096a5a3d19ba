"""Putting a star on a testbed, and taking it off."""

from datetime import datetime

from sqlalchemy import delete, insert

from portal.accounts.queries import Visitor
from portal.catalogue.models import Testbed
from portal.database import db, transaction
from portal.errors import N_, Refusal
from portal.saved import queries, rules
from portal.saved.models import Favourite
from portal.saved.turns import take_turn

TOO_MANY_STARS = N_("Ni har redan %(most)s favoriter. Ta bort någon av dem först.")


def add_favourite(visitor: Visitor, testbed: Testbed, *, now: datetime) -> None:
    """Put a star on the testbed; one that has it keeps it. Raise Refusal for one too many."""
    with transaction():
        take_turn(visitor.id)
        ids = queries.favourite_ids(visitor.id)
        if testbed.id in ids:
            return
        if len(ids) >= rules.MOST_FAVOURITES:
            raise Refusal(TOO_MANY_STARS, most=rules.MOST_FAVOURITES)
        values = {"person_id": visitor.id, "testbed_id": testbed.id, "created_at": now}
        db.session.execute(insert(Favourite).values(**values))


def remove_favourite(visitor: Visitor, slug: str) -> None:
    """Take the star off, whether the testbed is still shown or not. Raise NotFound when there is no such testbed."""
    testbed_id = queries.testbed_id_of(slug)
    with transaction() as session:
        mine = (Favourite.person_id == visitor.id, Favourite.testbed_id == testbed_id)
        session.execute(delete(Favourite).where(*mine))
