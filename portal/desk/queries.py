"""What waits for somebody, gathered from the rooms below; each list is empty for whom it does not concern."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from portal import clock
from portal.accounts.models import COORDINATOR, OPERATOR
from portal.accounts.queries import Visitor
from portal.booking import queries as bookings
from portal.booking.queries import BookingView, ChangeView, RepairView
from portal.booking.states import CONFIRMED, HELD, IN_USE, PENDING
from portal.campaign import queries as campaigns
from portal.campaign.queries import BundleView
from portal.catalogue import queries as catalogue
from portal.catalogue.models import Resource, Testbed
from portal.enquiry import queries as enquiries
from portal.enquiry.models import Ask, Enquiry
from portal.feeds.queries import ConflictView, open_conflicts
from portal.passport import queries as passports
from portal.passport.models import PaperReview
from portal.passport.rules import KINDS, Gap, Kind
from portal.series.queries import Several, by_series
from portal.waiting import queries as waits
from portal.waiting.queries import Demand, WaitView

SOON = timedelta(days=14)
TOMORROW = timedelta(days=1)
FAR = timedelta(days=90)
SHOWN = 10
LIVE = frozenset({HELD, CONFIRMED, IN_USE}) | PENDING


@dataclass(frozen=True)
class OwnerDesk:
    """What an owner decides, what has gone wrong, what comes, and what there is."""

    waiting: list[BookingView] = field(default_factory=list)
    changes: list[tuple[BookingView, ChangeView]] = field(default_factory=list)
    repairs: list[RepairView] = field(default_factory=list)
    conflicts: list[ConflictView] = field(default_factory=list)
    unsettled: list[BookingView] = field(default_factory=list)
    upcoming: list[BookingView] = field(default_factory=list)
    testbeds: list[tuple[Testbed, list[Resource]]] = field(default_factory=list)
    series: list[Several] = field(default_factory=list)
    demand: dict[int, Demand] = field(default_factory=dict)
    papers: list[PaperReview] = field(default_factory=list)
    uncovered: list[tuple[BookingView, list[Gap]]] = field(default_factory=list)


@dataclass(frozen=True)
class CompanyDesk:
    """What a company has under way."""

    offers: list[WaitView] = field(default_factory=list)
    repairs: list[RepairView] = field(default_factory=list)
    broken: list[BundleView] = field(default_factory=list)
    upcoming: list[BookingView] = field(default_factory=list)
    enquiries: list[tuple[Enquiry, list[Ask]]] = field(default_factory=list)
    series: list[Several] = field(default_factory=list)
    uncovered: list[tuple[BookingView, list[Gap]]] = field(default_factory=list)


@dataclass(frozen=True)
class Desk:
    """Everything on one page. `answers` is what the visitor's organisations have been asked and not answered."""

    today: date
    answers: list[Ask]
    owner: OwnerDesk | None
    company: CompanyDesk
    is_coordinator: bool
    soon: datetime

    @property
    def paper_kinds(self) -> dict[str, Kind]:
        return KINDS

    @property
    def is_clear(self) -> bool:
        """Return whether nothing waits for the visitor."""
        owner = self.owner or OwnerDesk()
        company = self.company.repairs or self.company.broken or self.company.uncovered or self.company.offers
        waiting = owner.waiting or owner.series or owner.changes or owner.papers or owner.uncovered
        return not (self.answers or waiting or owner.repairs or owner.conflicts or owner.unsettled or company)


def gather(visitor: Visitor, *, now: datetime) -> Desk:
    """Return the visitor's desk as it is now."""
    owners = [place.id for place in visitor.organisations if place.kind == OPERATOR]
    return Desk(
        today=clock.local_day(now),
        answers=enquiries.waiting_for(visitor.organisation_ids),
        owner=_of_owner(owners, now) if owners else None,
        company=_of_company(list(visitor.organisation_ids), now),
        soon=now + TOMORROW,
        is_coordinator=any(place.kind == COORDINATOR for place in visitor.organisations),
    )


def _of_owner(owner_ids: list[int], now: datetime) -> OwnerDesk:
    resources: dict[int, list[Resource]] = {}
    for resource in catalogue.owned_resources(owner_ids):
        resources.setdefault(resource.testbed_id, []).append(resource)
    waiting, series = by_series(bookings.waiting_for(owner_ids))
    return OwnerDesk(
        waiting=waiting,
        series=series,
        changes=bookings.changes_for_owner(owner_ids),
        repairs=bookings.repairs_for_owner(owner_ids),
        conflicts=open_conflicts(owner_ids),
        unsettled=bookings.past_unsettled_for_owner(owner_ids, now=now),
        upcoming=bookings.upcoming_for_owner(owner_ids, now=now, until=now + SOON),
        demand=waits.demand([one.id for found in resources.values() for one in found]),
        papers=passports.reviews_for(owner_ids, most=SHOWN),
        uncovered=_uncovered_at(owner_ids, now),
        testbeds=[(testbed, resources.get(testbed.id, [])) for testbed in catalogue.owned_testbeds(owner_ids)],
    )


def _uncovered_at(owner_ids: list[int], now: datetime) -> list[tuple[BookingView, list[Gap]]]:
    """Return the bookings at these owners' that papers no longer cover; they stand, and somebody should renew."""
    if not passports.is_anything_demanded(owner_ids):
        return []
    ahead = bookings.upcoming_for_owner(owner_ids, now=now, until=now + FAR)
    return passports.gaps_of([one for one in ahead if one.state in LIVE])[:SHOWN]


def _of_company(organisation_ids: list[int], now: datetime) -> CompanyDesk:
    live = [one for one in bookings.bookings_of(organisation_ids, since=now) if one.state in LIVE]
    upcoming, series = by_series(live)
    return CompanyDesk(
        offers=waits.offers_of(organisation_ids),
        repairs=bookings.repairs_of(organisation_ids),
        uncovered=passports.gaps_of([one for one in live if one.state != HELD])[:SHOWN],
        broken=campaigns.broken_of(organisation_ids, now=now),
        upcoming=upcoming[:SHOWN],
        series=series[:SHOWN],
        enquiries=enquiries.with_asks(enquiries.open_for(organisation_ids)[:SHOWN]),
    )
