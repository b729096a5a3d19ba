"""CPU time of server processes, from /proc: what the work costs, whatever else the machine is doing."""

from pathlib import Path

from tests.postgres import children


def family(pid: int) -> set[int]:
    """Return a process and all that descend from it."""
    found, waiting = set(), [pid]
    while waiting:
        one = waiting.pop()
        found.add(one)
        waiting += children(one)
    return found


def cpu_ms(pids: set[int]) -> dict[int, float]:
    """Return the CPU milliseconds that each of these processes has used so far, all threads together."""
    return {pid: used for pid in pids if (used := _cpu_ms(pid)) is not None}


def spent(before: dict[int, float], after: dict[int, float]) -> float:
    """Return what was used between two readings; a process that was born in between counts whole."""
    return sum(used - before.get(pid, 0.0) for pid, used in after.items())


def _cpu_ms(pid: int) -> float | None:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e6
    except (FileNotFoundError, ProcessLookupError):
        return None
