"""A finished piece of HTML with holes: a template rendered once, filled in for each request without rendering again.

A hole is a name between two signs that no text holds; what fills it must be HTML that is finished.
"""

from collections.abc import Mapping

EDGE = "\x02"


def hole(name: str) -> str:
    """Return the mark of a hole, for a template that becomes a stencil."""
    return f"{EDGE}{name}{EDGE}"


class Stencil:
    """Text and holes in turn; `fill` puts the pieces together."""

    def __init__(self, text: str):
        pieces = text.split(EDGE)
        self.first, self.names, self.texts = pieces[0], pieces[1::2], pieces[2::2]

    def fill(self, values: Mapping[str, str]) -> str:
        """Return the HTML with the holes filled; one without a value stays empty."""
        filled = [self.first]
        for name, text in zip(self.names, self.texts, strict=True):
            filled.append(values.get(name, ""))
            filled.append(text)
        return "".join(filled)
