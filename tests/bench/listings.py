"""Ever more listings: each is a real one under another name at another place, with its classes, words and weights.

The rows go past the analyser and in large portions (COPY where there is one), so that a hundred thousand take minutes.
"""

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import Any

from flask import Flask
from sqlalchemy import delete, func, select

from portal import clock
from portal.catalogue.models import Testbed
from portal.catalogue.service import bump_version
from portal.concepts.models import ConceptRow
from portal.database import db, transaction
from portal.search.criteria import SORTS, Criteria
from portal.search.models import Packed, Posting
from portal.search.packing import pack_due

PORTION = 50_000
SOUTH, NORTH, WEST, EAST = 55.4, 67.9, 11.2, 20.0
PLACES = ("", "", "", "Västerås", "Luleå", "Göteborg")
FILTERS: tuple[tuple[tuple[str, tuple[str, ...]], ...], ...] = (
    (),
    (),
    (("teknik", ("additive-manufacturing", "hydrogen")),),
    (("miljo", ("lab",)), ("status", ("active",))),
)
QUESTIONS = 60


def multiply(count: int) -> None:
    """Write so many listings beside those that are there, let every process read them all anew, and pack as the worker does."""
    dice = random.Random(f"listings {count}")
    models = [
        dict(row._mapping) for row in db.session.execute(select(Testbed.__table__).where(~Testbed.is_demonstration))
    ]
    held = _postings_of(models)
    first = (db.session.scalar(select(func.max(Testbed.id))) or 0) + 1
    chosen = [dice.choice(models) for _ in range(count)]
    _fill(Testbed.__table__, (_listing(model, first + at, dice) for at, model in enumerate(chosen)))
    _fill_postings(_in_order(chosen, first, held))
    with transaction() as session:
        # Nobody is told which listings changed: so many are read anew as a whole.
        bump_version()
        session.execute(delete(Packed))
    while pack_due(clock.now()):
        pass
    with db.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()


def _postings_of(models: Sequence[dict[str, Any]]) -> dict[int, dict[str, float]]:
    held: dict[int, dict[str, float]] = {model["id"]: {} for model in models}
    for testbed_id, term, weight in db.session.execute(select(Posting.testbed_id, Posting.term, Posting.weight)):
        if testbed_id in held:
            held[testbed_id][term] = weight
    return held


def _listing(model: dict[str, Any], testbed_id: int, dice: random.Random) -> dict[str, Any]:
    place = {"lat": dice.uniform(SOUTH, NORTH), "lon": dice.uniform(WEST, EAST)}
    own = {"id": testbed_id, "slug": f"bank-{testbed_id}", "name": f"{model['name']} {testbed_id}"}
    return {**model, **place, **own}


def _in_order(
    chosen: Sequence[dict[str, Any]], first: int, held: dict[int, dict[str, float]]
) -> Iterator[tuple[str, int, float]]:
    """Yield the postings in the order of the key, which both engines take far quicker than any other."""
    of_term: dict[str, list[tuple[int, float]]] = {}
    for at, model in enumerate(chosen):
        for term, weight in held[model["id"]].items():
            of_term.setdefault(term, []).append((first + at, weight))
    for term in sorted(of_term):
        for testbed_id, weight in of_term[term]:
            yield term, testbed_id, weight


def _fill(table: Any, rows: Iterable[dict[str, Any]]) -> None:
    kinds = {column.name: column.type.bind_processor(db.engine.dialect) for column in table.columns}
    names = list(kinds)
    _write(table.name, names, (tuple(_plain(row[name], kinds[name]) for name in names) for row in rows))


def _fill_postings(rows: Iterable[tuple[str, int, float]]) -> None:
    """Write the postings without the index by listing, which is far quicker made at once afterwards."""
    (by_listing,) = Posting.__table__.indexes  # type: ignore[attr-defined]
    with transaction() as session:
        by_listing.drop(session.connection())
    _write(Posting.__tablename__, ["term", "testbed_id", "weight"], rows)
    with transaction() as session:
        by_listing.create(session.connection())


def _write(table: str, names: list[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Write the rows past the session, which would make an object of each."""
    rows = iter(rows)
    while portion := list(islice(rows, PORTION)):
        with transaction() as session:
            if db.engine.dialect.name == "postgresql":
                _copy(session, table, names, portion)
            else:
                marks = ", ".join("?" for _ in names)
                statement = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})"
                session.connection().exec_driver_sql(statement, portion)


def _copy(session: Any, table: str, names: list[str], rows: Iterable[tuple[Any, ...]]) -> None:
    cursor = session.connection().connection.cursor()
    with cursor.copy(f"COPY {table} ({', '.join(names)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _plain(value: Any, kind: Any) -> Any:
    if isinstance(value, (list, dict)):
        return json.dumps(value)
    return kind(value) if kind and value is not None else value


class Questions:
    """A fixed set of what people type: names of concepts, everyday phrases, of one word to ten, with and without filters."""

    @cached_property
    def criteria(self) -> list[Criteria]:
        dice = random.Random("questions")
        concepts = list(db.session.scalars(select(ConceptRow).order_by(ConceptRow.slug)))
        return [self._one(dice, concepts, number) for number in range(QUESTIONS)]

    def _one(self, dice: random.Random, concepts: Sequence[ConceptRow], number: int) -> Criteria:
        phrases = [self._phrase(dice, dice.choice(concepts)) for _ in range(1 + number % 3)]
        words = " ".join(phrases).split()[:10]
        chosen, sort = dice.choice(FILTERS), dice.choice(["", "", "", *SORTS])
        return Criteria(q=" ".join(words), chosen=chosen, place=dice.choice(PLACES), sort=sort)

    def _phrase(self, dice: random.Random, concept: ConceptRow) -> str:
        return dice.choice([concept.sv, concept.en, *concept.words["everyday"]["sv"]])

    @property
    def addresses(self) -> list[str]:
        return [f"/testbaddar?{criteria.query_string()}" for criteria in self.criteria]

    @property
    def other_addresses(self) -> list[str]:
        """Return addresses whose pages are not kept, though each of their words was asked for before."""
        return [f"{address}&antal=24" for address in self.addresses]

    def suggestions(self, app: Flask) -> list[str]:
        with app.test_request_context():
            address = app.url_for("search.suggestions")
        return [f"{address}?q={criteria.q[: 3 + number % 6]}" for number, criteria in enumerate(self.criteria)]
