"""One page of a longer list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import request

LARGEST = 500


@dataclass(frozen=True)
class Page:
    """`items` of page `number` (from 1) out of `total`, `size` to a page."""

    items: Sequence[Any]
    number: int
    size: int
    total: int

    @property
    def last(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def first_item(self) -> int:
        return (self.number - 1) * self.size + 1 if self.total else 0

    @property
    def last_item(self) -> int:
        return min(self.number * self.size, self.total)

    def url(self, number: int) -> str:
        """Return this address with another page number."""
        arguments = [(name, value) for name, value in request.args.items(multi=True) if name != "sida"]
        if number > 1:
            arguments.append(("sida", str(number)))
        query = urlencode(arguments, safe=",")
        return request.script_root + request.path + (f"?{query}" if query else "")

    @property
    def numbers(self) -> list[int | None]:
        """Return the page numbers to show; None stands for a gap."""
        shown = sorted({1, self.last, *range(max(1, self.number - 2), min(self.last, self.number + 2) + 1)})
        with_gaps: list[int | None] = []
        for number in shown:
            if with_gaps and number - (with_gaps[-1] or 0) > 1:
                with_gaps.append(None)
            with_gaps.append(number)
        return with_gaps


def page_number() -> int:
    """Return the page asked for in the address; anything that is no page means the first."""
    text = request.args.get("sida", "1")
    return max(1, min(int(text), 100_000)) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def cut(items: Sequence[Any], *, number: int, size: int) -> Page:
    """Return one page of a list that is already at hand; a number past the end means the last page."""
    size = max(1, min(size, LARGEST))
    number = min(number, max(1, -(-len(items) // size)))
    return Page(items[(number - 1) * size : number * size], number, size, len(items))
