"""Comparing: an address that names up to four testbeds, and the page that puts them side by side. Public, and nothing is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.accounts.guards import audience, current_person
from portal.catalogue import queries as catalogue
from portal.catalogue.models import Testbed
from portal.geography import find_place
from portal.saved import comparing, queries, rules
from portal.saved.blueprint import blueprint
from portal.saved.comparing import Row
from portal.search.queries import Criteria, find
from portal.web.forms import stripped
from portal.web.language import current_language

MOST_OFFERED, LONGEST_SLUG = 6, 80
HIDE = "lika"


@dataclass(frozen=True)
class Wanted:
    """What an address of this page asks for; `url` writes it back."""

    slugs: tuple[str, ...]
    place: str = ""
    search: str = ""
    hides_equal: bool = False

    @classmethod
    def from_args(cls, args: Any) -> "Wanted":
        """Return what is asked for; nothing in an address can make this fail."""
        criteria = Criteria.from_args(args)
        slugs = tuple(str(stripped(slug))[:LONGEST_SLUG] for slug in args.getlist("t")[: comparing.MOST_ASKED])
        return cls(tuple(filter(None, slugs)), criteria.place, criteria.q, args.get("dolj") == HIDE)

    @property
    def hidden(self) -> dict[str, Any]:
        """Return what a form of the page carries along besides the testbeds."""
        pairs = {"plats": self.place, "q": self.search, "dolj": HIDE if self.hides_equal else ""}
        return {name: value for name, value in pairs.items() if value}

    @property
    def url(self) -> str:
        return url_for("saved.compare", t=list(self.slugs), **self.hidden)

    def without(self, slug: str) -> "Wanted":
        return replace(self, slugs=tuple(one for one in self.slugs if one != slug))

    def with_one(self, slug: str) -> "Wanted":
        return replace(self, slugs=(*self.slugs, slug), search="")


@blueprint.get("/jamfor")
@audience("public")
def compare() -> Response:
    """Put the testbeds side by side; what cannot be shown is said above them."""
    asked = Wanted.from_args(request.args)
    public = comparing.find_public(asked.slugs)
    chosen = rules.chosen(asked.slugs, {testbed.slug for testbed in public})
    wanted, names = replace(asked, slugs=chosen.slugs), {testbed.slug: testbed for testbed in public}
    testbeds = [names[slug] for slug in chosen.slugs]
    place = find_place(wanted.place) if wanted.place else None
    rows = comparing.rows_of(testbeds, place, current_language())
    equal = sum(row.is_equal for row in rows)
    page = render_template(
        "saved/compare.html",
        wanted=wanted,
        testbeds=testbeds,
        chosen=chosen,
        names=names,
        rows=_shown(rows, wanted),
        equal=equal,
        toggle=replace(wanted, hides_equal=not wanted.hides_equal).url,
        place=place,
        most=rules.MOST_COMPARED,
        **_offers(wanted, testbeds),
    )
    # Every set of testbeds is an address: the pages of the testbeds themselves are for the index.
    return make_response(page, 200, {"X-Robots-Tag": "noindex"})


def _shown(rows: Sequence[Row], wanted: Wanted) -> list[Row]:
    return [row for row in rows if not (wanted.hides_equal and row.is_equal)]


def _offers(wanted: Wanted, testbeds: Sequence[Testbed]) -> dict[str, Any]:
    """Return what can be added with one click: what was searched for on the page, and the visitor's favourites."""
    if len(testbeds) >= rules.MOST_COMPARED:
        return {"hits": [], "favourites": []}
    here = {testbed.id for testbed in testbeds}
    return {
        "hits": _cards(_hits(wanted.search), here),
        "favourites": _cards(_stars(), here),
    }


def _hits(search: str) -> list[int]:
    return [] if not search else [hit.testbed_id for hit in find(Criteria(q=search)).hits]


def _stars() -> list[int]:
    visitor = current_person()
    return queries.favourite_ids(visitor.id) if visitor else []


def _cards(ids: list[int], here: set[int]) -> list[dict[str, Any]]:
    return catalogue.cards([one for one in ids if one not in here][:MOST_OFFERED], current_language())
