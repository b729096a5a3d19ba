"""A search in words, as its chips say it."""

from portal.search import facets
from portal.search.queries import Criteria
from portal.web.language import in_language

LONGEST_NAME = 80


def in_words(criteria: Criteria, language: str) -> str:
    """Return what the search asks for in the language: ”laser” · Skåne län."""
    with in_language(language):
        return " · ".join(label for label, _without in facets.chips(criteria, language))


def name_for(criteria: Criteria, language: str) -> str:
    """Return the name that a search has until somebody gives it another."""
    words = in_words(criteria, language)
    return words if len(words) <= LONGEST_NAME else words[: LONGEST_NAME - 1].rstrip(" ·") + "…"
