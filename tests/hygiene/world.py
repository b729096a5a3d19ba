"""A small world with every kind of person and thing in it: two companies, two owners, two coordinators, an administrator.

Company A has booked at owner A and asked owner A; everybody else is a stranger to that. What somebody asks a page for is
named as the table of `access.txt` names it: {resource_a}, {requested}, {enquiry} ...
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from portal import clock
from portal.accounts import tokens
from portal.booking import service as booking
from portal.booking.queries import BookingView
from portal.campaign import queries as baskets
from portal.campaign import service as campaign
from portal.capacity import service as capacity
from portal.clock import Period
from portal.concepts import service as concepts
from portal.conditions import prices
from portal.conditions.pricing import Rates
from portal.database import transaction
from portal.enquiry.desk import answers as ready_answers
from portal.enquiry.intake import drafts
from portal.enquiry.queries import all_asks, get_enquiry
from portal.errors import Refusal
from portal.passport import service as passport
from portal.passport.demands import Wanted as Demanded
from portal.passport.demands import save_demand
from portal.passport.models import Paper
from portal.passport.rules import INSURANCE
from portal.passport.service import Facts
from portal.saved import service as saved
from portal.search.queries import Criteria
from portal.series import service as series
from portal.series.queries import SeriesView, dates_of
from portal.series.rules import Wanted
from portal.series.service import Asked
from portal.support.models import SupportProgramme
from portal.waiting import service as waiting
from portal.waiting.service import Longing
from tests.builders import (
    make_administrator,
    make_concept,
    make_coordinator,
    make_opening_hours,
    make_organisation,
    make_person,
    make_resource,
    make_testbed,
)
from tests.hygiene.asking import refer, send_case
from tests.hygiene.attaching import attach
from tests.visitors import visitor_of

READY = ready_answers.Words("Tack", "Tack för er fråga.")
COUNTY_A, COUNTY_B = "Dalarnas län", "Skåne län"
ROLES = ("anonymous", "sme_a", "sme_b", "owner_a", "owner_b", "region", "nation", "admin")
BOOKINGS = ("held", "requested", "confirmed", "declined", "cancelled", "displaced", "past")
ENQUIRIES = ("enquiry", "case")
OF_A_CASE = (
    "need", "goal", "wanted", "object", "hazards", "samples", "data", "place", "secret", "giver", "thread", "answer",
)  # fmt: skip
WORDS = ("purpose", "note", "reason", "closure", *OF_A_CASE)


def plain_words() -> dict[str, str]:
    return {name: f"Text om {name}" for name in WORDS}


class World:
    """People by role, and things made when they are asked for. `words` are the texts that company A confides."""

    def __init__(self, words: dict[str, str] | None = None) -> None:
        self.words = words or plain_words()
        self.now = clock.now()
        self._found_bodies()
        self._find_people()
        self._open_testbeds()
        self._offer_support()
        self._days, self._numbers = 0, count(1)
        self._held = self._held_bundle = self._held_series = ""
        self._kept: dict[str, str] = {}
        self._tokens: dict[str, str] = {}
        self._demanding: Any = None

    def _found_bodies(self) -> None:
        self.company_a = make_organisation("Anders Provning AB")
        self.company_b = make_organisation("Berit Mekaniska AB")
        self.operator_a = make_organisation("Institutet A", kind="operator", size_class="unknown")
        self.operator_b = make_organisation("Institutet B", kind="operator", size_class="unknown")

    def _find_people(self) -> None:
        self.people: dict[str, Any] = {
            "sme_a": make_person(self.company_a, role="manager", email="sme-a@example.com", name="Asta A"),
            "sme_b": make_person(self.company_b, role="manager", email="sme-b@example.com"),
            "owner_a": make_person(self.operator_a, role="manager", email="owner-a@example.com"),
            "owner_b": make_person(self.operator_b, role="manager", email="owner-b@example.com"),
            "region": make_coordinator(COUNTY_A, email="region@example.com"),
            "nation": make_coordinator(email="nation@example.com"),
            "admin": make_administrator(email="admin@example.com"),
        }
        self.visitors = {role: visitor_of(person) for role, person in self.people.items()}

    def _open_testbeds(self) -> None:
        self.testbed_a = make_testbed("Provhallen A", owner=self.operator_a, county=COUNTY_A, slug="provhallen-a")
        self.testbed_b = make_testbed("Provhallen B", owner=self.operator_b, county=COUNTY_B, slug="provhallen-b")
        self.listing = make_testbed("Listan A", owner_id=None, county=COUNTY_B, slug="listan", level="request-here")
        self.hidden = make_testbed("Utkastet A", owner=self.operator_a, slug="utkastet", lifecycle="draft")
        self.direct = make_resource(self.testbed_a, name="Direktbänken", slug="direkt-a", units=50)
        self.by_request = make_resource(
            self.testbed_a, name="Förfrågningsbänken", slug="begaran-a", units=50, mode="request", most_pending=999
        )
        self.other = make_resource(self.testbed_b, name="Bänken B", slug="direkt-b", units=50)
        self.draft = make_resource(self.hidden, name="Utkastets bänk", slug="utkastets-bank")
        for resource in (self.direct, self.by_request, self.other):
            plan = make_opening_hours(resource, days=range(7), opens=0, closes=24, units=50)
            with transaction():
                plan.closed_on_holidays = plan.closed_on_eves = False
            capacity.unfold_resource(resource.id, self.now)

    def _offer_support(self) -> None:
        lists: dict[str, Any] = {name: [] for name in ("who", "counties", "technologies", "market_areas", "sources")}
        texts = {"summary_sv": "Pengar till prov.", "summary_en": "Money for tests.", "kind": "grant"}
        states = {"phase": "test", "status": "open", "confidence": "high"}
        with transaction() as session:
            self.programme = SupportProgramme(
                slug="stodet", name="Stödet", provider="Myndigheten", **lists, **texts, **states
            )
            session.add(self.programme)

    def __getitem__(self, name: str) -> str:
        """Return the thing as its address says it: a new one each time."""
        return {
            "testbed_a": lambda: self.testbed_a.slug,
            "testbed_b": lambda: self.testbed_b.slug,
            "listing": lambda: self.listing.slug,
            "hidden": lambda: self.hidden.slug,
            "direct": lambda: self.direct.slug,
            "by_request": lambda: self.by_request.slug,
            "hidden_resource": lambda: self.draft.slug,
            "resource_b": lambda: self.other.slug,
            "company_a": lambda: self.company_a.slug,
            "operator_a": lambda: self.operator_a.slug,
            "colleague": lambda: make_person(self.company_a).email,
            "programme": lambda: self.programme.slug,
            "concept": lambda: make_concept(f"begrepp-{next(self._numbers)}").slug,
            "removed_concept": self.remove_concept,
            "item": self.put_in_basket,
            "wait": self.wait,
            "search": self.save_search,
            "bundle_held": self.hold_bundle,
            "bundle": self.send_bundle,
            "enquiry": self.enquire,
            "case": self.enquire_nation,
            "ask": self.ask,
            "referral": lambda: refer(self),
            "attached": lambda: attach(self),
            "draft": self.begin_draft,
            "quote": self.quote,
            "paper": lambda: self.keep_paper().reference,
            "review": self.ask_about_paper,
            "ready_answer": lambda: str(ready_answers.save(self.visitors["nation"], READY, now=self.now).id),
            "series_held": lambda: self.hold_series().reference,
            "series": self.ask_series,
            **{state: lambda make=make: make().reference for state, make in self.bookings.items()},
        }[name]()

    def remove_concept(self) -> str:
        row = make_concept(f"borta-{next(self._numbers)}")
        seen = concepts.fingerprint(row)
        return concepts.remove_concept(self.visitors["nation"], row.slug, seen=seen, now=self.now).concept.slug

    def wait(self) -> str:
        """Return a place of company A on the waiting list: as many units as there never are."""
        with transaction():
            longing = Longing(self.a_time(), 2, 50, self.words["purpose"])
            return waiting.enter(self.visitors["sme_a"].id, self.company_a.id, self.direct.id, longing, self.now)

    def save_search(self) -> str:
        """Return a search that company A has saved."""
        return saved.save_search(self.visitors["sme_a"], Criteria(q=self.words["need"]), "sv", now=self.now).reference

    @property
    def bookings(self) -> dict[str, Callable[[], BookingView]]:
        return {
            "held": self.hold,
            "requested": self.request,
            "confirmed": self.confirm,
            "declined": self.decline,
            "cancelled": self.cancel,
            "displaced": self.displace,
            "past": self.past,
        }

    def kept(self, name: str) -> str:
        """Return the thing, the same one each time."""
        if name not in self._kept:
            self._kept[name] = self[name]
            self._held = self._held_bundle = self._held_series = ""
        return self._kept[name]

    def token(self, role: str) -> str:
        """Return what a program of this role comes in with, the same each time."""
        if role not in self._tokens:
            self._tokens[role] = tokens.create(self.visitors[role], "Prov", "manage", 30, now=self.now)
        return self._tokens[role]

    def a_time(self) -> Period:
        """Return two hours that nothing of this world uses yet, on a day of their own."""
        self._days += 1
        day = clock.local_day(self.now) + timedelta(days=10 + self._days)
        start = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
        return Period(start, start + timedelta(hours=2))

    def _let_go(self, now: datetime) -> None:
        """Let go of what was held last, unless it is kept."""
        releases: tuple[tuple[Callable[..., Any], str], ...] = (
            (booking.release_hold, self._held),
            (campaign.release, self._held_bundle),
            (series.release_series, self._held_series),
        )
        for release, reference in releases:
            if reference:
                with suppress(Refusal):
                    release(self.visitors["sme_a"], reference, now)
        self._held = self._held_bundle = self._held_series = ""

    def hold(self, resource: Any = None, period: Period | None = None, *, now: datetime | None = None) -> BookingView:
        """Return a time that is held; the one before it is let go, since an organisation may hold a few only."""
        now, visitor = now or self.now, self.visitors["sme_a"]
        self._let_go(now)
        words = (self.words["purpose"], self.words["note"])
        held = booking.hold(visitor, resource or self.direct, period or self.a_time(), 1, *words, now)
        self._held = held.reference
        return held

    def _send(self, held: BookingView, now: datetime | None = None) -> BookingView:
        return booking.submit_hold(self.visitors["sme_a"], held.reference, now or self.now)

    def request(self) -> BookingView:
        return self._send(self.hold(self.by_request))

    def confirm(self) -> BookingView:
        return self._send(self.hold())

    def decline(self) -> BookingView:
        sent = self.request()
        return booking.decline_booking(
            self.visitors["owner_a"], sent.reference, "other", self.words["reason"], self.now
        )

    def cancel(self) -> BookingView:
        sent = self.confirm()
        return booking.cancel_booking(self.visitors["sme_a"], sent.reference, "other", self.words["reason"], self.now)

    def displace(self) -> BookingView:
        sent = self.confirm()
        day = clock.local_day(sent.starts_at)
        booking.close_days(
            self.visitors["owner_a"], self.direct, day, day, 0, "maintenance", self.words["closure"], self.now
        )
        return sent

    def past(self) -> BookingView:
        """Return a confirmed booking that is over, without a word yet on how it went."""
        before = self.now - timedelta(days=3)
        day = clock.local_day(self.now) - timedelta(days=2)
        start = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
        capacity.unfold_resource(self.direct.id, before)
        return self._send(self.hold(None, Period(start, start + timedelta(hours=2)), now=before), before)

    def hold_series(self) -> SeriesView:
        """Return two dates that are held as a series; the one before it is let go."""
        visitor = self.visitors["sme_a"]
        self._let_go(self.now)
        dates = [Wanted(clock.local_day(one.starts_at), one) for one in (self.a_time(), self.a_time())]
        asked = Asked(dates, [], 1, self.words["purpose"], self.words["note"], f"form-{self._days}")
        held = series.hold_series(visitor, self.by_request, asked, self.now)
        self._held_series = held.reference
        return held

    def ask_series(self) -> str:
        held = self.hold_series()
        days = {one.day for one in dates_of(held.id)}
        series.send_series(self.visitors["sme_a"], held.reference, days, self.now)
        self._held_series = ""
        return held.reference

    def put_in_basket(self) -> str:
        visitor, period = self.visitors["sme_a"], self.a_time()
        campaign.add_item(visitor, self.direct, period, 1, self.now)
        return next(one.key for one in baskets.basket_of(visitor) if one.starts_at == period.starts_at)

    def hold_bundle(self) -> str:
        """Return two times at two owners, held together; what was held before is let go."""
        visitor = self.visitors["sme_a"]
        self._let_go(self.now)
        parts = [booking.Part(one, self.a_time(), 1) for one in (self.by_request, self.other)]
        words = (self.words["purpose"], self.words["note"])
        held = campaign.hold_parts(
            visitor, parts, *words, self.now, kind="basket", form_key=f"samlat-{self._days}", made_of={"items": []}
        )
        self._held_bundle = held.reference
        return held.reference

    def send_bundle(self) -> str:
        sent = campaign.submit(self.visitors["sme_a"], self.hold_bundle(), self.now)
        self._held_bundle = ""
        return sent.reference

    def enquire(self) -> str:
        return send_case(self, self.testbed_a, "owner_a")

    def enquire_nation(self) -> str:
        return send_case(self, self.listing, "nation")

    def ask(self) -> str:
        """Return the address of the thread with owner A, below /arenden."""
        reference = self.enquire()
        return f"{reference}/{self.asked(reference)}"

    def begin_draft(self) -> str:
        """Return the key of a draft that company A has begun, about owner A's testbed."""
        author = drafts.Author(self.people["sme_a"].id, "sv")
        return drafts.begin(self.words["need"], author, testbeds=[self.testbed_a.slug], now=self.now)

    def asked(self, reference: str) -> str:
        """Return the reference of the first ask of a case."""
        return all_asks(get_enquiry(reference, self.visitors["sme_a"]))[0].reference

    def quote(self) -> str:
        """Return a price that company A was given at owner A."""
        with transaction():
            prices.save_prices(self.visitors["owner_a"], self.direct, {"sme": Rates(per_hour=60_000)}, 25, self.now)
        time = self.a_time()
        return prices.give_quote(self.visitors["sme_a"], self.direct, time, [time], 1, self.now).reference

    def keep_paper(self) -> Paper:
        """Return an insurance of company A."""
        today = clock.local_day(self.now)
        facts = Facts(self.words["purpose"], today, today + timedelta(days=90), note=self.words["note"])
        return passport.add_paper(self.visitors["sme_a"], self.company_a, INSURANCE, facts, self.now)

    def ask_about_paper(self) -> str:
        """Return what company A has asked owner A about one."""
        if self._demanding is None:
            self._demanding = make_resource(self.testbed_a, name="Kravbänken", slug="krav-a", is_open=False)
            save_demand(self.visitors["owner_a"], self._demanding, INSURANCE, Demanded(by_owner=True), self.now)
        return passport.ask_owner(self.visitors["sme_a"], self.keep_paper(), self._demanding, self.now).reference
