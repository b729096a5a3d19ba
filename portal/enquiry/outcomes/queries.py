"""Reads of outcomes: who may tell one, what each side has told, and what everybody may read."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.accounts.models import Organisation
from portal.accounts.queries import Visitor
from portal.booking.models import Booking
from portal.booking.states import BOOKED
from portal.catalogue.models import Resource, Testbed
from portal.database import db
from portal.enquiry.models import (
    COMPANY,
    NEED,
    OWNER,
    QUESTION,
    YES,
    Ask,
    Enquiry,
    EnquiryBooking,
    Outcome,
)
from portal.enquiry.outcomes.rules import FEWEST, suppressed
from portal.errors import NotFound

HELPED = (YES, QUESTION)


class Teller(NamedTuple):
    """For which side, and which organisation of it, somebody tells how it went."""

    side: str
    organisation_id: int


def get_told(reference: str, visitor: Visitor) -> tuple[Enquiry, Teller]:
    """Return the case and for whom the visitor may tell how it went. Raise NotFound for everybody else.

    An owner whose time was booked in the case may, even where nobody asked it anything.
    """
    query = select(Enquiry).where(Enquiry.reference == reference.upper()).options(joinedload(Enquiry.organisation))
    enquiry = None if "\0" in reference else db.session.scalars(query).one_or_none()
    while enquiry is not None and enquiry.merged_into_id is not None:
        enquiry = db.session.get(Enquiry, enquiry.merged_into_id)
    teller = find_teller(enquiry, visitor) if enquiry is not None else None
    if enquiry is None or teller is None:
        raise NotFound()
    return enquiry, teller


def find_teller(enquiry: Enquiry, visitor: Visitor) -> Teller | None:
    """Return for whom the visitor may tell how it went: the company first, else an owner that has helped; else None."""
    if enquiry.kind != NEED:
        return None
    if enquiry.organisation_id in visitor.organisation_ids:
        return Teller(COMPANY, enquiry.organisation_id)
    owners = owners_of(enquiry.id)
    mine = next((one for one in visitor.organisation_ids if one in owners), None)
    return Teller(OWNER, mine) if mine is not None else None


def owners_of(enquiry_id: int) -> set[int]:
    """Return the owners that may tell how it went: who answered yes or with a question, and who was booked."""
    asked = select(Ask.organisation_id).where(Ask.enquiry_id == enquiry_id, Ask.role == OWNER, Ask.state.in_(HELPED))
    booked = (
        select(Testbed.owner_id)
        .join(Resource, Resource.testbed_id == Testbed.id)
        .join(Booking, Booking.resource_id == Resource.id)
        .join(EnquiryBooking, EnquiryBooking.booking_id == Booking.id)
        .where(EnquiryBooking.enquiry_id == enquiry_id, Booking.state.in_(BOOKED), Testbed.owner_id.is_not(None))
    )
    return {one for one in (*db.session.scalars(asked), *db.session.scalars(booked)) if one is not None}


def find_ask(enquiry_id: int, organisation_id: int) -> Ask | None:
    """Return the first question that was put to the organisation in the case, one for which it accepted the terms before others."""
    query = select(Ask).where(Ask.enquiry_id == enquiry_id, Ask.organisation_id == organisation_id)
    return db.session.scalars(query.order_by(Ask.terms_at.is_(None), Ask.id).limit(1)).first()


def find_outcome(enquiry_id: int, organisation_id: int) -> Outcome | None:
    """Return what this organisation has told of the case."""
    query = select(Outcome).where(Outcome.enquiry_id == enquiry_id, Outcome.organisation_id == organisation_id)
    return db.session.scalar(query)


def shown_to(teller: Teller, enquiry: Enquiry) -> list[Outcome]:
    """Return the outcomes that this side may read: the company all, an owner its own and the company's where it is let."""
    query = select(Outcome).where(Outcome.enquiry_id == enquiry.id).options(joinedload(Outcome.organisation))
    told = list(db.session.scalars(query.order_by(Outcome.side, Outcome.id)))
    if teller.side == COMPANY:
        return told
    return [
        one
        for one in told
        if one.organisation_id == teller.organisation_id or (one.side == COMPANY and one.shown_to_owners)
    ]


