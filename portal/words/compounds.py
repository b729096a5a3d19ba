"""Cutting a Swedish compound in the words that it is made of, by the words that are known."""

from collections.abc import Callable

from portal.words.stems import swedish_stem

COMPOUND_FROM, SHORTEST_PART, MOST_PARTS = 7, 3, 3

DIRECTIONS = frozenset("under över efter för före till från med mot genom vid mellan åter bort fram".split())
"""What begins a verb of its own: underhåll is not under and håll."""

Known = Callable[[str], bool]
"""Whether a stem is a word that somebody has used."""


def cut(word: str, is_known: Known) -> tuple[str, ...]:
    """Return the stems of the parts, or nothing when the word cannot be cut in known ones.

    The fewest parts win, then the longest short part: högspänningslab is högspänning and lab, never hög and the rest.
    """
    if len(word) < COMPOUND_FROM:
        return ()
    ways = _ways(word, is_known, MOST_PARTS)
    return min(ways, key=lambda parts: (len(parts), -min(map(len, parts)), parts), default=())


def _ways(word: str, is_known: Known, most: int) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for at in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
        head = _head(word[:at], is_known)
        if not head:
            continue
        tail = swedish_stem(word[at:])
        if is_known(tail):
            found.append((head, tail))
        elif most > 2:
            found += [(head, *rest) for rest in _ways(word[at:], is_known, most - 1)]
    return found


def _head(part: str, is_known: Known) -> str:
    """Return the stem of a part that others follow: as it is, or without the letter that joins."""
    if part in DIRECTIONS:
        return ""
    forms = [part]
    if part[-1] in "s" and len(part) > SHORTEST_PART:
        forms.append(part[:-1])
    if part[-1] in "ueo" and len(part) > SHORTEST_PART:
        forms.append(part[:-1] + "a")
    for form in forms:
        if is_known(stem := swedish_stem(form)):
            return stem
    return ""
