"""The pages of this room; each file puts its own on the blueprint when it is imported."""

from portal.series import make_pages, series_pages
from portal.series.blueprint import blueprint

__all__ = ["blueprint", "make_pages", "series_pages"]
