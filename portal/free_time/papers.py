"""What an organisation lacks of what resources demand of it: asked of the room that keeps papers, which `create_app` names."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from portal.accounts.queries import Visitor
from portal.free_time.start_rules import Lacking

Asker = Callable[[Iterable[int], Visitor | None, date], Mapping[int, Lacking]]

askers: list[Asker] = []


def lacking_many(resource_ids: Iterable[int], visitor: Visitor | None, day: date) -> dict[int, Lacking]:
    """Return what is lacking for each of the resources for which something is; nobody in particular has nothing."""
    wanted = list(resource_ids)
    return {number: lacking for ask in askers for number, lacking in ask(wanted, visitor, day).items()}
