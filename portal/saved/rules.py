"""What is new in a search, and which testbeds are compared. Pure: no database, no clock of its own."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

MOST_SEARCHES, MOST_FAVOURITES, MOST_COMPARED = 50, 200, 4
A_LETTER_EVERY = timedelta(days=1)
KEPT_AFTER_REMOVAL = timedelta(days=1)


def untold(hits: Iterable[int], known: Collection[int]) -> list[int]:
    """Return the hits that were never told of nor seen, in their order."""
    before = set(known)
    return [one for one in hits if one not in before]


def unseen(hits: Iterable[int], known: Collection[int], fresh: Collection[int]) -> list[int]:
    """Return the hits that are new since one last looked: never told of, or told of and not looked at yet."""
    before = set(known) - set(fresh)
    return [one for one in hits if one not in before]


def remembered(hits: Iterable[int], known: Iterable[int], existing: Collection[int]) -> list[int]:
    """Return what is known from now on. What was a hit once stays known, so that coming back is not told as new.

    Only testbeds that exist are kept: a database may give the number of one that was deleted to another.
    """
    return sorted(set(hits) | (set(known) & set(existing)))


def may_tell(told_at: datetime | None, now: datetime) -> bool:
    """Return whether a letter may go out now: one search writes once a day at most."""
    return told_at is None or told_at <= now - A_LETTER_EVERY


@dataclass(frozen=True)
class Chosen:
    """Which testbeds stand side by side, and what an address asked for besides: named twice, and more than fit."""

    slugs: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def chosen(asked: Iterable[str], known: Collection[str]) -> Chosen:
    """Return what is compared of what an address asks for: the first four that are known, each once."""
    slugs: list[str] = []
    doubled: list[str] = []
    unknown: list[str] = []
    for slug in asked:
        if slug not in known:
            unknown.append(slug)
        elif slug in slugs:
            doubled.append(slug)
        else:
            slugs.append(slug)
    once = [tuple(dict.fromkeys(some)) for some in (doubled, unknown)]
    return Chosen(tuple(slugs[:MOST_COMPARED]), once[0], tuple(slugs[MOST_COMPARED:]), once[1])
