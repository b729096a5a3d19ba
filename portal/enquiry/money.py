"""The money and the way of a case: support that fits, what is applied for first, the room of earlier aid, the step it is at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from portal.booking.queries import BookingView
from portal.booking.states import PENDING, TAKES_CAPACITY
from portal.enquiry.brief import Brief
from portal.enquiry.choosing import answers_anywhere
from portal.enquiry.models import CLOSED, QUESTION, SENT, YES, Ask, Enquiry
from portal.support import aid, queries
from portal.support.rules import SME, UNKNOWN, Match, Situation, must_apply_first

SHOWN = 5
TESTING, EXPLORING = "test", "explore"
CENTS = 100


@dataclass(frozen=True)
class Money:
    """What a case's page says of money: programmes that fit, those that want the application first, and the room left of aid.

    `rooms` are of today, and empty where the company has not said what it has been granted.
    """

    matches: list[Match]
    first: list[Match]
    rooms: list[aid.Room]
    is_late: bool


def situation_of(brief: Brief, county: str | None, size_class: str = "") -> Situation:
    """Return what matching needs to know: what the company has said, and whether its need is one for a test at all.

    Where no testbed in the inventory answers, money for tests is no help yet: who explores, advises and finds partners comes first.
    """
    is_testable = answers_anywhere(brief.need)
    return Situation(
        text=brief.need,
        who=SME if SME in (brief.size_class, size_class) else "",
        county=brief.county or county or "",
        trl=brief.trl_now,
        trl_wanted=brief.trl_wanted,
        phase=TESTING if is_testable else EXPLORING,
        wants_partners=not is_testable,
        ordered=brief.ordered or UNKNOWN,
        budget=brief.budget,
    )


def money_of(enquiry: Enquiry, brief: Brief, today: date) -> Money:
    """Return the money of a case. `is_late`: something is ordered already that a programme wants an application before."""
    found = queries.match(situation_of(brief, enquiry.county, enquiry.organisation.size_class))
    first = must_apply_first(found)
    return Money(
        matches=[one for one in found if not one.misfits][:SHOWN],
        first=[] if brief.seeks_support == "no" else first[:SHOWN],
        rooms=rooms_of(brief, today),
        is_late=brief.ordered == "yes" and bool(first),
    )


def rooms_of(brief: Brief, today: date) -> list[aid.Room]:
    """Return what the aid rules leave today, where the company has said what it has been granted, or that it has had nothing."""
    if not (brief.aid or brief.has_no_aid):
        return []
    declared = [aid.Aid(one.euros * CENTS, one.decided_on, one.rule) for one in brief.aid]
    return [aid.room(rule, declared, today) for rule in aid.RULES]


def step_of(enquiry: Enquiry, brief: Brief, asks: Sequence[Ask], booked: Sequence[BookingView], now: datetime) -> str:
    """Return the key of the step of the way (`support.path`) at which a case is."""
    if enquiry.state == CLOSED:
        return "after"
    live = [one for one in booked if one.state in TAKES_CAPACITY | PENDING]
    if live:
        return "test" if any(one.starts_at <= now for one in live) else "book"
    if any(one.state == YES for one in asks):
        return "plan" if brief.seeks_support == "no" else "money"
    return "contact" if any(one.state in (SENT, QUESTION) for one in asks) else "match"
