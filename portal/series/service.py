"""Everything that is done with series: the doorway to the actions, which live in the files that are imported here."""

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
from portal.series.making import (
    Asked,
    extend_series,
    hold_series,
    is_held,
    release_series,
    send_series,
    take_date,
)
from portal.series.report import Line, report

__all__ = [
    "ALL",
    "FOLLOWING",
    "ONE",
    "WAITING",
    "Asked",
    "Line",
    "Outcome",
    "cancel_series",
    "confirm_series",
    "decline_series",
    "extend_series",
    "hold_series",
    "is_held",
    "note_reading",
    "release_series",
    "report",
    "send_series",
    "take_date",
    "within",
]
