"""What is made up, as seeds/demonstration.json tells it. Pure but for the file, which is read once."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from portal.capacity.rules import Line

FILE = Path(__file__).resolve().parent.parent.parent / "seeds" / "demonstration.json"
NOT_COLUMNS = ("slug", "hours", "closed_on_holidays", "busy", "demands", "prices", "quotas", "pools")


@cache
def content() -> dict[str, Any]:
    """Return the whole file: operator, bookers, purposes, cases, and testbeds with their resources."""
    made_up: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return made_up


def testbed_values(record: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of a listing."""
    return {name: value for name, value in record.items() if name != "resources"}


def resource_values(record: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of a resource, without its address."""
    return {name: value for name, value in record.items() if name not in NOT_COLUMNS}


def resource_slug(testbed: dict[str, Any], resource: dict[str, Any]) -> str:
    return f"{testbed['slug']}-{resource['slug']}"


def lines(resource: dict[str, Any]) -> Iterator[Line]:
    """Return the opening hours of a resource, a line for each weekday."""
    for hours in resource["hours"]:
        for day in hours["days"]:
            yield Line(day, _minutes(hours["opens"]), _minutes(hours["closes"]), hours["units"])


def _minutes(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)
