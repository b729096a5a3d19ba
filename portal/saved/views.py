"""The pages of this room; each file puts its own on the blueprint when it is imported."""

from portal.saved import compare_pages, favourite_pages, letter_pages, search_pages
from portal.saved.blueprint import blueprint

__all__ = ["blueprint", "compare_pages", "favourite_pages", "letter_pages", "search_pages"]
