"""The pages of this room; each file puts its own on the blueprint when it is imported."""

from portal.saved import favourite_pages, letter_pages, search_pages
from portal.saved.blueprint import blueprint

__all__ = ["blueprint", "favourite_pages", "letter_pages", "search_pages"]
