"""Finished pieces of pages kept per process until the data behind them has a new version.

The version is read from the database in each request, so no process has to hear of another's change.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any


class Fragments:
    """A small store of values by key, all of one version; the least recently used leave first."""

    def __init__(self, size: int = 4096):
        self.size = size
        self._version: Hashable = None
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, version: Hashable, make: Callable[[], Any]) -> Any:
        """Return the value kept for the key, or make it; a new version empties the store."""
        with self._lock:
            if version != self._version:
                self._kept.clear()
                self._version = version
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        value = make()
        with self._lock:
            if version == self._version:
                self._kept[key] = value
                while len(self._kept) > self.size:
                    self._kept.popitem(last=False)
        return value
