"""Telling how it went: one transaction, which for the company closes the case."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from portal import audit, outbox
from portal.accounts import queries as accounts
from portal.accounts.queries import Visitor
from portal.database import db, lock, transaction
from portal.enquiry import service as enquiries
from portal.enquiry.models import CLOSED, COMPANY, Enquiry, Outcome
from portal.enquiry.outcomes import filed, letters, queries
from portal.enquiry.outcomes.rules import NothingToPublish
from portal.errors import NotFound
from portal.files.uploads import Upload

CLOSED_BECAUSE = "done"


@dataclass(frozen=True)
class Told:
    """How it went, as somebody typed it; the last three are the company's alone."""

    done: str
    figure_met: str
    next_exit: str
    trl_before: int | None = None
    trl_after: int | None = None
    text: str = ""
    report_link: str = ""
    shown_to_owners: bool = False
    may_be_published: bool = False
    story: str = ""


def tell_outcome(
    visitor: Visitor, enquiry: Enquiry, told: Told, *, now: datetime, reports: Iterable[Upload] = ()
) -> Outcome:
    """Write down how it went, or change it, and keep the reports with it; the company's closes the case and tells everybody.

    Raise NotFound for who may not tell it, NothingToPublish for words to publish without the consent to, CaseIsFull for too much.
    """
    teller = queries.find_teller(enquiry, visitor)
    if teller is None:
        raise NotFound()
    is_company = teller.side == COMPANY
    if is_company and told.story and not told.may_be_published:
        raise NothingToPublish(field="may_be_published")
    with transaction():
        current = lock(Enquiry, enquiry.id)
        outcome = queries.find_outcome(current.id, teller.organisation_id)
        is_new = outcome is None
        outcome = outcome or Outcome(
            enquiry_id=current.id,
            organisation_id=teller.organisation_id,
            side=teller.side,
            created_at=now,
            created_by=visitor.id,
        )
        _fill(outcome, told, is_company)
        outcome.changed_at = now
        db.session.add(outcome)
        db.session.flush()
        filed.keep(outcome, reports, person_id=visitor.id, now=now)
        _record(visitor, current, outcome, is_new, now)
        if is_company:
            _close(visitor, current, now)
        if is_new:
            outbox.tell(letters.told(current, outcome, _others(visitor, current)), now=now)
    return outcome


def _fill(outcome: Outcome, told: Told, is_company: bool) -> None:
    for name in ("done", "figure_met", "next_exit", "trl_before", "trl_after", "text", "report_link"):
        setattr(outcome, name, getattr(told, name))
    outcome.shown_to_owners = told.shown_to_owners and is_company
    outcome.may_be_published = told.may_be_published and is_company
    outcome.story = told.story if is_company else ""


def _record(visitor: Visitor, enquiry: Enquiry, outcome: Outcome, is_new: bool, now: datetime) -> None:
    """Write it in the timeline once, and every change in the audit: consent given and taken back is on record."""
    facts = {"side": outcome.side, "done": outcome.done, "next_exit": outcome.next_exit}
    if is_new:
        enquiries.note(
            enquiry,
            "outcome.told",
            person_id=visitor.id,
            organisation_id=outcome.organisation_id,
            now=now,
            side=outcome.side,
        )
    consent = {"may_be_published": outcome.may_be_published, "shown_to_owners": outcome.shown_to_owners}
    audit.record("outcome.saved", enquiry.reference, person_id=visitor.id, now=now, **facts, **consent)


def _close(visitor: Visitor, enquiry: Enquiry, now: datetime) -> None:
    enquiries.close(visitor, enquiry, now=now, because=CLOSED_BECAUSE)
    if enquiry.state == CLOSED and not enquiry.closed_because:
        enquiry.closed_because = CLOSED_BECAUSE


def _others(visitor: Visitor, enquiry: Enquiry) -> list[accounts.Recipient]:
    """Return the company's people but the one who tells; those asked are told by the closing of the case."""
    return [one for one in accounts.members_of(enquiry.organisation_id) if one.id != visitor.id]
