"""What somebody brings along to the way in: the words of a search and all that it asked for, as words. Pure but for labels."""

from werkzeug.datastructures import MultiDict

from portal.limits.written import need_in_words
from portal.search.queries import Criteria, facet_label, names_of_counties
from portal.web.forms import TEXT


def text_from(args: "MultiDict[str, str]", language: str) -> str:
    """Return a need that says what the search asked for: words, technologies, limits and place; the person sees and changes it."""
    criteria = Criteria.from_args(args, language)
    typed = " ".join(args.get("q", "")[:TEXT].split())
    said = [typed, *_facets(criteria, language), *(need_in_words(one, language) for one in criteria.needs)]
    place = criteria.place or next(iter(_counties(criteria)), "")
    if place and place.casefold() not in typed.casefold():
        said.append(f"{'in' if language == 'en' else 'i'} {place}")
    return ", ".join(one for one in said if one)[:TEXT]


def _facets(criteria: Criteria, language: str) -> list[str]:
    found = dict(criteria.chosen).get("teknik", ())
    return [facet_label("teknik", value, language) for value in found]


def _counties(criteria: Criteria) -> list[str]:
    return names_of_counties(dict(criteria.chosen).get("lan", ()))
