"""A long text in the search field is a brief: what it says of place and limits is searched by, openly and revocably."""

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from portal import clock
from portal.limits.fitting import Need
from portal.limits.quantities import BY_KEY
from portal.search.briefs import Brief, is_brief, read_brief
from portal.search.criteria import WISHES, Criteria
from portal.web.wording import language_of

Wish = tuple[str, Any]
"""What a text says beside place and limits: its name among WISHES, and the value that `briefs.Brief` has for it."""


@dataclass(frozen=True)
class Understood:
    """How a search is understood: what is really searched for, and what of it was read from the text.

    The limits that were read leave out who states too little, and keep who states nothing: a text is not a form. Wishes
    leave out nobody, since listings do not state what would answer to them.
    """

    criteria: Criteria
    place: str = ""
    needs: tuple[Need, ...] = ()
    wishes: tuple[Wish, ...] = ()


def understood(criteria: Criteria) -> Understood:
    """Return the search with what its text says; what the reader has set aside or chosen otherwise is not taken from it."""
    if not is_brief(criteria.q):
        return Understood(criteria)
    brief = _brief(criteria.q, clock.local_day(clock.now()))
    chosen = {one.quantity for one in criteria.needs} | set(criteria.set_aside)
    needs = tuple(one for one in brief.limits if not {one.quantity, BY_KEY[one.quantity].slug} & chosen)
    is_placed = brief.place and not criteria.place and "plats" not in criteria.set_aside
    place = brief.place.label if is_placed and brief.place else ""
    wishes = tuple(one for one in _wishes(brief) if one[0] not in criteria.set_aside)
    if not (needs or place or wishes):
        return Understood(criteria)
    asked = replace(criteria, q=brief.words or criteria.q, place=place or criteria.place)
    return Understood(asked, place, needs, wishes)


def _wishes(brief: Brief) -> tuple[Wish, ...]:
    said = (brief.time, brief.budget, brief.trl, brief.secrecy)
    return tuple((name, value) for name, value in zip(WISHES, said, strict=True) if value)


@lru_cache(maxsize=256)
def _brief(text: str, today: date) -> Brief:
    return read_brief(text, today, language_of(text))
