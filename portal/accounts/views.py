"""The pages of this room; each file puts its own on the blueprint when it is imported."""

from portal.accounts import (
    account_pages,
    administration_pages,
    entry_pages,
    message_pages,
    organisation_pages,
    reset_pages,
    token_pages,
)
from portal.accounts.blueprint import blueprint

__all__ = [
    "account_pages",
    "administration_pages",
    "blueprint",
    "entry_pages",
    "message_pages",
    "organisation_pages",
    "reset_pages",
    "token_pages",
]
