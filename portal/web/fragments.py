"""Finished pieces of pages kept per process until the data behind them has a new version.

The version is read from the database in each request, so no process has to hear of another's change.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Mapping
from threading import Lock
from typing import Any


class Fragments:
    """A small store of values by key, all of one version; the least recently used leave first.

    `size` is how many are kept, or how much of what `weigh` tells of each value.
    """

    def __init__(self, size: int = 4096, weigh: Callable[[Any], int] = lambda value: 1):
        self.size, self._weigh = size, weigh
        self._version: Hashable = None
        self._weight = 0
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, version: Hashable, make: Callable[[], Any]) -> Any:
        """Return the value kept for the key, or make it; a new version empties the store."""
        return self.get_many([key], version, lambda _: {key: make()})[key]

    def get_many(
        self, keys: Collection[Hashable], version: Hashable, make: Callable[[list[Any]], Mapping[Any, Any]]
    ) -> dict[Any, Any]:
        """Return the values kept for the keys; those that are not are made together, from the list of their keys."""
        with self._lock:
            if version != self._version:
                self._kept.clear()
                self._version, self._weight = version, 0
            found = {key: self._kept[key] for key in keys if key in self._kept}
            for key in found:
                self._kept.move_to_end(key)
        missing = [key for key in keys if key not in found]
        if missing:
            made = make(missing)
            self._keep(made, version)
            found |= made
        return found

    def _keep(self, made: Mapping[Hashable, Any], version: Hashable) -> None:
        with self._lock:
            if version != self._version:
                return
            for key, value in made.items():
                if key in self._kept:
                    self._weight -= self._weigh(self._kept.pop(key))
                self._kept[key] = value
                self._weight += self._weigh(value)
            while self._weight > self.size:
                self._weight -= self._weigh(self._kept.popitem(last=False)[1])
