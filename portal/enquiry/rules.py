"""Decisions about enquiries, over plain values."""

from datetime import date

from portal import clock
from portal.errors import N_, Refusal

PROMISED_WORKING_DAYS = 3


class NobodyAnswers(Refusal):
    message = N_("Det finns ännu ingen samordnare som svarar för länet.")


class Closed(Refusal):
    message = N_("Ärendet är avslutat. Öppna ett nytt om ni behöver mer hjälp.")


def reply_by(today: date, working_days: int = PROMISED_WORKING_DAYS) -> date:
    """Return the day by which an answer is promised: so many Swedish working days on."""
    return clock.add_working_days(today, working_days)


def is_overdue(state: str, promised: date, today: date) -> bool:
    """Return whether somebody asked has let the promised day go by without a word."""
    return state == "sent" and promised < today
