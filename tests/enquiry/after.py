"""A case with a company, an owner who has answered, and short ways to tell how it went."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from portal.accounts.queries import Visitor
from portal.database import transaction
from portal.enquiry.models import Enquiry, EnquiryBooking, Outcome
from portal.enquiry.outcomes import service
from portal.enquiry.outcomes.service import Told
from tests.builders import make_ask, make_enquiry, make_organisation, make_owner, make_person, make_testbed
from tests.visitors import visitor_of

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@dataclass
class Case:
    """A case and its two sides."""

    enquiry: Enquiry
    person: Any
    owner_person: Any
    testbed: Any
    company: Visitor
    owner: Visitor


def make_case(*, state: str = "yes", person: Any = None, testbed: Any = None, **values: Any) -> Case:
    """Return a case in which one owner was asked and has answered."""
    testbed = testbed or make_testbed("Provhallen")
    company = make_organisation("Frågande AB", **values.pop("company", {}))
    person = person or make_person(company, role="manager")
    visitor = visitor_of(person)
    enquiry = make_enquiry(
        testbed, person=person, organisation_id=visitor.organisation_ids[0], **{"created_at": NOW, **values}
    )
    with transaction():
        asked = _only_ask(enquiry)
        asked.state, asked.answered_at = state, NOW if state != "sent" else None
    owner = make_owner(testbed)
    return Case(enquiry, person, owner, testbed, visitor, visitor_of(owner))


def _only_ask(enquiry: Enquiry) -> Any:
    from portal.enquiry.queries import all_asks

    return all_asks(enquiry)[0]


def ask_another(case: Case, *, state: str = "yes", name: str = "Andra hallen") -> Any:
    """Return a person of another owner that was asked in the case too."""
    testbed = make_testbed(name)
    make_ask(case.enquiry, testbed, state=state)
    return make_owner(testbed)


def link(case: Case, booking: Any) -> None:
    with transaction() as session:
        session.add(EnquiryBooking(enquiry_id=case.enquiry.id, booking_id=booking.id, created_at=NOW))


def tell(case: Case, visitor: Visitor | None = None, **told: Any) -> Outcome:
    facts = {"done": "yes", "figure_met": "yes", "next_exit": "certify", **told}
    return service.tell_outcome(visitor or case.company, case.enquiry, Told(**facts), now=NOW)
