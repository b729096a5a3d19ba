"""Plans as tests write them, plans at random, and a count of what they offer that knows nothing of how they unfold."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hypothesis import strategies as st

from portal import clock
from portal.capacity import rules
from portal.capacity.openings import DaysOff, ExtraDays
from portal.capacity.rules import Line, Stretch

MONDAY = date(2027, 3, 1)
SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)
SWITCHES = [date(2026, 3, 29), date(2026, 10, 25), SPRING, AUTUMN, date(2028, 3, 26), date(2028, 10, 29)]
HOUR = 3600


@dataclass(frozen=True)
class Shut:
    first_day: date
    last_day: date
    units: int = 0
    lifted_at: datetime | None = None
    opens: int = 0
    closes: int = 1440


def moment(day, hour):
    return rules.moment_of(day, int(hour * 60))


def stretch(day, first, last, units=1):
    return Stretch(moment(day, first), moment(day, last), units)


def unfold(*lines, closures=(), day=MONDAY, last_day=None, holidays=False):
    return rules.unfold(lines, closures, day, last_day or day, holidays)


def line(first, last, units=1, weekday=0, **values):
    return Line(weekday, int(first * 60), int(last * 60), units, **values)


def always(units=1):
    return [line(0, 24, units, weekday) for weekday in range(7)]


lines = st.builds(
    lambda weekday, opens, minutes, units, first, length: Line(
        weekday,
        opens,
        opens + minutes,
        units,
        None if first is None else date(2026, 1, 1) + timedelta(days=first),
        None if length is None else date(2026, 1, 1) + timedelta(days=(first or 0) + length),
    ),
    st.integers(0, 6),
    st.integers(0, 1439),
    st.integers(1, 1440),
    st.integers(1, 4),
    st.none() | st.integers(0, 1095),
    st.none() | st.integers(0, 400),
)
near_a_switch = st.builds(lambda day, off: day + timedelta(days=off), st.sampled_from(SWITCHES), st.integers(-4, 1))
any_day = st.dates(date(2026, 1, 1), date(2028, 12, 31))
first_days = near_a_switch | any_day
closures = st.builds(
    lambda first, length, units, lifted, minutes: Shut(
        first,
        first + timedelta(days=length),
        units,
        clock.start_of(first) if lifted else None,
        *(sorted(minutes) if length == 0 else minutes),
    ),
    first_days,
    st.integers(0, 5),
    st.integers(0, 3),
    st.booleans(),
    st.just((0, 1440))
    | st.tuples(st.integers(0, 719), st.integers(720, 1440))
    | st.just((120, 150))
    | st.just((130, 180)),
)


extra_days = st.builds(
    lambda first, length, opens, minutes, units: ExtraDays(
        first, first + timedelta(days=length), opens, opens + minutes, units
    ),
    first_days,
    st.integers(0, 3),
    st.integers(0, 1439),
    st.integers(1, 1440),
    st.integers(1, 6),
)
choices = st.builds(DaysOff, st.booleans(), st.booleans())


def openings_on(day, lines):
    """Return (opens, closes, units) of the lines that are valid on the day they begin."""
    return [
        (one.opens, one.closes, one.units)
        for one in lines
        if getattr(one, "weekday", day.weekday()) == day.weekday()
        and (one.first_day or day) <= day <= (one.last_day or day)
    ]


def units_minute_by_minute(hours, shut, day, off, extra=()):
    """Return the unit-minutes of a day, counted on the wall clock: the second pass of a repeated hour stays at its end."""
    caps = [
        (one.opens if day == one.first_day else 0, one.closes if day == one.last_day else 1440, one.units)
        for one in shut
        if one.lifted_at is None and one.first_day <= day <= one.last_day
    ]
    yesterday = day - timedelta(days=1)
    is_off, was_off = (
        (off.holidays and clock.is_public_holiday(one)) or (off.eves and clock.is_eve(one)) for one in (day, yesterday)
    )
    today = [] if is_off else openings_on(day, hours)
    last_night = [] if is_off or was_off else openings_on(yesterday, hours)
    beyond, beyond_last_night = openings_on(day, extra), openings_on(yesterday, extra)

    def open_units(openings, minute):
        return [units for opens, closes, units in openings if opens <= minute < closes]

    open_then, latest = 0, -1
    moment, end = clock.start_of(day), clock.start_of(day + timedelta(days=1))
    while moment < end:
        reading = clock.local(moment)
        latest = max(latest, reading.hour * 60 + reading.minute)
        planned = sum(open_units(today, latest) + open_units(last_night, latest + 1440))
        most = max([planned, *open_units(beyond, latest), *open_units(beyond_last_night, latest + 1440)])
        open_then += min([most, *(units for first, last, units in caps if first <= latest < last)])
        moment += timedelta(minutes=1)
    return open_then
