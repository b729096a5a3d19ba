"""What a testbed states as limits: read from its own words, and written as rows. Nothing here opens a transaction."""

from collections.abc import Iterable, Iterator, Sequence
from math import isclose

from sqlalchemy import ColumnElement, delete, insert, select

from portal.catalogue.models import Capability, Testbed
from portal.database import db
from portal.limits.stated import Stated, sentences, stated_in
from portal.web.wording import languages_of

_LIMIT = (Capability.quantity, Capability.low, Capability.high, Capability.subject_sv, Capability.subject_en)


def read_from(testbed: Testbed) -> list[Stated]:
    """Return what the equipment and both summaries state, each with the sentence that says it."""
    return stated_in(_lines(testbed))


def _lines(testbed: Testbed) -> Iterator[tuple[str, str | None]]:
    yield from zip(testbed.equipment, languages_of(testbed.equipment), strict=True)
    for language, text in (("sv", testbed.summary_sv), ("en", testbed.summary_en)):
        yield from ((sentence, language) for sentence in sentences(text))


def stated_by(testbed: Testbed) -> list[Stated]:
    """Return what the testbed itself states now; limits of its resources are not among them."""
    return [one for one, _source in _known(testbed)]


def _known(testbed: Testbed) -> list[tuple[Stated, str]]:
    rows = db.session.execute(select(*_LIMIT, Capability.source).where(*_own(testbed)).order_by(Capability.id))
    return [(Stated(*row[:-1]), row[-1]) for row in rows]


def _own(testbed: Testbed) -> tuple[ColumnElement[bool], ...]:
    return Capability.testbed_id == testbed.id, Capability.resource_id.is_(None)


def replace(testbed: Testbed, limits: Sequence[Stated], source: str) -> bool:
    """Write these limits in place of those that the testbed states; return whether anything changes.

    One that stood before keeps its source and its sentences in both languages: only what is new is said by `source`.
    """
    before = _known(testbed)
    wanted = [_settled(one, before, source) for one in limits]
    if wanted == before:
        return False
    db.session.execute(delete(Capability).where(*_own(testbed)))
    if wanted:
        db.session.execute(
            insert(Capability), [{**vars(one), "testbed_id": testbed.id, "source": who} for one, who in wanted]
        )
    return True


def _settled(one: Stated, before: Iterable[tuple[Stated, str]], source: str) -> tuple[Stated, str]:
    for known, who in before:
        if _is_same(one, known):
            return known, who
    return one, source


def _is_same(one: Stated, known: Stated) -> bool:
    """Return whether somebody has left it as it was: a number that went through a field differs in its last digits."""
    ends = ((one.low, known.low), (one.high, known.high))
    if one.quantity != known.quantity or not all(_is_close(*pair) for pair in ends):
        return False
    said = {one.subject_sv, one.subject_en} - {None}
    return said <= {known.subject_sv, known.subject_en}


def _is_close(one: float | None, other: float | None) -> bool:
    return one == other or (one is not None and other is not None and isclose(one, other, rel_tol=1e-6))
