"""Demand that the inventory does not meet: searches with no good match, counted by day, words and place, never by person.

Only words that say what is sought are kept; numbers, addresses and all that may tell who asks are not. A count below
`FEWEST` is shown to nobody.
"""

import atexit
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from weakref import WeakKeyDictionary

from flask import Flask, current_app
from sqlalchemy import Engine, func, select
from sqlalchemy.dialects import postgresql, sqlite

from portal import clock
from portal.database import db, transaction, transaction_if_free
from portal.errors import Busy
from portal.geography import find_place
from portal.search.criteria import Criteria, names_of_counties
from portal.search.models import UnmetSearch
from portal.words.stopwords import STOP_WORDS
from portal.words.tokens import fold, tokens

FEWEST = 5
MOST_WORDS, LONGEST_WORDS = 8, 120
MOST_A_DAY = 5000
"""So many different searches are kept a day: nobody fills the database by asking for nonsense."""

MOST_WAITING = 1000
"""So many different counts wait in a process; what comes beyond that while nobody can write is not counted."""

Key = tuple[date, str, str, str]
Counts = dict[Key, tuple[int, int]]
"""By day, words, place and county: how often nothing fitted, and how often nothing answered."""


class Waiting:
    """What a process has counted and not yet written."""

    def __init__(self) -> None:
        self.is_remembered = False
        self._counts: Counts = {}
        self._lock = Lock()

    def __bool__(self) -> bool:
        return bool(self._counts)

    def add(self, key: Key, is_empty: bool) -> None:
        self.give_back({key: (1, int(is_empty))})

    def give_back(self, counts: Counts) -> None:
        """Take in counts beside those that have come meanwhile."""
        with self._lock:
            for key, (times, empty) in counts.items():
                if key in self._counts or len(self._counts) < MOST_WAITING:
                    before = self._counts.get(key, (0, 0))
                    self._counts[key] = before[0] + times, before[1] + empty

    def take(self) -> Counts:
        """Return all that waits; it is the caller's to write or to give back."""
        with self._lock:
            taken, self._counts = self._counts, {}
        return taken


_waiting_for: WeakKeyDictionary[Engine, Waiting] = WeakKeyDictionary()


@dataclass(frozen=True)
class Unmet:
    """Words, and where they were sought ("" for anywhere): how often nothing fitted, and how often nothing answered at all."""

    words: str
    county: str
    times: int
    empty: int


def sought(text: str) -> str:
    """Return the words of the text that are kept: folded, each once, without numbers and without e-mail addresses."""
    plain = " ".join(word for word in text.split() if "@" not in word)
    words = (fold(token.word) for token in tokens(plain) if token.word.isalpha() and token.word not in STOP_WORDS)
    return " ".join(list(dict.fromkeys(words))[:MOST_WORDS])[:LONGEST_WORDS].strip()


def note_unmet(criteria: Criteria, *, is_empty: bool, now: datetime) -> None:
    """Count a search for which nothing fits; one whose words say nothing is not counted.

    Nobody waits for the count: it stays in the process until `write_waiting` can write it.
    """
    if words := sought(criteria.q):
        place, county = _where(criteria)
        _waiting().add((clock.local_day(now), words, place, county), is_empty)


def write_waiting() -> None:
    """Write what waits to be counted, if anything does and nobody else is writing."""
    waiting = _waiting()
    if not waiting:
        return
    counts = waiting.take()
    try:
        with transaction_if_free():
            _write(counts)
    except BaseException as fault:
        waiting.give_back(counts)
        _remember_at_exit(current_app._get_current_object())  # type: ignore[attr-defined]
        if not isinstance(fault, Busy):
            raise


def _write(counts: Counts) -> None:
    insert = (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert(UnmetSearch)
    for (day, words, place, county), (times, empty) in counts.items():
        if (db.session.scalar(select(func.count()).where(UnmetSearch.day == day)) or 0) >= MOST_A_DAY:
            continue
        new = insert.values(day=day, words=words, place=place, county=county, times=times, empty=empty)
        more = {"times": UnmetSearch.times + times, "empty": UnmetSearch.empty + empty}
        db.session.execute(new.on_conflict_do_update(index_elements=["day", "words", "place", "county"], set_=more))


def _waiting() -> "Waiting":
    return _waiting_for.setdefault(db.engine, Waiting())


def _remember_at_exit(app: Flask) -> None:
    """Let a process that is told to stop write what it still has; this once it waits for its turn."""
    waiting = _waiting()
    if not waiting.is_remembered:
        waiting.is_remembered = True
        atexit.register(_write_last, app)


def _write_last(app: Flask) -> None:
    # A database that is gone is no reason to fail at the very end.
    with app.app_context(), suppress(Exception), transaction():
        _write(_waiting().take())


def _where(criteria: Criteria) -> tuple[str, str]:
    """Return the place and the county asked for; a place that nobody knows may be anything and is not kept."""
    place = find_place(criteria.place) if criteria.place else None
    counties = names_of_counties(criteria.values("lan"))
    if place is None:
        return "", counties[0] if len(counties) == 1 else ""
    return place.name, place.county or (place.name if place.kind == "county" else "")


def unmet(first_day: date, last_day: date, counties: Sequence[str] | None = None) -> list[Unmet]:
    """Return what was sought in vain, the most first; None means the whole country. Small counts are left out."""
    times = func.sum(UnmetSearch.times)
    query = (
        select(UnmetSearch.words, UnmetSearch.county, times.label("times"), func.sum(UnmetSearch.empty).label("empty"))
        .where(UnmetSearch.day.between(first_day, last_day))
        .group_by(UnmetSearch.words, UnmetSearch.county)
        .having(times >= FEWEST)
        .order_by(times.desc(), UnmetSearch.words, UnmetSearch.county)
    )
    if counties is not None:
        query = query.where(UnmetSearch.county.in_(counties))
    return [Unmet(row.words, row.county, int(row.times), int(row.empty)) for row in db.session.execute(query)]
