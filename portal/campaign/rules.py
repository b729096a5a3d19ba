"""The first chain of steps that fits: pure search over the free times of each step, with gaps between.

The chain that is finished first wins. Of those that are, each step is taken as close before the next one as it goes, last step
first, so that what is tested waits as little as possible; where that leaves a choice, the resource that was named comes first.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

MOST_TRIES = 20_000


@dataclass(frozen=True)
class Option:
    """A time that a step may take: its use, the time kept free around it, whose it is, and how welcome (0 is first choice).

    `touches` are the resources that it takes time of: its own and those that go along.
    """

    starts_at: datetime
    ends_at: datetime
    resource_id: int
    rank: int = 0
    before: timedelta = timedelta(0)
    after: timedelta = timedelta(0)
    touches: frozenset[int] = frozenset()

    def clashes_with(self, other: "Option") -> bool:
        """Return whether the two cannot both be booked: they want some of the same resource at the same time."""
        if not (self.touches | {self.resource_id}) & (other.touches | {other.resource_id}):
            return False
        return (
            self.starts_at - self.before < other.ends_at + other.after
            and other.starts_at - other.before < self.ends_at + self.after
        )


@dataclass(frozen=True)
class Gap:
    """How long to wait between a step and the next: at least and at most; no most is as long as one likes."""

    least: timedelta = timedelta(0)
    most: timedelta | None = None

    def allows(self, ends_at: datetime, starts_at: datetime) -> bool:
        wait = starts_at - ends_at
        return self.least <= wait and (self.most is None or wait <= self.most)


NO_TIME, NO_GAP, TOO_MANY = "no-time", "no-gap", "too-many"


@dataclass(frozen=True)
class Bottleneck:
    """Why there is no chain: the step at which it breaks, and whether it has no free time at all or none in its gap."""

    step: int
    why: str


Chain = tuple[Option, ...]


def first_chain(steps: Sequence[Sequence[Option]], gaps: Sequence[Gap]) -> Chain | Bottleneck:
    """Return the first chain with one option of each step, `gaps[n]` between step n and the next; else what stops it."""
    for number, options in enumerate(steps):
        if not options:
            return Bottleneck(number, NO_TIME)
    reachable = [sorted(steps[0], key=_as_wished)]
    for number, gap in enumerate(gaps):
        following = _after(reachable[-1], steps[number + 1], gap)
        if not following:
            return Bottleneck(number + 1, NO_GAP)
        reachable.append(sorted(following, key=_as_wished))
    return _Search(reachable, gaps).first()


def _as_wished(option: Option) -> tuple[float, int, int]:
    """Sort by closeness to what follows: latest start first, then the welcome ones, then by resource."""
    return (-option.starts_at.timestamp(), option.rank, option.resource_id)


def _after(earlier: Sequence[Option], options: Sequence[Option], gap: Gap) -> list[Option]:
    """Return the options that follow at least one of the earlier ones with this gap."""
    ends = sorted({one.ends_at for one in earlier})
    return [one for one in options if _any_within(ends, one.starts_at, gap)]


def _any_within(ends: Sequence[datetime], starts_at: datetime, gap: Gap) -> bool:
    last = bisect_right(ends, starts_at - gap.least)
    first = 0 if gap.most is None else bisect_left(ends, starts_at - gap.most)
    return first < last


class _Search:
    """From the last step backwards, the earliest end first. Only steps that want the same resource ever lead back."""

    def __init__(self, reachable: Sequence[Sequence[Option]], gaps: Sequence[Gap]):
        self.reachable = reachable
        self.gaps = gaps
        self.tries = 0
        self.deepest = len(reachable) - 1
        self.starts = [[-one.starts_at.timestamp() for one in options] for options in reachable]

    def first(self) -> Chain | Bottleneck:
        last = sorted(self.reachable[-1], key=lambda one: (one.ends_at, *_as_wished(one)))
        for option in last:
            found = self._before((option,))
            if found is not None:
                return found
            if self.tries > MOST_TRIES:
                return Bottleneck(self.deepest, TOO_MANY)
        return Bottleneck(self.deepest, NO_GAP)

    def _before(self, chain: Chain) -> Chain | None:
        """Return the whole chain that ends with this one, or None."""
        number = len(self.reachable) - len(chain) - 1
        if number < 0:
            return chain
        self.deepest = min(self.deepest, number)
        for option in self._candidates(number, chain[0]):
            self.tries += 1
            if self.tries > MOST_TRIES:
                return None
            if any(option.clashes_with(later) for later in chain):
                continue
            found = self._before((option, *chain))
            if found is not None:
                return found
        return None

    def _candidates(self, number: int, following: Option) -> Iterator[Option]:
        # Sorted by latest start: what begins after the next step is passed over in one leap.
        options, gap = self.reachable[number], self.gaps[number]
        for place in range(bisect_left(self.starts[number], -following.starts_at.timestamp()), len(options)):
            if gap.allows(options[place].ends_at, following.starts_at):
                yield options[place]


def follows(chain: Sequence[Option], gaps: Sequence[Gap]) -> bool:
    """Return whether each of these comes after the one before with the gap that was asked for, and none clashes."""
    in_order = all(
        gap.allows(one.ends_at, two.starts_at) for one, two, gap in zip(chain, chain[1:], gaps, strict=False)
    )
    return in_order and not any(one.clashes_with(two) for n, one in enumerate(chain) for two in chain[n + 1 :])
