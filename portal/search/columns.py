"""What sorting asks of every listing, a number for each place on the shelf; a few that change are put right, not all read anew."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

STATUS_FACTOR = {"active": 1.0, "uncertain": 0.75, "planned": 0.6, "closed": 0.4}
"""What may not be open counts for less, so that it never stands above an equal that is."""


class Row(Protocol):
    """A listing, as far as its numbers are concerned; `tie` is its status, its name and its address."""

    @property
    def id(self) -> int: ...
    @property
    def lat(self) -> float: ...
    @property
    def lon(self) -> float: ...
    @property
    def status(self) -> str: ...
    @property
    def is_demonstration(self) -> bool: ...
    @property
    def tie(self) -> tuple[int, str, str]: ...


@dataclass(frozen=True)
class Columns:
    """By place: id, latitude and longitude (two rows), factor of status, whether it is real; and the places by name."""

    ids: NDArray[np.int64]
    points: NDArray[np.float64]
    factors: NDArray[np.float64]
    real: NDArray[np.bool_]
    by_name: NDArray[np.int64]

    @classmethod
    def of(cls, listings: Sequence[Row]) -> "Columns":
        names = [one.tie[1:] for one in listings]
        by_name = sorted(range(len(listings)), key=names.__getitem__)
        return cls(*_numbers(listings), np.array(by_name, dtype=np.int64))

    def without(self, places: Sequence[int]) -> "Columns":
        """Return the columns without these places."""
        gone = np.array(sorted(places), dtype=np.int64)
        left = self.by_name[~np.isin(self.by_name, gone)]
        ids, points, factors, real = (np.delete(column, gone, axis=-1) for column in self._numbers)
        return Columns(ids, points, factors, real, left - np.searchsorted(gone, left))

    def with_more(self, listings: Sequence[Row], come: Sequence[Row]) -> "Columns":
        """Return the columns of these listings with those that come, which are in the order of `tie` as well."""
        if not come:
            return self
        at = np.array([bisect_left(listings, one.tie, key=lambda other: other.tie) for one in come], dtype=np.int64)
        both = zip(self._numbers, _numbers(come), strict=True)
        ids, points, factors, real = (np.insert(column, at, new, axis=-1) for column, new in both)
        return Columns(ids, points, factors, real, self._names_with(listings, come, at))

    @property
    def _numbers(self) -> tuple[Any, Any, Any, Any]:
        return self.ids, self.points, self.factors, self.real

    def _names_with(self, listings: Sequence[Row], come: Sequence[Row], at: NDArray[np.int64]) -> NDArray[np.int64]:
        def name(place: Any) -> tuple[str, str]:
            return listings[place].tie[1:]

        order = sorted(range(len(come)), key=lambda number: come[number].tie[1:])
        ranks = [bisect_left(self.by_name, come[number].tie[1:], key=name) for number in order]
        moved = self.by_name + np.searchsorted(at, self.by_name, side="right")
        return np.insert(moved, ranks, (at + np.arange(len(at)))[order])


def _numbers(listings: Sequence[Row]) -> tuple[Any, Any, Any, Any]:
    return (
        np.array([one.id for one in listings], dtype=np.int64),
        np.array([[one.lat for one in listings], [one.lon for one in listings]], dtype=np.float64),
        np.array([STATUS_FACTOR[one.status] for one in listings], dtype=np.float64),
        np.array([not one.is_demonstration for one in listings], dtype=np.bool_),
    )