@dataclass(frozen=True)
class Story:
    """One company's own words, and the little that is told with them; nothing that says whose they are."""

    text: str
    done: str
    figure_met: str
    next_exit: str
    trl_before: int | None
    trl_after: int | None
    is_demonstration: bool


@dataclass(frozen=True)
class Published:
    """What everybody may read; None is a figure that stands for too few, `told` None that there are too few in all."""

    told: int | None
    done: dict[str, int | None]
    figure_met: dict[str, int | None]
    exits: dict[str, int | None]
    counties: dict[str, int | None]
    technologies: dict[str, int | None]
    steps: float | None
    stories: list[Story]

    @property
    def share_met(self) -> float | None:
        """Return the share of those who know that met their figure; None where the cells behind it are hidden."""
        known = [self.figure_met.get(name, 0) for name in ("yes", "partly", "no")]
        if self.told is None or any(one is None for one in known) or not sum(one or 0 for one in known):
            return None
        return (known[0] or 0) / sum(one or 0 for one in known)


def published() -> Published:
    """Return what companies have agreed to publish; what is made up counts in no figure."""
    query = (
        select(Outcome, Enquiry.county, Organisation.is_demonstration)
        .join(Enquiry, Enquiry.id == Outcome.enquiry_id)
        .join(Organisation, Organisation.id == Outcome.organisation_id)
        .where(Outcome.side == COMPANY, Outcome.may_be_published)
        .order_by(Outcome.changed_at.desc(), Outcome.id.desc())
    )
    rows = db.session.execute(query).all()
    real = [row for row in rows if not row.is_demonstration]
    outcomes, enough = [row.Outcome for row in real], len(real) >= FEWEST
    return Published(
        told=len(real) if enough else None,
        done=_cells((one.done for one in outcomes), enough),
        figure_met=_cells((one.figure_met for one in outcomes), enough),
        exits=_cells((one.next_exit for one in outcomes), enough),
        counties=_cells((row.county for row in real if row.county), enough),
        technologies=_cells(_technologies([one.enquiry_id for one in outcomes]), enough),
        steps=_steps(outcomes),
        stories=[_story(row.Outcome, row.is_demonstration) for row in rows if row.Outcome.story],
    )


def _cells(values: Iterable[str], enough: bool) -> dict[str, int | None]:
    counts: dict[str, int] = {}
    for value in values if enough else ():
        counts[value] = counts.get(value, 0) + 1
    shown = suppressed(counts)
    return dict(sorted(shown.items(), key=lambda one: (one[1] is None, -(one[1] or 0), one[0])))


def _technologies(enquiry_ids: list[int]) -> list[str]:
    """Return each technology once for each case in which a testbed that has it said yes."""
    query = select(Ask.enquiry_id, Testbed.technologies).join(Testbed, Testbed.id == Ask.testbed_id)
    rows = db.session.execute(query.where(Ask.enquiry_id.in_(enquiry_ids), Ask.state == YES)) if enquiry_ids else ()
    return [name for _case, name in sorted({(row.enquiry_id, name) for row in rows for name in row.technologies})]


def _steps(outcomes: list[Outcome]) -> float | None:
    """Return how many levels were gained on average; None where fewer than five have said both."""
    gained = [one.trl_after - one.trl_before for one in outcomes if one.trl_after and one.trl_before]
    return sum(gained) / len(gained) if len(gained) >= FEWEST else None


def _story(one: Outcome, is_demonstration: bool) -> Story:
    levels = (one.trl_before, one.trl_after)
    return Story(one.story, one.done, one.figure_met, one.next_exit, *levels, is_demonstration)
