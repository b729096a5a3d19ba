"""What somebody searches for, as read from an address and written back to one. Pure: no database."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from portal.errors import N_
from portal.geography import COUNTIES, find_county
from portal.limits.fitting import Need
from portal.limits.quantities import BY_KEY
from portal.limits.written import address_of
from portal.search import areas, needs
from portal.search import dates as days
from portal.search import frame as frames
from portal.search.dates import Dates
from portal.search.frame import Frame, read_frame
from portal.web.forms import stripped

LONGEST_TEXT, LONGEST_PLACE = 600, 80
PAGE_SIZE, LARGEST_PAGE, LAST_PAGE = 25, 500, 100_000
RELEVANCE, DISTANCE, START, NAME = "relevans", "avstand", "start", "namn"
SORTS = {RELEVANCE: N_("Bäst träff"), DISTANCE: N_("Närmast"), START: N_("Tidigast start"), NAME: N_("Namn")}
MOST_REPORTED = 5
WISHES = ("tid", "budget", "trl", "sekretess")
"""What a long text may say that is shown as understood and leaves out nobody."""

EXACT = "exakt"


@dataclass(frozen=True)
class Facet:
    """A filter: its parameter, the kind of words in the vocabulary, and the column of the listing."""

    parameter: str
    kind: str
    column: str
    title: str

    def label(self, value: str, language: str) -> str:
        return areas.label(self.kind, _county_of(value) if self.kind == "counties" else value, language)


FACETS = (
    Facet("teknik", "technologies", "technologies", N_("Teknik")),
    Facet("marknad", "market_areas", "market_areas", N_("Marknadsområde")),
    Facet("natverk", areas.NETWORKS_KIND, "network", N_("Nätverk")),
    Facet("sektor", "sectors", "sectors", N_("Bransch")),
    Facet("lan", "counties", "county", N_("Län")),
    Facet("region", areas.REGIONS_KIND, "region", N_("Region")),
    Facet("miljo", "environments", "environments", N_("Miljö")),
    Facet("tjanst", "services", "services", N_("Tjänst")),
    Facet("niva", "levels", "level", N_("Väg in")),
    Facet("status", "statuses", "status", N_("Status")),
)
FACET_BY_PARAMETER = {facet.parameter: facet for facet in FACETS}


@cache
def county_slugs() -> dict[str, str]:
    return {county.name: county.slug for county in COUNTIES}


@cache
def _names_by_slug() -> dict[str, str]:
    return {county.slug: county.name for county in COUNTIES}


def _county_of(slug: str) -> str:
    return _names_by_slug().get(slug, slug)


def names_of_counties(slugs: Iterable[str]) -> list[str]:
    return [_county_of(slug) for slug in slugs]


@cache
def values_of(facet: Facet) -> tuple[str, ...]:
    """Return the values that the facet knows, in the order that they are shown."""
    found = areas.keys(facet.kind)
    return tuple(county_slugs().get(value, value) for value in found)


@cache
def _known(facet: Facet) -> frozenset[str]:
    return frozenset(values_of(facet))


@dataclass(frozen=True)
class Criteria:
    """One search: words, facet values, what must fit, a place, a window of the map, days, and which page in which order.

    `exact` takes every word as it is typed, none for a slip of another. `unknown` holds what the address asked for and
    nobody knows, `unread` what was typed in a field of the form and could not be read; both are told and otherwise ignored.
    `set_aside` names what is not to be read from a long text.
    """

    q: str = ""
    chosen: tuple[tuple[str, tuple[str, ...]], ...] = ()
    needs: tuple[Need, ...] = ()
    place: str = ""
    set_aside: tuple[str, ...] = ()
    exact: bool = False
    frame: Frame | None = None
    dates: Dates | None = None
    sort: str = ""
    page: int = 1
    size: int = PAGE_SIZE
    unknown: tuple[str, ...] = field(default=(), compare=False)
    unread: tuple[tuple[str, str], ...] = field(default=(), compare=False)

    @classmethod
    def from_args(cls, args: "MultiDict[str, str]", language: str = "sv") -> "Criteria":
        """Return the search that an address asks for; nothing in an address can make this fail."""
        chosen, unknown = [], []
        for facet in FACETS:
            values, strange = _sorted_out(facet, args.getlist(facet.parameter))
            unknown += strange
            if values:
                chosen.append((facet.parameter, values))
        must_fit = needs.asked(args, language)
        when = days.asked(args)
        frame, strange_frame = _framed(args.get(frames.PARAMETER, ""))
        return cls(
            q=_text(args.get("q", ""), LONGEST_TEXT),
            chosen=tuple(chosen),
            needs=must_fit.needs,
            place=_text(args.get("plats", ""), LONGEST_PLACE),
            set_aside=_set_aside(args.getlist(needs.SET_ASIDE)),
            exact=args.get(EXACT) == "1" and bool(args.get("q", "").strip()),
            frame=frame,
            dates=when.dates,
            sort=_sort(args.get("sortera", "")),
            page=_number(args.get("sida", ""), 1, LAST_PAGE),
            size=_number(args.get("antal", ""), PAGE_SIZE, LARGEST_PAGE),
            unknown=tuple([*unknown, *must_fit.unknown, *strange_frame][:MOST_REPORTED]),
            unread=(*must_fit.unread, *when.unread),
        )

    def values(self, parameter: str) -> tuple[str, ...]:
        """Return the values chosen in this facet."""
        return dict(self.chosen).get(parameter, ())

    @property
    def is_empty(self) -> bool:
        """Return whether every listing answers to this."""
        return not (self.q or self.chosen or self.needs or self.frame or self.dates)

    @property
    def is_timely(self) -> bool:
        """Return whether the hits change with what is booked, and not with the catalogue alone."""
        return self.dates is not None or self.sort == START

    @property
    def filters(self) -> int:
        """Return how many facet values are chosen, how many things must fit, and whether it must be free."""
        return sum(len(values) for _, values in self.chosen) + len(self.needs) + (self.dates is not None)

    def arguments(self, *, paging: bool = True) -> list[tuple[str, str]]:
        """Return the parameters of this search in one fixed order, without those that say nothing."""
        found = [("q", self.q)] if self.q else []
        found += [(parameter, value) for parameter, values in self.chosen for value in values]
        found += [(needs.PARAMETER, address_of(one)) for one in self.needs]
        found += [("plats", self.place)] if self.place else []
        found += [(needs.SET_ASIDE, name) for name in self.set_aside]
        found += [(EXACT, "1")] if self.exact else []
        found += [(frames.PARAMETER, self.frame.address)] if self.frame else []
        found += self.dates.arguments() if self.dates else []
        found += [("sortera", self.sort)] if self.sort else []
        if paging and self.size != PAGE_SIZE:
            found.append(("antal", str(self.size)))
        if paging and self.page > 1:
            found.append(("sida", str(self.page)))
        return found

    def query_string(self, *, paging: bool = True) -> str:
        """Return the canonical query of an address, without the question mark."""
        return urlencode(self.arguments(paging=paging), safe=",")

    @property
    def key(self) -> str:
        """Return the same text for all addresses that ask for the same hits, whatever the page: a key for caches."""
        return self.query_string(paging=False)

    def without(self, parameter: str, value: str = "") -> "Criteria":
        """Return this search with one filter taken away, from its first page."""
        if parameter == "q":
            return replace(self, page=1, unknown=(), q="", set_aside=(), exact=False)
        if parameter == EXACT:
            return replace(self, page=1, unknown=(), exact=False)
        if parameter == "plats":
            return replace(self, page=1, unknown=(), place="")
        if parameter == days.FIRST:
            return replace(self, page=1, unknown=(), unread=(), dates=None)
        if parameter == needs.PARAMETER:
            left = tuple(one for one in self.needs if one.quantity != value)
            return replace(self, page=1, unknown=(), unread=(), needs=left)
        if parameter == frames.PARAMETER:
            return replace(self, page=1, unknown=(), frame=None)
        kept = [
            (name, tuple(one for one in values if (name, one) != (parameter, value))) for name, values in self.chosen
        ]
        return replace(self, page=1, unknown=(), chosen=tuple((name, values) for name, values in kept if values))

    def taken_exactly(self) -> "Criteria":
        """Return this search, from its first page, with the words taken as they are typed."""
        return replace(self, page=1, unknown=(), exact=True)

    def without_filters(self) -> "Criteria":
        return replace(self, page=1, unknown=(), unread=(), chosen=(), needs=(), frame=None, dates=None)

    def setting_aside(self, name: str) -> "Criteria":
        """Return this search without what its text says of this: of the place, or of a quantity by its name."""
        return replace(self, page=1, unknown=(), set_aside=_set_aside((*self.set_aside, name)))


def _sorted_out(facet: Facet, asked: Iterable[str]) -> tuple[tuple[str, ...], list[str]]:
    """Return the values that the facet knows, in its own order, and those that it does not."""
    wanted = {_canonical(facet, value) for value in asked if value}
    known = tuple(value for value in values_of(facet) if value in wanted) if wanted else ()
    return known, sorted(_text(value, 40) for value in wanted - _known(facet))


def _canonical(facet: Facet, value: str) -> str:
    """Return a county however it is named as its part of the address; other values are what they are."""
    if facet.kind == "counties" and value not in _known(facet) and len(value) < LONGEST_PLACE:
        county = find_county(value)
        return county.slug if county else value
    return value


def _set_aside(names: Iterable[str]) -> tuple[str, ...]:
    known = ("plats", *WISHES, *(quantity.slug for quantity in BY_KEY.values()))
    asked = set(names)
    return tuple(name for name in known if name in asked)


def _framed(text: str) -> tuple[Frame | None, list[str]]:
    """Return the window that was asked for, and what was asked for when that is none."""
    frame, told = read_frame(text), _text(text, frames.LONGEST)
    return frame, [told] if told and frame is None else []


def _sort(value: str) -> str:
    """Return the order that was asked for; the one that is used anyhow is not worth a word in an address."""
    return value if value in SORTS and value != RELEVANCE else ""


def _text(value: str, longest: int) -> str:
    """Return the text on one line, cut, without signs that no keyboard makes."""
    return " ".join(str(stripped(value[: longest * 2])).split())[:longest].strip()


def _number(text: str, otherwise: int, most: int) -> int:
    return max(1, min(int(text), most)) if text.isascii() and text.isdigit() and len(text) < 8 else otherwise
