"""The pages of this room; each file puts its own on the blueprint when it is imported."""

from portal.series import answer_pages, make_pages, move_pages, series_pages
from portal.series.blueprint import blueprint

__all__ = ["answer_pages", "blueprint", "make_pages", "move_pages", "series_pages"]
