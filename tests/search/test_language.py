"""Pairs of words that must meet, and that must not: a listing that holds the one alone, and the other as it is typed.

All listings of a language stand in one database beside the thesaurus, so that each is found among others that look like it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from portal.catalogue.service import bump_version
from portal.concepts.seeds import CONCEPTS_KIND
from portal.database import transaction
from portal.search.queries import Criteria, find
from portal.search.service import reindex_all
from portal.seeding.writing import seed
from tests.builders import LONG_AGO, make_testbed
from tests.engines import ENGINES, Engines
from tests.portals import build_app, close_app
from tests.search import language
from tests.search.language import rows
from tests.search.listing import PLAIN

SWEDISH = [
    pair
    for table in (language.INFLECTED, language.COMPOUNDS, language.FOLDED, language.MISSPELLED)
    for pair in rows(table)
]
BETWEEN = rows(language.BETWEEN_LANGUAGES)
NEAR_MISSES = rows(language.NEAR_MISSES)
CONCEPTS = Path(__file__).resolve().parents[2] / "seeds" / "concepts"


@dataclass(frozen=True)
class Listings:
    """A portal that knows the thesaurus, and the slug of the listing that holds each text."""

    app: Flask
    slugs: dict[str, str]

    def meets(self, written: str, typed: str) -> bool:
        with self.app.app_context():
            return self.slugs[written] in {one.slug for one in find(Criteria(q=typed)).hits.listed}


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def swedish(engines: Engines, engine: str) -> Iterator[Listings]:
    with _listings(engines, engine, "sv", {one for one, _ in (*SWEDISH, *BETWEEN, *NEAR_MISSES)}) as listings:
        yield listings


@pytest.fixture(scope="module")
def english(engines: Engines, engine: str) -> Iterator[Listings]:
    with _listings(engines, engine, "en", {other for _, other in BETWEEN}) as listings:
        yield listings


@contextmanager
def _listings(engines: Engines, engine: str, spoken: str, texts: set[str]) -> Iterator[Listings]:
    url = engines.fresh(engine)
    app = build_app(url)
    with app.app_context():
        seed(sorted(CONCEPTS.glob("*.json")), (CONCEPTS_KIND,), folder=CONCEPTS, finish=bump_version, now=LONG_AGO)
        with transaction():
            slugs = {text: _list(spoken, text) for text in sorted(texts)}
        reindex_all()
    yield Listings(app, slugs)
    close_app(app)
    engines.drop(url)


def _list(spoken: str, text: str) -> str:
    summary = {"summary_sv": "", "summary_en": "", f"summary_{spoken}": text}
    return make_testbed("Bänken", operator="Drift", **PLAIN, **summary).slug


@pytest.mark.parametrize(("written", "typed"), SWEDISH)
def test_forms_compounds_bare_letters_and_slips_meet(swedish, written, typed):
    assert swedish.meets(written, typed)


@pytest.mark.parametrize(("in_swedish", "in_english"), BETWEEN)
def test_swedish_and_english_meet_in_a_concept(swedish, english, in_swedish, in_english):
    assert swedish.meets(in_swedish, in_english)
    assert english.meets(in_english, in_swedish)


@pytest.mark.parametrize(("written", "typed"), NEAR_MISSES)
def test_words_that_only_look_alike_do_not_meet(swedish, written, typed):
    assert not swedish.meets(written, typed)
