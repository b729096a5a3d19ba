"""A new enquiry from an old one: the same brief, to be changed where something is new."""

from datetime import datetime
from typing import Any

from portal.enquiry import queries
from portal.enquiry.intake import drafts
from portal.enquiry.intake.drafts import Author
from portal.enquiry.models import YES, Enquiry

LEFT_BEHIND = ("first_day", "last_day", "wanted_time", "ordered", "came_from")
"""What was true of the old test alone: its days, and whether it was ordered."""


def begin_again(enquiry: Enquiry, author: Author, *, now: datetime) -> str:
    """Return the key of a draft that holds the brief of the case, for those testbeds that said yes."""
    helped = [one.testbed.slug for one in queries.all_asks(enquiry) if one.testbed is not None and one.state == YES]
    key = drafts.begin(enquiry.need, author, testbeds=helped, now=now)
    told: dict[str, Any] = {name: value for name, value in enquiry.brief.items() if name not in LEFT_BEHIND}
    drafts.save(drafts.get_draft(key, now=now), {**told, "need": enquiry.need}, now=now)
    return key
