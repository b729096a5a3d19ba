"""The reports that come with an outcome: read by who may read the outcome, and by nobody else."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.database import db
from portal.enquiry import attached
from portal.enquiry.models import Enquiry, Outcome, OutcomeFile
from portal.enquiry.outcomes.queries import Teller, shown_to
from portal.errors import NotFound
from portal.files import service as keeping
from portal.files.models import KeptFile
from portal.files.uploads import Upload


def keep(outcome: Outcome, reports: Iterable[Upload], *, person_id: int, now: datetime) -> None:
    """Keep the reports with the outcome, each of them once. Raise CaseIsFull. Call it inside the outcome's transaction."""
    there = {one.sha256 for one in files_of([outcome.id]).get(outcome.id, ())}
    new = [one for one in reports if one.sha256 not in there]
    attached.ensure_room(outcome.enquiry_id, new)
    for one in new:
        kept = keeping.keep(one, person_id=person_id, organisation_id=outcome.organisation_id, now=now)
        db.session.add(OutcomeFile(outcome_id=outcome.id, kept_file_id=kept.id))
    db.session.flush()


def files_of(outcome_ids: Collection[int]) -> dict[int, list[KeptFile]]:
    """Return the reports of each outcome, in the order in which they were given; none of their content."""
    query = select(OutcomeFile).where(OutcomeFile.outcome_id.in_(outcome_ids)).options(joinedload(OutcomeFile.kept))
    found: dict[int, list[KeptFile]] = {}
    for link in db.session.scalars(query.order_by(OutcomeFile.kept_file_id)):
        found.setdefault(link.outcome_id, []).append(link.kept)
    return found


def open_report(teller: Teller, enquiry: Enquiry, reference: str) -> KeptFile:
    """Return the report. Raise NotFound where there is none of that reference in an outcome that this side may read."""
    readable = files_of([one.id for one in shown_to(teller, enquiry)])
    found = (one for kept in readable.values() for one in kept if one.reference == reference.upper())
    report = next(found, None)
    if report is None:
        raise NotFound()
    return report
