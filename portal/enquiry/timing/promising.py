"""An organisation says within how many working days it answers, and who is told when it has not."""

from datetime import datetime

from portal import audit
from portal.accounts import permissions as accounts_permissions
from portal.accounts import queries as accounts
from portal.accounts.models import Organisation
from portal.accounts.queries import Visitor
from portal.database import db, lock, transaction
from portal.enquiry.models import AnswerPromise
from portal.enquiry.timing.rules import LEAST_DAYS, MOST_DAYS
from portal.errors import N_, NotFound, Refusal


class NoMember(Refusal):
    message = N_("Ersättaren måste höra till organisationen.")


class NoSuchPromise(Refusal):
    message = N_("Lova mellan %(least)s och %(most)s arbetsdagar.")


def save_promise(
    visitor: Visitor, organisation: Organisation, working_days: int, deputy_id: int | None, *, now: datetime
) -> None:
    """Keep what the organisation promises from now on; questions already asked keep the day they were promised.

    Raise NotFound for who is not responsible there, NoMember for a deputy from elsewhere.
    """
    if not accounts_permissions.may_manage(visitor, organisation.id):
        raise NotFound()
    if not LEAST_DAYS <= working_days <= MOST_DAYS:
        raise NoSuchPromise(field="working_days", least=LEAST_DAYS, most=MOST_DAYS)
    if deputy_id is not None and deputy_id not in {one.id for one in accounts.members_of(organisation.id)}:
        raise NoMember(field="deputy")
    with transaction():
        lock(Organisation, organisation.id)
        promise = db.session.get(AnswerPromise, organisation.id)
        if promise is None:
            promise = AnswerPromise(organisation_id=organisation.id)
            db.session.add(promise)
        elif (promise.working_days, promise.deputy_id) == (working_days, deputy_id):
            return
        promise.working_days, promise.deputy_id = working_days, deputy_id
        promise.changed_at, promise.changed_by = now, visitor.id
        audit.record("promise.changed", organisation.slug, person_id=visitor.id, now=now, working_days=working_days)
