"""What an organisation lacks today of the papers and training that resources demand, and how long it takes to get."""

from collections.abc import Iterable
from datetime import date

from portal.accounts.queries import Visitor
from portal.free_time.start_rules import Lacking
from portal.passport.queries import Case, papers_many
from portal.passport.rules import lead

NOBODY = 0
"""The organisation of whoever belongs to none: it has no papers at all."""


def lacking_many(resource_ids: Iterable[int], visitor: Visitor | None, day: date) -> dict[int, Lacking]:
    """Return what the reader's organisation lacks for each of the resources for which it lacks something."""
    place = visitor.organisation if visitor else None
    person_id = visitor.id if visitor else None
    cases = [Case(place.id if place else NOBODY, one, person_id) for one in resource_ids]
    gaps = {case.resource_id: papers.gaps(day, day) for case, papers in papers_many(cases).items()}
    return {
        resource_id: Lacking(tuple((one.kind.name_sv, one.kind.name_en) for one in missing), lead(missing))
        for resource_id, missing in gaps.items()
        if missing
    }
