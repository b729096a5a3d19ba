"""The pages of this room; each file puts its own on the blueprint when it is imported."""

from portal.campaign import basket_pages, bundle_pages, planner_pages
from portal.campaign.blueprint import blueprint

__all__ = ["basket_pages", "blueprint", "bundle_pages", "planner_pages"]
