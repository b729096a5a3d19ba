"""The pages of this room; each file puts its own on the blueprint when it is imported."""

from portal.booking import (
    answer_pages,
    book_pages,
    booking_pages,
    calendar_pages,
    change_pages,
    closing_pages,
    link_pages,
    pool_pages,
    repair_pages,
    reply_pages,
    request_settings_pages,
)
from portal.booking.blueprint import blueprint

__all__ = [
    "answer_pages",
    "blueprint",
    "book_pages",
    "booking_pages",
    "calendar_pages",
    "change_pages",
    "closing_pages",
    "link_pages",
    "pool_pages",
    "repair_pages",
    "reply_pages",
    "request_settings_pages",
]
