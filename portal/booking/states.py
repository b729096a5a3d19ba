"""The states of a booking, which of them take capacity, and which moves there are: one place for all three."""

HELD = "held"
REQUESTED = "requested"
CONFIRMED = "confirmed"
IN_USE = "in-use"
COMPLETED = "completed"
DECLINED = "declined"
CANCELLED = "cancelled"
EXPIRED = "expired"
DISPLACED = "displaced"
NO_SHOW = "no-show"
QUEUED = "queued"

STATES = (HELD, REQUESTED, CONFIRMED, IN_USE, COMPLETED, DECLINED, CANCELLED, EXPIRED, DISPLACED, NO_SHOW, QUEUED)

TAKES_CAPACITY = frozenset({HELD, REQUESTED, CONFIRMED, IN_USE, COMPLETED, NO_SHOW})
"""A claim is active in these states and only in these. A missed booking took its time too: nobody else could have it."""

BOOKED = frozenset({CONFIRMED, IN_USE, COMPLETED, NO_SHOW})
"""What utilisation counts as booked."""

PENDING = frozenset({REQUESTED, QUEUED})
"""What waits for an answer: a request that has its time, and one that takes none meanwhile."""

USED = frozenset({IN_USE, COMPLETED})

MOVES: dict[str, frozenset[str]] = {
    HELD: frozenset({REQUESTED, QUEUED, CONFIRMED, CANCELLED, EXPIRED, DISPLACED}),
    # A request that does not take its time: it waits in line, or for an answer where requests hold nothing.
    QUEUED: frozenset({REQUESTED, CONFIRMED, DECLINED, CANCELLED, EXPIRED}),
    REQUESTED: frozenset({CONFIRMED, DECLINED, CANCELLED, EXPIRED, DISPLACED}),
    CONFIRMED: frozenset({IN_USE, COMPLETED, NO_SHOW, CANCELLED, DISPLACED}),
    IN_USE: frozenset({COMPLETED, DISPLACED}),
    # A closure took its time: it gets a new one, or is let go.
    DISPLACED: frozenset({CONFIRMED, REQUESTED, CANCELLED}),
    # A hold that lapsed can be taken again if the time is still free; what was once sent cannot (holds.py sees to that).
    EXPIRED: frozenset({HELD}),
}


def may_become(state: str, wanted: str) -> bool:
    return wanted in MOVES.get(state, frozenset())
