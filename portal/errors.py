"""What goes wrong on purpose: refusals with a text key and details, and things that are not there.

A refusal knows nothing of HTTP. Its message key is the Swedish sentence itself; the web room translates it.
"""

from functools import cached_property
from typing import Any


def N_(text: str) -> str:
    """Mark a text for translation without translating it now."""
    return text


class Refusal(Exception):
    """The portal says no for a reason that the person can read; `details` fill the placeholders of the sentence.

    `remedy` may name the page on which it can be put right, and what its address needs.
    """

    message = N_("Det går inte.")
    remedy: tuple[str, dict[str, Any]] | None = None

    def __init__(self, message: str | None = None, *, field: str | None = None, **details: Any):
        self.message = message or self.message
        self.field = field
        self.details = details
        super().__init__(self.message)

    @property
    def refusals(self) -> "list[Refusal]":
        return [self]


class Refusals(Refusal):
    """Several broken rules at once; `nearest` may carry what would work instead, or be how to look for it when asked."""

    def __init__(self, refusals: "list[Refusal]", nearest: Any = None):
        super().__init__(refusals[0].message, field=refusals[0].field, **refusals[0].details)
        self._refusals = refusals
        self._nearest = nearest

    @cached_property
    def nearest(self) -> Any:
        return self._nearest() if callable(self._nearest) else self._nearest

    @property
    def refusals(self) -> list[Refusal]:
        return self._refusals


class Conflict(Refusal):
    """The state of the world changed since the person looked: the answer is 409."""

    message = N_("Någon annan hann ändra detta. Läs sidan igen och försök på nytt.")


class CapacityExceeded(Conflict):
    """The database's guard refused: more would be claimed than the resource offers at some moment."""

    message = N_("Tiden är inte längre ledig.")


class Busy(Conflict):
    """The write lock could not be had in time."""

    message = N_("Portalen hann inte spara just nu. Försök igen om en stund.")


class NotFound(Exception):
    """The thing does not exist, or the person may not know that it does."""


class NotAllowed(Exception):
    """The person may know that the thing exists but not do this with it."""


class NotSignedIn(Exception):
    """A program did not say whose it is, or not in a way that holds."""


class TooMany(Refusal):
    """Too many attempts; `seconds` until the next is welcome."""

    message = N_("För många försök. Vänta en stund och försök igen.")
