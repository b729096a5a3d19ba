"""Small cases to test with: a company that asks owners, in the open or blind."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from portal.accounts.queries import Visitor
from portal.catalogue.models import Testbed
from portal.enquiry import queries, service
from portal.enquiry.brief import Brief
from portal.enquiry.models import Ask, Enquiry
from tests.builders import make_organisation, make_owner, make_person, make_testbed
from tests.visitors import visitor_of

# A Tuesday morning: three working days on is Friday.
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
SECRET = "LEGERING-77"


@dataclass
class Case:
    """A case with its people: the company's, and each owner's in the order in which they were asked."""

    enquiry: Enquiry
    testbeds: list[Testbed]
    person: Any
    owners: list[Any]

    @property
    def company(self) -> Visitor:
        return visitor_of(self.person)

    def owner(self, number: int = 0) -> Visitor:
        return visitor_of(self.owners[number])

    def ask(self, number: int = 0) -> Ask:
        return queries.all_asks(self.enquiry)[number]

    @property
    def address(self) -> str:
        return f"/arenden/{self.enquiry.reference}"


def make_case(
    owners: int = 1, *, blind: bool = False, company: str = "Hemliga AB", now: datetime = NOW, **brief: Any
) -> Case:
    """Return a case that has been sent to so many owners, each with a testbed of its own."""
    testbeds = [make_testbed(f"Provhall {number}") for number in range(owners)]
    people = [make_owner(one, role="manager") for one in testbeds]
    person = make_person(make_organisation(company), name="Hemliga Helena")
    told = {"sector": "automotive", "confidential": SECRET, **brief}
    sender = service.sender_of(visitor_of(person))
    told_brief = Brief("Tål axeln kyla?", secrecy="blind" if blind else "open", **told)
    return Case(service.send_enquiry(sender, told_brief, testbeds, now=now), testbeds, person, people)
