"""Everything that is done with bookings: the doorway to the actions, which live in the files that are imported here.

Each action is one transaction: the state, the claims, the history, the audit and the letters change together or not at all.
"""

from portal.booking.alternatives import NoLongerFree, nearest_time, same_again
from portal.booking.approving import ChangedSince, RefusesMore, confirm_booking, decline_booking
from portal.booking.closing import Closing, Preview, close_days, preview_closing
from portal.booking.deciding import (
    cancel_booking,
    cancel_reasons,
    complete_booking,
    expire_due,
    mark_no_show,
    remind_due,
)
from portal.booking.holds import (
    HELD_FOR,
    MOST_HOLDS,
    extend_hold,
    find_refusal,
    form_key_of,
    hold,
    is_live,
    release_hold,
    submit_hold,
)
from portal.booking.ics import calendar_of_all
from portal.booking.letters import Untold, host, kept_back, readers_of
from portal.booking.line import may_stand_in_line, move_up, stand_in_line
from portal.booking.moves import note_given_back, note_reading, on_given_back, take_resources
from portal.booking.repairing import MOVED, RELEASED, settle_repair
from portal.booking.several import FreeTime, explained, extend_together, free_times, release_together, submit_together
from portal.booking.together import NotTogether, Part, hold_together, try_together

__all__ = [
    "HELD_FOR",
    "MOST_HOLDS",
    "MOVED",
    "RELEASED",
    "ChangedSince",
    "Closing",
    "FreeTime",
    "NoLongerFree",
    "NotTogether",
    "Part",
    "Preview",
    "RefusesMore",
    "Untold",
    "calendar_of_all",
    "cancel_booking",
    "cancel_reasons",
    "close_days",
    "complete_booking",
    "confirm_booking",
    "decline_booking",
    "expire_due",
    "explained",
    "extend_hold",
    "extend_together",
    "find_refusal",
    "form_key_of",
    "free_times",
    "hold",
    "hold_together",
    "host",
    "is_live",
    "kept_back",
    "mark_no_show",
    "may_stand_in_line",
    "move_up",
    "nearest_time",
    "note_given_back",
    "note_reading",
    "on_given_back",
    "preview_closing",
    "readers_of",
    "release_hold",
    "release_together",
    "remind_due",
    "same_again",
    "settle_repair",
    "stand_in_line",
    "submit_hold",
    "submit_together",
    "take_resources",
    "try_together",
]
