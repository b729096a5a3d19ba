"""Everything that is done with bookings: the doorway to the actions, which live in the files that are imported here.

Each action is one transaction: the state, the claims, the history, the audit and the letters change together or not at all.
"""

from portal.booking.alternatives import NoLongerFree, nearest_time, same_again
from portal.booking.changes.changing import (
    NothingChanged,
    Wanted,
    accept_change,
    alter_booking,
    decline_change,
    lapse_changes,
    withdraw_change,
)
from portal.booking.changes.handing_over import colleagues_of, hand_over
from portal.booking.changes.using import check_in, check_out, record_use, release_no_shows
from portal.booking.deciding import (
    cancel_booking,
    cancel_reasons,
    complete_booking,
    expire_due,
    mark_no_show,
    remind_due,
)
from portal.booking.elsewhere import read_again
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
from portal.booking.instead import Instead, offers_instead
from portal.booking.lapsing import give_way
from portal.booking.letters import Reader, Untold, host, kept_back, readers_for
from portal.booking.moves import note_given_back, note_reading, on_given_back, set_aside, take_resources
from portal.booking.repairs.answering import Choice, answer, answer_by_link, remind_repairs
from portal.booking.repairs.closing import (
    Closing,
    Preview,
    change_outage,
    close_days,
    close_resource,
    preview_change,
    preview_closing,
    preview_outage,
)
from portal.booking.repairs.repairing import ELSEWHERE, MOVED, RELEASED, move_elsewhere, settle_repair
from portal.booking.requests.approving import ChangedSince, RefusesMore, confirm_booking, decline_booking
from portal.booking.requests.line import may_stand_in_line, move_up, stand_in_line
from portal.booking.reserving import free_within, length_of, make_ready, reserve
from portal.booking.several import (
    FreeTime,
    ensure_free_elsewhere,
    explained,
    extend_together,
    free_times,
    release_together,
    submit_together,
    within_conditions,
)
from portal.booking.together import NotTogether, Part, hold_together, nearest_beside, try_together

__all__ = [
    "ELSEWHERE",
    "HELD_FOR",
    "MOST_HOLDS",
    "MOVED",
    "RELEASED",
    "ChangedSince",
    "Choice",
    "Closing",
    "FreeTime",
    "Instead",
    "NoLongerFree",
    "NotTogether",
    "NothingChanged",
    "Part",
    "Preview",
    "Reader",
    "RefusesMore",
    "Untold",
    "Wanted",
    "accept_change",
    "alter_booking",
    "answer",
    "answer_by_link",
    "calendar_of_all",
    "cancel_booking",
    "cancel_reasons",
    "change_outage",
    "check_in",
    "check_out",
    "close_days",
    "close_resource",
    "colleagues_of",
    "complete_booking",
    "confirm_booking",
    "decline_booking",
    "decline_change",
    "ensure_free_elsewhere",
    "expire_due",
    "explained",
    "extend_hold",
    "extend_together",
    "find_refusal",
    "form_key_of",
    "free_times",
    "free_within",
    "give_way",
    "hand_over",
    "hold",
    "hold_together",
    "host",
    "is_live",
    "kept_back",
    "lapse_changes",
    "length_of",
    "make_ready",
    "mark_no_show",
    "may_stand_in_line",
    "move_elsewhere",
    "move_up",
    "nearest_beside",
    "nearest_time",
    "note_given_back",
    "note_reading",
    "offers_instead",
    "on_given_back",
    "preview_change",
    "preview_closing",
    "preview_outage",
    "read_again",
    "readers_for",
    "record_use",
    "release_hold",
    "release_no_shows",
    "release_together",
    "remind_due",
    "remind_repairs",
    "reserve",
    "same_again",
    "set_aside",
    "settle_repair",
    "stand_in_line",
    "submit_hold",
    "submit_together",
    "take_resources",
    "try_together",
    "withdraw_change",
    "within_conditions",
]
