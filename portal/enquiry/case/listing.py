"""The list of cases: what one's organisations have asked, or been asked, by state, in the order of the promises, page by page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from portal.accounts.queries import Visitor
from portal.database import db
from portal.enquiry.models import CLOSED, OPEN, SENT, Ask, Enquiry
from portal.web.paging import Page, page_number

SENT_OUT, RECEIVED = "stallda", "mottagna"
STATES = {"oppna": OPEN, "avslutade": CLOSED, "alla": ""}
ORDERS = ("lofte", "nyast")
PAGE_SIZE = 25


@dataclass(frozen=True)
class Listed:
    """One page of cases, and what was chosen: whose (`side`), which states, and in which order."""

    page: Page
    side: str
    state: str
    order: str
    has_sent: bool
    has_received: bool


def list_for(visitor: Visitor, chosen: Mapping[str, str]) -> Listed:
    """Return one page of the visitor's cases; anything in the address that is no choice means the first one."""
    ids = visitor.organisation_ids
    has_sent = _exists(select(Enquiry.id).where(Enquiry.organisation_id.in_(ids)))
    has_received = _exists(select(Ask.id).where(Ask.organisation_id.in_(ids)))
    usual = RECEIVED if has_received and not has_sent else SENT_OUT
    side = chosen.get("vy", usual) if chosen.get("vy") in (SENT_OUT, RECEIVED) else usual
    state = chosen.get("lage", "oppna") if chosen.get("lage") in STATES else "oppna"
    order = chosen.get("sortera", ORDERS[0]) if chosen.get("sortera") in ORDERS else ORDERS[0]
    query = select(Ask).join(Enquiry, Enquiry.id == Ask.enquiry_id)
    query = query.where((Enquiry if side == SENT_OUT else Ask).organisation_id.in_(ids))
    if STATES[state]:
        query = query.where(Enquiry.state == STATES[state])
    return Listed(_page(query, order), side, state, order, has_sent, has_received)


def _exists(query: Select[Any]) -> bool:
    return db.session.scalars(query.limit(1)).first() is not None


def _page(query: Select[Any], order: str) -> Page:
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    number = min(page_number(), max(1, -(-total // PAGE_SIZE)))
    # What waits for an answer comes first, the earliest promise foremost; then the newest.
    waits = (Ask.state != SENT, Ask.reply_by) if order == ORDERS[0] else ()
    whole = (
        joinedload(Ask.organisation),
        joinedload(Ask.testbed),
        joinedload(Ask.enquiry).joinedload(Enquiry.organisation),
    )
    query = query.order_by(*waits, Ask.id.desc()).options(*whole)
    return Page(
        list(db.session.scalars(query.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE))), number, PAGE_SIZE, total
    )
