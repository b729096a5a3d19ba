"""The figures of a desk: how long answers take and why some say no, by county. No company is named."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.accounts.queries import Visitor
from portal.database import db
from portal.enquiry.desk.queries import visible
from portal.enquiry.models import NO, OPEN, SENT, WITHDRAWN, Ask, Enquiry

MOST = 20_000
A_DAY = 86_400


@dataclass
class Figures:
    """What became of the questions of one county; made-up cases are counted apart."""

    county: str
    is_demonstration: bool
    cases: set[int] = field(default_factory=set)
    asked: int = 0
    late: int = 0
    waits: list[float] = field(default_factory=list)
    reasons: dict[str, int] = field(default_factory=dict)

    @property
    def median_days(self) -> float | None:
        return round(median(self.waits), 1) if self.waits else None


def figures(visitor: Visitor, now: datetime) -> list[Figures]:
    """Return the figures of every county on the visitor's desk."""
    query = (
        select(Ask)
        .join(Enquiry, Enquiry.id == Ask.enquiry_id)
        .options(joinedload(Ask.enquiry).joinedload(Enquiry.organisation))
        .where(Ask.state != WITHDRAWN, visible(visitor))
        .order_by(Ask.id.desc())
        .limit(MOST)
    )
    return counted(db.session.scalars(query), now)


def counted(asks: Iterable[Ask], now: datetime) -> list[Figures]:
    """Return these questions counted by county, real ones and made-up ones apart."""
    today = clock.local_day(now)
    found: dict[tuple[str, bool], Figures] = {}
    for ask in asks:
        enquiry = ask.enquiry
        key = (enquiry.county or "", enquiry.organisation.is_demonstration)
        row = found.setdefault(key, Figures(*key))
        row.cases.add(enquiry.id)
        row.asked += 1
        row.late += ask.state == SENT and enquiry.state == OPEN and ask.reply_by < today
        if ask.answered_at is not None:
            row.waits.append((ask.answered_at - ask.created_at).total_seconds() / A_DAY)
        if ask.state == NO:
            row.reasons[ask.answer_reason] = row.reasons.get(ask.answer_reason, 0) + 1
    return [found[key] for key in sorted(found)]
