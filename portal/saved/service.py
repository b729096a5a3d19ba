"""What the room does, one function for each thing done; each lives in the file of its subject."""

from portal.saved.favourites import add_favourite, remove_favourite
from portal.saved.searching import (
    look,
    name_search,
    remove_search,
    restore_search,
    save_search,
    stop,
    watch,
)
from portal.saved.telling import tell_new

__all__ = [
    "add_favourite",
    "look",
    "name_search",
    "remove_favourite",
    "remove_search",
    "restore_search",
    "save_search",
    "stop",
    "tell_new",
    "watch",
]
