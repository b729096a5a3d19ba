"""Demand that the inventory does not meet: searches with no good match, counted by day, words and place, never by person.

Only words that say what is sought are kept; numbers, addresses and all that may tell who asks are not. A count below
`FEWEST` is shown to nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from portal import clock
from portal.database import db, transaction
from portal.geography import find_place
from portal.search.criteria import Criteria, names_of_counties
from portal.search.models import UnmetSearch
from portal.words.stopwords import STOP_WORDS
from portal.words.tokens import fold, tokens

FEWEST = 5
MOST_WORDS, LONGEST_WORDS = 8, 120
MOST_A_DAY = 5000
"""So many different searches are kept a day: nobody fills the database by asking for nonsense."""


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
    """Count a search for which nothing fits; one whose words say nothing is not counted."""
    words = sought(criteria.q)
    if not words:
        return
    key = {"day": clock.local_day(now), "words": words, **_where(criteria)}
    with transaction() as session:
        if (session.scalar(select(func.count()).where(UnmetSearch.day == key["day"])) or 0) >= MOST_A_DAY:
            return
        dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
        counted = dialect.insert(UnmetSearch).values(**key, times=1, empty=int(is_empty))
        more = {"times": UnmetSearch.times + 1, "empty": UnmetSearch.empty + int(is_empty)}
        session.execute(counted.on_conflict_do_update(index_elements=list(key), set_=more))


def _where(criteria: Criteria) -> dict[str, str]:
    """Return the place and the county asked for; a place that nobody knows may be anything and is not kept."""
    place = find_place(criteria.place) if criteria.place else None
    counties = names_of_counties(criteria.values("lan"))
    if place is None:
        return {"place": "", "county": counties[0] if len(counties) == 1 else ""}
    return {"place": place.name, "county": place.county or (place.name if place.kind == "county" else "")}


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
