"""When an outcome is asked for, and which figures may be shown: decided from plain values."""

from collections.abc import Mapping
from datetime import date, timedelta

from portal import clock
from portal.errors import N_, Refusal

FEWEST = 5
WORKING_DAYS_AFTER_USE = 3
DAYS_AFTER_ANSWER = 30
WORKING_DAYS_TO_REMINDER = 10

DONE = {"yes": N_("Ja"), "partly": N_("Delvis"), "no": N_("Nej")}
FIGURE_MET = {"yes": N_("Ja"), "partly": N_("Delvis"), "no": N_("Nej"), "unknown": N_("Vet inte än")}
EXITS = {
    "certify": N_("Gå vidare mot certifiering eller marknad"),
    "retest": N_("Förbättra och prova igen"),
    "stop": N_("Stanna här"),
    "undecided": N_("Inte bestämt än"),
}


class NothingToPublish(Refusal):
    message = N_("Kryssa för att utfallet får publiceras, eller ta bort texten för publicering.")


def due_on(last_use: date | None, last_answer: date | None) -> date | None:
    """Return the day from which an outcome is asked for: some working days after the last use, else a month after an answer."""
    if last_use is not None:
        return clock.add_working_days(last_use, WORKING_DAYS_AFTER_USE)
    return last_answer + timedelta(days=DAYS_AFTER_ANSWER) if last_answer is not None else None


def remind_on(asked: date) -> date:
    return clock.add_working_days(asked, WORKING_DAYS_TO_REMINDER)


def suppressed(cells: Mapping[str, int], fewest: int = FEWEST) -> dict[str, int | None]:
    """Return the cells with None for each that stands for fewer than `fewest`, and for so few more that no sum gives it away.

    A single hidden cell could be worked out from the total, so the smallest other one is hidden with it.
    """
    hidden = {name for name, count in cells.items() if 0 < count < fewest}
    others = sorted((count, name) for name, count in cells.items() if count >= fewest)
    if hidden and sum(cells[name] for name in hidden) < fewest and others:
        hidden.add(others[0][1])
    return {name: None if name in hidden else count for name, count in cells.items()}
