"""Milliseconds of every call of one kind: on the wall, and of this process's own CPU time."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Times:
    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)

    def measure(self, act: Callable[[], Any]) -> Any:
        began, used = time.perf_counter(), time.process_time()
        done = act()
        self.cpu.append((time.process_time() - used) * 1000)
        self.wall.append((time.perf_counter() - began) * 1000)
        return done

    @property
    def median(self) -> float:
        return statistics.median(self.cpu)

    @property
    def p95(self) -> float:
        return _p95(self.cpu)

    @property
    def wall_median(self) -> float:
        return statistics.median(self.wall)

    @property
    def wall_p95(self) -> float:
        return _p95(self.wall)


def _p95(values: Sequence[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]
