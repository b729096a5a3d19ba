"""When one can begin, as a line for each hit of a list: a doorway for pages that show many testbeds or resources.

The lines are the reader's own. Those of nobody in particular are kept per process as long as no claim, no capacity and no
listing has changed and the minute is the same.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache

from flask import render_template
from markupsafe import Markup

from portal import clock
from portal.accounts.guards import current_person
from portal.accounts.queries import Visitor
from portal.catalogue.queries import catalogue_version
from portal.database import db
from portal.free_time.queries import guards_version
from portal.free_time.start_rules import Start
from portal.free_time.start_words import explained, headline
from portal.free_time.starts import earliest_many, earliest_of
from portal.web.fragments import Fragments
from portal.web.language import current_language

Ask = Callable[[Iterable[int], Visitor | None, datetime], Mapping[int, Start]]

_kept = Fragments(size=8)
MOST_KEPT = 5000
A_MINUTE = timedelta(minutes=1)


def standing() -> Hashable:
    """Return by what pages of those who are signed out are told apart, beside the version of the catalogue."""
    return guards_version(), clock.now().replace(second=0)


def of_testbeds(testbed_ids: Iterable[int]) -> dict[int, Markup]:
    """Return the line of each of these testbeds in which something can be booked."""
    return _lines("testbeds", earliest_many, testbed_ids)


def of_resources(resource_ids: Iterable[int]) -> dict[int, Markup]:
    """Return the line of each of these resources that can be booked."""
    return _lines("resources", earliest_of, resource_ids)


def _lines(kind: str, ask: Ask, ids: Iterable[int]) -> dict[int, Markup]:
    wanted, visitor = list(ids), current_person()
    if visitor is not None or not wanted:
        return _made(ask, wanted, visitor)
    version = (db.engine, catalogue_version(), standing())
    kept: dict[int, Markup | None] = _kept.get((kind, current_language()), version, dict)
    missing = [one for one in wanted if one not in kept]
    if missing:
        if len(kept) + len(missing) > MOST_KEPT:
            kept.clear()
            missing = wanted
        kept.update(dict.fromkeys(missing))
        kept.update(_made(ask, missing, None))
    return {one: line for one in wanted if (line := kept[one]) is not None}


def _made(ask: Ask, ids: list[int], visitor: Visitor | None) -> dict[int, Markup]:
    starts = ask(ids, visitor, _this_minute()) if ids else {}
    for_anybody = visitor is None or visitor.organisation is None
    naming = ask is earliest_many
    language = current_language()
    return {number: _line(start, for_anybody, naming, language) for number, start in starts.items()}


def _this_minute() -> datetime:
    """Return the end of this minute: what is shown tells no seconds, and so is the same for all of it."""
    now = clock.now()
    return now if now.second == 0 else now.replace(second=0) + A_MINUTE


@lru_cache(maxsize=MOST_KEPT)
def _line(start: Start, for_anybody: bool, naming: bool, _language: str) -> Markup:
    """Return the line, which opens to tell each step; what stands in it decides it wholly, so it is written once."""
    lines = explained(start, for_anybody=for_anybody, naming=naming)
    said = render_template(
        "free_time/_start.html", start=start, said=headline(start), lines=lines, for_anybody=for_anybody
    )
    return Markup(said)  # nosec B704: a template of ours, escaped when it was rendered
