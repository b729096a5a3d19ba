"""The earliest realistic start of many resources at once: as many statements for one as for all of a long list.

What a month has kept answers for most. A resource whose months are missing or too old is worked out from its claims, and that
is kept by this process until the resource changes; one that keeps a share for small companies is worked out each time for a
reader who is none of them.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import bindparam, exists, literal, or_, select

from portal import clock
from portal.accounts.queries import Visitor
from portal.booking.direct import is_direct_for
from portal.booking.open_days import Begins, earliest_start, minds_shares, starts_of
from portal.capacity.models import Pool, ResourceLink
from portal.catalogue.models import Resource, Testbed
from portal.catalogue.queries import catalogue_version
from portal.database import db
from portal.free_time.kept_starts import NOT_KEPT, first_start
from portal.free_time.models import AnsweringTime, FreeMonth
from portal.free_time.papers import lacking_many
from portal.free_time.queries import TERMS, terms_of, version_now
from portal.free_time.rules import first_of, month_of
from portal.free_time.start_rules import Answering, Notice, Start, earliest, ready_at, steps_before
from portal.web.fragments import Fragments

SOON = timedelta(days=21)
_STARTS = Fragments(size=500)
LAST_MONTH = month_of(date.max)
_STALE = object()
_ALONG = select(ResourceLink.takes_id).where(ResourceLink.resource_id == Resource.id).correlate(Resource)
_SHARES = exists().where(or_(Pool.resource_id == Resource.id, Pool.resource_id.in_(_ALONG))).correlate(Resource)
_QUERY = (
    select(
        Resource.id,
        Resource.testbed_id,
        Resource.name_sv,
        Resource.name_en,
        Resource.notice_hours,
        Resource.notice_days,
        Resource.horizon_days,
        Resource.answer_days,
        *(getattr(Resource, name) for name in TERMS),
        AnsweringTime.minutes,
        AnsweringTime.requests,
        AnsweringTime.by_owner,
        is_direct_for(bindparam("organisation_id")).label("is_direct"),
        version_now(),
    )
    .join(Testbed, Testbed.id == Resource.testbed_id)
    .outerjoin(AnsweringTime, AnsweringTime.resource_id == Resource.id)
    .where(Resource.is_open, Testbed.lifecycle == "published")
)
_IDS: Any = bindparam("ids", expanding=True)
# Built once: putting a statement of this size together takes longer than its execution.
_QUERIES = {
    (column.key, minds): _QUERY.add_columns((_SHARES if minds else literal(False)).label("minds_shares"))
    .where(column.in_(_IDS))
    .order_by(Resource.id)
    for column in (Resource.id, Resource.testbed_id)
    for minds in (False, True)
}
_KEPT = select(FreeMonth.resource_id, FreeMonth.month, FreeMonth.version, FreeMonth.terms, FreeMonth.starts).where(
    FreeMonth.resource_id.in_(_IDS), FreeMonth.month.between(bindparam("first"), bindparam("last"))
)


@dataclass(frozen=True, slots=True)
class _Case:
    """A resource, and between which moment and which day its first free time is looked for."""

    row: Any
    ready: datetime
    last_day: date

    @property
    def first_day(self) -> date:
        return clock.local_day(self.ready)


def earliest_many(testbed_ids: Iterable[int], visitor: Visitor | None, now: datetime) -> dict[int, Start]:
    """Return the earliest start within each testbed in which something can be booked, for the reader's organisation."""
    rows = _rows(Resource.testbed_id, testbed_ids, visitor)
    starts = _starts(rows, visitor, now)
    of_testbed: dict[int, list[Start]] = defaultdict(list)
    for row in rows:
        of_testbed[row.testbed_id].append(starts[row.id])
    return {number: found for number, there in of_testbed.items() if (found := earliest(there))}


def earliest_of(resource_ids: Iterable[int], visitor: Visitor | None, now: datetime) -> dict[int, Start]:
    """Return the earliest start of each of the resources that can be booked, for the reader's organisation."""
    return _starts(_rows(Resource.id, resource_ids, visitor), visitor, now)


def _rows(column: Any, ids: Iterable[int], visitor: Visitor | None) -> Sequence[Any]:
    place = visitor.organisation if visitor else None
    wanted = {"ids": sorted(set(ids)), "organisation_id": place.id if place else 0}
    return db.session.connection().execute(_QUERIES[column.key, minds_shares(visitor)], wanted).all()


def _starts(rows: Sequence[Any], visitor: Visitor | None, now: datetime) -> dict[int, Start]:
    if not rows:
        return {}
    lacking = lacking_many((row.id for row in rows), visitor, clock.local_day(now))
    steps = {
        row.id: steps_before(_notice(row, now), None if row.is_direct else _answering(row), lacking.get(row.id), now)
        for row in rows
    }
    today = clock.local_day(now)
    cases = [_Case(row, ready_at(steps[row.id], now), today + timedelta(days=row.horizon_days)) for row in rows]
    moments = _first_times(cases, now)
    return {
        row.id: Start(row.id, row.name_sv, row.name_en, row.unit, steps[row.id], moments.get(row.id), row.horizon_days)
        for row in rows
    }


