"""Apply first, book later: where a programme that fits says that nothing may be ordered first, who books answers for it.

The stop is a question and not a lock: a company that seeks no support, may order already, or books anyway is let through, and
what it said is kept. A programme counts only where its own text says so; see `order_first` in seeds/support.json.
"""

from collections.abc import Mapping
from datetime import datetime

from portal import audit
from portal.accounts.models import Organisation
from portal.accounts.queries import Visitor
from portal.booking.asked import Unanswered
from portal.booking.queries import BookingView
from portal.catalogue.models import Testbed
from portal.database import db, transaction
from portal.errors import N_
from portal.support import queries
from portal.support.models import MoneyAnswer
from portal.support.rules import SME, Match, Situation

FIELD = "stod"
NO_SUPPORT, MAY_ORDER, ANYWAY = ANSWERS = ("no-support", "may-order", "anyway")
MISSING = N_("Svara på frågan om stöd innan ni bokar: ett stöd kan gå förlorat.")


def stopping(testbed: Testbed, size_class: str | None) -> list[Match]:
    """Return the programmes that want the application before an order, for a small company that books here; else none."""
    if size_class != SME:
        return []
    situation = Situation(
        who=SME,
        county=testbed.county,
        technologies=tuple(testbed.technologies),
        market_areas=tuple(testbed.market_areas),
    )
    return queries.that_want_the_application_first(situation)


def of_booking(booking: BookingView) -> list[Match]:
    """Return the same for a booking."""
    testbed = db.session.get_one(Testbed, booking.testbed_id)
    organisation = db.session.get(Organisation, booking.organisation_id)
    return stopping(testbed, organisation.size_class if organisation else None)


def ensure_answered(visitor: Visitor, booking: BookingView, answers: Mapping[str, str], now: datetime) -> None:
    """Keep what was answered. Raise Unanswered where a programme wants the application first and nothing was said."""
    found = of_booking(booking)
    if not found:
        return
    answer = answers.get(FIELD)
    if answer not in ANSWERS:
        raise Unanswered(MISSING)
    with transaction() as session:
        row = session.get(MoneyAnswer, booking.id) or MoneyAnswer(booking_id=booking.id)
        row.person_id, row.answer, row.answered_at = visitor.id, answer, now
        row.programmes = [one.programme.slug for one in found]
        session.add(row)
        audit.record("support.answered", booking.reference, person_id=visitor.id, now=now, answer=answer)


def answer_of(booking_id: int) -> MoneyAnswer | None:
    return db.session.get(MoneyAnswer, booking_id)
