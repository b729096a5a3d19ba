"""The room's pages: what an organisation keeps, what a resource needs, and what its owner demands and answers."""

from portal.passport import general_pages, needed_pages, owner_pages, passport_pages
from portal.passport.blueprint import blueprint

__all__ = ["blueprint", "general_pages", "needed_pages", "owner_pages", "passport_pages"]
