"""What the page of a region, a network or a market area says above its list: name, a sentence, figures, and its siblings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from portal.catalogue import vocabulary
from portal.search import areas
from portal.search.criteria import FACET_BY_PARAMETER, Criteria, values_of
from portal.search.queries import Result
from portal.web.links import public_url

MOST_COMMON = 5

Link = tuple[str, str, int]
"""A name, where it leads, and how many testbeds are there."""


@dataclass(frozen=True)
class Described:
    """The words of the page; `common` are the technologies that most of its testbeds have, `siblings` the areas beside it."""

    kind: str
    name: str
    text: str
    canonical: str
    search: str
    counties: int
    bookable: int
    common: tuple[Link, ...]
    siblings: tuple[Link, ...]


def described(criteria: Criteria, result: Result, language: str) -> Described:
    """Return the words for the one value that the search has chosen."""
    ((parameter, (slug,)),) = criteria.chosen
    facet = FACET_BY_PARAMETER[parameter]
    return Described(
        kind=_(facet.title),
        name=facet.label(slug, language),
        text=_text(parameter, slug, language),
        canonical=public_url(areas.ADDRESSES[facet.kind], language, slug=slug),
        search=_search(parameter, slug),
        counties=sum(count > 0 for count in result.facets["lan"].values()),
        bookable=result.facets["niva"].get("book-here", 0),
        common=_common(parameter, slug, result.facets["teknik"], language),
        siblings=tuple(
            (facet.label(one, language), url_for(areas.ADDRESSES[facet.kind], slug=one), result.facets[parameter][one])
            for one in values_of(facet)
            if one != slug
        ),
    )


def _search(parameter: str, slug: str, **more: str) -> str:
    arguments: dict[str, Any] = {parameter: slug, **more}
    return url_for("search.index", **arguments)


def _text(parameter: str, slug: str, language: str) -> str:
    if parameter == "natverk":
        return str(getattr(areas.networks()[slug], f"text_{language}"))
    if parameter == "marknad":
        return _(areas.MARKET_AREAS[slug]) if slug in areas.MARKET_AREAS else ""
    names = ", ".join(vocabulary.label("counties", county, language) for county in areas.counties_in(slug))
    if areas.is_coordination_area(slug):
        return _("Ett område som samordnas gemensamt: %(counties)s.", counties=names)
    return _("Omfattar %(counties)s.", counties=names)


def _common(parameter: str, slug: str, counts: Mapping[str, int], language: str) -> tuple[Link, ...]:
    most = sorted((value for value in counts if counts[value]), key=lambda value: -counts[value])[:MOST_COMMON]
    facet = FACET_BY_PARAMETER["teknik"]
    return tuple(
        (facet.label(value, language), _search(parameter, slug, teknik=value), counts[value]) for value in most
    )
