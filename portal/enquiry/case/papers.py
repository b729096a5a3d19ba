"""The passport's gap in a case: what the asked testbeds' resources demand, and what the company has of it today."""

from dataclasses import dataclass
from datetime import date

from portal.accounts.queries import Visitor
from portal.catalogue.models import Resource
from portal.enquiry.models import NO, WITHDRAWN, Ask, Enquiry
from portal.passport import queries as passports
from portal.passport.queries import Case
from portal.passport.words import standing_words
from portal.web.language import localised


@dataclass(frozen=True)
class PaperLines:
    """What one resource demands: the papers that are there and those that lack, in words."""

    resource: Resource
    testbed: str
    has: list[tuple[str, str]]
    lacks: list[tuple[str, str]]


def papers_in(visitor: Visitor, enquiry: Enquiry, asks: list[Ask], today: date) -> list[PaperLines]:
    """Return the demands of every open resource of the testbeds that may still be used, those with a gap first."""
    live = [one for one in asks if one.testbed is not None and one.state not in (NO, WITHDRAWN)]
    resources = [(one, ask) for ask in live for one in passports.demanding(ask.testbed_id or 0)]
    cases = {one.id: Case(enquiry.organisation_id, one.id, visitor.id) for one, _ask in resources}
    papers = passports.papers_many(cases.values()) if cases else {}
    lines = []
    for resource, ask in resources:
        if (found := papers.get(cases[resource.id])) is None:
            continue
        standings = found.standings(today)
        words = [(one.gap is None, localised(one.demand.what, "name"), standing_words(one)) for one in standings]
        has = [(name, how) for is_met, name, how in words if is_met]
        lacks = [(name, how) for is_met, name, how in words if not is_met]
        lines.append(PaperLines(resource, localised(ask.testbed, "name"), has, lacks))
    return sorted(lines, key=lambda one: not one.lacks)
