"""What comes next in a case, by whom and when. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.enquiry.models import NO, QUESTION, REFERRED, SENT, WITHDRAWN, YES

COMPANY, OWNER, COORDINATOR, NOBODY = "company", "owner", "coordinator", "nobody"


@dataclass(frozen=True)
class Asked:
    """One question, as far as the next step goes. `company_spoke_last`: the newest message in its thread is the company's."""

    reference: str
    state: str
    reply_by: date
    company_spoke_last: bool = False
    has_proposal: bool = False
    offers_next_best: bool = False


@dataclass(frozen=True)
class NextStep:
    """What is to be done (a key), by whom, about which question, and by what day where one is promised."""

    key: str
    who: str
    ask: str = ""
    by: date | None = None
    is_late: bool = False


def for_company(asked: Sequence[Asked], *, is_open: bool, is_booked: bool, is_routed: bool, today: date) -> NextStep:
    """Return what moves the whole case on: what the company itself can do comes before what it waits for."""
    if not is_open:
        return NextStep("closed", NOBODY)
    for key, one in _own_turns(asked):
        return NextStep(key, COMPANY, one.reference)
    if is_booked:
        return NextStep("booked", COMPANY)
    yes = [one for one in asked if one.state == YES]
    if yes:
        return NextStep("book", COMPANY, yes[0].reference)
    waiting = sorted((one for one in asked if one.state == SENT), key=lambda one: one.reply_by)
    if waiting:
        return _waiting(waiting[0], today)
    if any(one.state == QUESTION for one in asked):
        talking = next(one for one in asked if one.state == QUESTION)
        return NextStep("talk", OWNER, talking.reference)
    return NextStep("coordinator", COORDINATOR) if is_routed else NextStep("ask-more", COMPANY)


def _own_turns(asked: Sequence[Asked]) -> list[tuple[str, Asked]]:
    proposals = [("decide", one) for one in asked if one.state == REFERRED and one.has_proposal]
    questions = [("reply", one) for one in asked if one.state == QUESTION and not one.company_spoke_last]
    late = [("next-best", one) for one in asked if one.state == SENT and one.offers_next_best]
    return proposals + questions + late


def _waiting(one: Asked, today: date) -> NextStep:
    return NextStep("wait", OWNER, one.reference, one.reply_by, is_late=one.reply_by < today)


def for_asked(one: Asked, *, is_open: bool, needs_terms: bool, today: date) -> NextStep:
    """Return what comes next for who is asked."""
    if not is_open:
        return NextStep("closed", NOBODY)
    if one.state == WITHDRAWN:
        return NextStep("withdrawn", NOBODY)
    if one.state == SENT:
        return NextStep("terms" if needs_terms else "answer", OWNER, one.reference, one.reply_by, one.reply_by < today)
    if one.state == QUESTION:
        return NextStep("answer-again" if one.company_spoke_last else "company-replies", _turn(one), one.reference)
    keys = {YES: "company-books", NO: "said-no", REFERRED: "company-decides" if one.has_proposal else "referred"}
    return NextStep(keys[one.state], COMPANY if one.state == YES or one.has_proposal else NOBODY, one.reference)


def _turn(one: Asked) -> str:
    return OWNER if one.company_spoke_last else COMPANY
