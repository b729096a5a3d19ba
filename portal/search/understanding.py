"""A long text in the search field is a brief: what it says of place and limits is searched by, openly and revocably."""

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from portal import clock
from portal.limits.fitting import Need
from portal.limits.quantities import BY_KEY
from portal.search.briefs import Brief, is_brief, read_brief
from portal.search.criteria import Criteria
from portal.web.wording import language_of


@dataclass(frozen=True)
class Understood:
    """How a search is understood: what is really searched for, and what of it was read from the text.

    The limits that were read leave out who states too little, and keep who states nothing: a text is not a form.
    """

    criteria: Criteria
    place: str = ""
    needs: tuple[Need, ...] = ()

    @property
    def has_read(self) -> bool:
        return bool(self.place or self.needs)


def understood(criteria: Criteria) -> Understood:
    """Return the search with what its text says; what the reader has set aside or chosen otherwise is not taken from it."""
    if not is_brief(criteria.q):
        return Understood(criteria)
    brief = _brief(criteria.q, clock.local_day(clock.now()))
    chosen = {one.quantity for one in criteria.needs} | set(criteria.set_aside)
    needs = tuple(one for one in brief.limits if not {one.quantity, BY_KEY[one.quantity].slug} & chosen)
    is_placed = brief.place and not criteria.place and "plats" not in criteria.set_aside
    place = brief.place.label if is_placed and brief.place else ""
    if not (needs or place):
        return Understood(criteria)
    return Understood(replace(criteria, q=brief.words or criteria.q, place=place or criteria.place), place, needs)


@lru_cache(maxsize=256)
def _brief(text: str, today: date) -> Brief:
    return read_brief(text, today, language_of(text))
