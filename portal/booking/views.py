"""The pages of this room; each file puts its own on the blueprint when it is imported."""

from portal.booking import book_pages, booking_pages, calendar_pages
from portal.booking.blueprint import blueprint
from portal.booking.changes import pages as change_pages
from portal.booking.linked import pages as link_pages
from portal.booking.repairs import closing_pages, reply_pages
from portal.booking.repairs import pages as repair_pages
from portal.booking.requests import answer_pages
from portal.booking.requests import settings_pages as request_settings_pages
from portal.booking.shares import pages as pool_pages

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
