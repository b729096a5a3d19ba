"""Which listings fit an object: the limits that they state against what it asks for, as sets of the shelf."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from portal.catalogue.models import Capability
from portal.database import db
from portal.limits.fitting import Fit, Limit, Need, fit_of
from portal.search.shelf import Shelf, version_key
from portal.web.fragments import Fragments

_limits = Fragments(size=64)
_fitted = Fragments(size=512)

Stated = Mapping[int, Sequence[Limit]]


@dataclass(frozen=True)
class Fitted:
    """The listings that fit, and those that state nothing by which one could tell, as sets of the shelf."""

    fits: int
    untold: int


def fitted(listings: Shelf, needs: tuple[Need, ...]) -> Fitted:
    """Return which listings fit all needs; kept until the version grows."""
    if not needs:
        return Fitted(listings.everything, 0)
    result: Fitted = _fitted.get(needs, version_key(listings.version), lambda: _judged(listings, needs))
    return result


def _judged(listings: Shelf, needs: tuple[Need, ...]) -> Fitted:
    sets = {Fit.YES: 0, Fit.NO: 0}
    for testbed_id, limits in _stated(listings.version, tuple(sorted({one.quantity for one in needs}))).items():
        place, fit = listings.place_of.get(testbed_id), fit_of(needs, limits)
        if place is not None and fit in sets:
            sets[fit] |= 1 << place
    return Fitted(sets[Fit.YES], listings.everything & ~sets[Fit.YES] & ~sets[Fit.NO])


def _stated(version: int, quantities: tuple[str, ...]) -> Stated:
    stated: Stated = _limits.get(quantities, version_key(version), lambda: _read(quantities))
    return stated


def _read(quantities: tuple[str, ...]) -> Stated:
    query = select(
        Capability.testbed_id,
        Capability.quantity,
        Capability.low,
        Capability.high,
        Capability.subject_sv,
        Capability.subject_en,
        Capability.id,
    ).where(Capability.quantity.in_(quantities))
    found: dict[int, list[Limit]] = defaultdict(list)
    for row in db.session.execute(query):
        # What nobody has put in words stands alone: nothing tells that it is of the same hall as another limit.
        sentences = {row.subject_sv, row.subject_en} - {None} or {f"\0{row.id}"}
        found[row.testbed_id].append(Limit(row.quantity, row.low, row.high, frozenset(sentences)))
    return found
