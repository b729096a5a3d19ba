"""What this room shows on pages of lower rooms: when one can begin with a resource, and why not sooner."""

from collections.abc import Sequence

from flask import g

from portal.free_time import start_lines


def resource_start(resource_id: int, resource_ids: Sequence[int] = (), **_context: object) -> str:
    """Return the line of the resource; those of all that the page shows are read when the first is asked for."""
    known = g.setdefault("starts", {})
    if resource_id not in known:
        ids = {resource_id, *resource_ids}
        known.update(dict.fromkeys(ids, ""))
        known.update(start_lines.of_resources(sorted(ids)))
    return str(known[resource_id])