def _notice(row: Any, now: datetime) -> Notice | None:
    if not row.notice_hours and not row.notice_days:
        return None
    return Notice(row.notice_hours, row.notice_days, earliest_start(row, now))


def _answering(row: Any) -> Answering:
    if row.minutes is None:
        return Answering(promised=row.answer_days)
    return Answering(row.minutes, row.requests, row.by_owner)


def _first_times(cases: Sequence[_Case], now: datetime) -> dict[int, datetime]:
    """Return the first free time of each that has one."""
    open_cases = [case for case in cases if case.first_day <= case.last_day]
    if not open_cases:
        return {}
    found, stale = _from_kept([case for case in open_cases if not case.row.minds_shares])
    found |= _worked_out(stale)
    return found | _worked_out([case for case in open_cases if case.row.minds_shares], leaving_shares=now)


def _from_kept(cases: Sequence[_Case]) -> tuple[dict[int, datetime], list[_Case]]:
    """Return what the months say, and those that have to be worked out: first of the months that answer nearly always."""
    found: dict[int, datetime] = {}
    stale: list[_Case] = []
    left = list(cases)
    last = max((month_of(case.first_day) for case in cases), default=0) + 1
    spans = [(min((month_of(case.first_day) for case in cases), default=0), last), (last + 1, LAST_MONTH)]
    for span in spans:
        kept, asked, left = _kept(left, *span), left, []
        for case in asked:
            moment = _first_kept(case, kept, span)
            if moment is _STALE:
                stale.append(case)
            elif isinstance(moment, datetime):
                found[case.row.id] = moment
            elif month_of(case.last_day) > span[1]:
                left.append(case)
    return found, stale


def _kept(cases: Sequence[_Case], first: int, last: int) -> dict[tuple[int, int], bytes]:
    """Return the starts of each month that still hold."""
    if not cases:
        return {}
    now = {case.row.id: (case.row.version_now, terms_of(case.row)) for case in cases}
    wanted = {"ids": sorted(now), "first": first, "last": last}
    rows = db.session.connection().execute(_KEPT, wanted)
    found = ((row[0], row[1], bytes(row[4])) for row in rows if (row[2], row[3]) == now[row[0]])
    return {(number, month): starts for number, month, starts in found if starts != NOT_KEPT}


def _first_kept(case: _Case, kept: Mapping[tuple[int, int], bytes], span: tuple[int, int]) -> datetime | object | None:
    """Return the first start in these months, None for none, or that one of the months is not known."""
    first, last = max(month_of(case.first_day), span[0]), min(month_of(case.last_day), span[1])
    for month in range(first, last + 1):
        packed = kept.get((case.row.id, month))
        if packed is None:
            return _STALE
        moment = first_start(packed, first_of(month), case.ready, case.last_day)
        if moment is not None:
            return moment
    return None


def _worked_out(cases: Sequence[_Case], *, leaving_shares: datetime | None = None) -> dict[int, datetime]:
    """Return the first free time by claims and capacity: of the next weeks, and only where there is none of all the rest."""
    found: dict[int, datetime] = {}
    for within in (SOON, None):
        left = {_known_by(case, within): case for case in cases if case.row.id not in found}
        work_out = partial(_work_out, left, within, leaving_shares)
        # What is kept for small companies is released as time goes by, so with that nothing is kept.
        starts = work_out(list(left)) if leaving_shares else _STARTS.get_many(left, catalogue_version(), work_out)
        for key, case in left.items():
            fits = (at for at, ends_on in starts[key] if at >= case.ready and ends_on <= case.last_day)
            if (moment := next(fits, None)) is not None:
                found[case.row.id] = moment
    return found


def _known_by(case: _Case, within: timedelta | None) -> Hashable:
    """Return what the starts of a resource follow from: they hold until its version or its terms change."""
    row = case.row
    return row.id, row.version_now, terms_of(row), case.first_day, within or case.last_day


def _work_out(
    cases: Mapping[Hashable, _Case], within: timedelta | None, leaving_shares: datetime | None, keys: Sequence[Hashable]
) -> dict[Hashable, list[Begins]]:
    """Return the starts of these resources, read together."""
    if not keys:
        return {}
    asked = [cases[key] for key in keys]
    first_day = min(case.first_day for case in asked)
    last_day = max(case.first_day + within if within else case.last_day for case in asked)
    starts = starts_of([case.row for case in asked], first_day, last_day, leaving_shares=leaving_shares)
    return {key: starts[cases[key].row.id] for key in keys}
