"""Everything that is done with series: the doorway to the actions, which live in the files that are imported here."""

from portal.series.answering import accept_moves, decline_moves, withdraw_moves
from portal.series.changing import (
    ALL,
    FOLLOWING,
    ONE,
    WAITING,
    Outcome,
    cancel_series,
    confirm_series,
    decline_series,
    note_reading,
    within,
)
from portal.series.letters_of_moves import Moved
from portal.series.making import (
    Asked,
    extend_series,
    hold_series,
    is_held,
    release_series,
    send_series,
    take_date,
)
from portal.series.moving import MoveLine, Shift, Target, move_dates, report_move
from portal.series.report import Line, report

__all__ = [
    "ALL",
    "FOLLOWING",
    "ONE",
    "WAITING",
    "Asked",
    "Line",
    "MoveLine",
    "Moved",
    "Outcome",
    "Shift",
    "Target",
    "accept_moves",
    "cancel_series",
    "confirm_series",
    "decline_moves",
    "decline_series",
    "extend_series",
    "hold_series",
    "is_held",
    "move_dates",
    "note_reading",
    "release_series",
    "report",
    "report_move",
    "send_series",
    "take_date",
    "withdraw_moves",
    "within",
]
