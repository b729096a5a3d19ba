"""A case as one reader may see it: what the page shows is put together here, and nothing else reaches the page."""

from dataclasses import dataclass, field
from datetime import date, datetime

from portal import clock
from portal.accounts.queries import Visitor
from portal.booking import queries as bookings
from portal.booking.queries import BookingView
from portal.catalogue.models import Resource
from portal.catalogue.queries import resources_of
from portal.enquiry import attached, naming, permissions, queries
from portal.enquiry.attached import Given
from portal.enquiry.brief import Brief, from_plain
from portal.enquiry.case import rules
from portal.enquiry.case.papers import PaperLines, papers_in
from portal.enquiry.case.participants import Participant, participants
from portal.enquiry.case.rules import Asked, NextStep
from portal.enquiry.case.words import BROKEN, event_sentence
from portal.enquiry.choosing import Choice, next_best
from portal.enquiry.models import (
    CLOSED,
    PROPOSED,
    QUESTION,
    SENT,
    WITHDRAWN,
    YES,
    Ask,
    Enquiry,
    EnquiryEvent,
    Look,
    Post,
    Referral,
)
from portal.enquiry.secrecy.looking import has_pressed
from portal.enquiry.secrecy.rules import shown_to_others
from portal.enquiry.timing.rules import Promise
from portal.web.language import current_language

COMPANY, OWNER, COORDINATOR = "company", "owner", "coordinator"


@dataclass(frozen=True)
class Message:
    """One message as the reader may see it: the person's name only where the organisation's may be known."""

    post: Post
    name: str
    person: str
    is_own: bool
    is_demonstration: bool
    files: Given


@dataclass(frozen=True)
class Thread:
    """One question with its answer and its talk; `ask` is None for the talk with the coordinator."""

    ask: Ask | None
    messages: list[Message]
    may_post: bool
    promise: Promise | None = None
    referral: Referral | None = None
    next_best: Choice | None = None
    resources: list[Resource] = field(default_factory=list)
    is_late: bool = False
    may_answer: bool = False
    needs_terms: bool = False
    led_here_by: str = ""


@dataclass(frozen=True)
class Line:
    """One line of the timeline."""

    at: datetime
    words: str
    is_broken: bool


@dataclass(frozen=True)
class CaseView:
    """Everything the page shows. `brief` is the part that this reader may see, `ask` the question that it answers next.

    `press_with` is the question by which somebody who is asked may see the rest of the brief.
    """

    enquiry: Enquiry
    side: str
    asker: str
    brief: Brief
    hides: bool
    may_press: bool
    next: NextStep
    next_name: str
    threads: list[Thread]
    coordinator: Thread | None
    timeline: list[Line]
    bookings: list[BookingView]
    linkable: list[BookingView]
    papers: list[PaperLines]
    participants: list[Participant]
    looks: list[Look]
    today: date
    ask: Ask | None = None
    press_with: Ask | None = None

    @property
    def is_company(self) -> bool:
        return self.side == COMPANY

    @property
    def is_open(self) -> bool:
        return self.enquiry.state != CLOSED

    @property
    def may_chain(self) -> bool:
        """Return whether more than one has said yes and can be booked, so that the steps can be planned together."""
        return sum(1 for one in self.threads if one.ask and one.ask.state == YES and one.resources) > 1

    @property
    def state(self) -> str:
        """Return where the whole case stands: closed, booked, yes, question, waiting or no."""
        if not self.is_open:
            return "closed"
        if self.bookings:
            return "booked"
        states = {one.ask.state for one in self.threads if one.ask is not None}
        order = ((YES, "yes"), ("referred", "question"), (QUESTION, "question"), (SENT, "waiting"))
        return next((word for state, word in order if state in states), "no")


def side_of(visitor: Visitor, enquiry: Enquiry) -> str:
    """Return as whom the visitor reads the case: its company first, then the coordinator, then who is asked."""
    if permissions.asks(visitor, enquiry):
        return COMPANY
    return COORDINATOR if permissions.routes(visitor, enquiry) else OWNER


def case_for(visitor: Visitor, enquiry: Enquiry, *, now: datetime) -> CaseView:
    """Return the case as this reader may see it."""
    side, today = side_of(visitor, enquiry), clock.local_day(now)
    asks = queries.asks_for(visitor, enquiry)
    own = _own(visitor, asks) if side != COMPANY else []
    whole = from_plain(enquiry.brief, enquiry.need)
    asker, brief, may_press, press_with = _as_seen(visitor, enquiry, side, own, whole, now)
    knows = asker == enquiry.organisation.name
    threads = _threads(visitor, enquiry, side, asks, whole, knows, asker, now)
    booked = _bookings(visitor, enquiry, side)
    step = _next_step(enquiry, side, threads, own[0] if own else None, bool(booked), today)
    return CaseView(
        enquiry=enquiry,
        side=side,
        asker=asker,
        brief=brief,
        hides=side != COMPANY and brief != whole,
        may_press=may_press,
        next=step,
        next_name=_name_in(threads, step.ask),
        threads=threads,
        coordinator=_with_coordinator(visitor, enquiry, side, (knows, asker), now),
        timeline=_timeline(queries.events_of(enquiry), side, asks, enquiry, asker),
        bookings=booked,
        linkable=_linkable(enquiry, asks, booked, now) if side == COMPANY else [],
        papers=papers_in(visitor, enquiry, asks, today) if side == COMPANY else [],
        participants=participants(enquiry, asks, side, asker),
        looks=queries.looks_of(enquiry) if side == COMPANY else [],
        today=today,
        ask=own[0] if own else None,
        press_with=press_with,
    )


def _own(visitor: Visitor, asks: list[Ask]) -> list[Ask]:
    """Return the questions put to the reader, the one that waits for an answer first."""
    mine = [one for one in asks if permissions.answers(visitor, one)]
    return sorted(mine, key=lambda one: (one.state != SENT, one.state != QUESTION, one.id))


def _as_seen(
    visitor: Visitor, enquiry: Enquiry, side: str, own: list[Ask], whole: Brief, now: datetime
) -> tuple[str, Brief, bool, Ask | None]:
    """Return how the reader sees who asks and what, whether it may press for the rest, and by which question it does."""
    if side == COMPANY:
        return enquiry.organisation.name, whole, False, None
    knows = any(naming.knows(visitor, enquiry, one) for one in own) or not enquiry.is_blind
    live = [one for one in own if one.state != WITHDRAWN and naming.knows(visitor, enquiry, one)]
    press_with = live[0] if live and side == OWNER else None
    may_press = side == COORDINATOR or press_with is not None
    pressed = may_press and has_pressed(visitor, enquiry, press_with, now=now)
    brief = shown_to_others(whole, knows_who=knows, has_pressed=pressed, may_press=may_press)
    asker = enquiry.organisation.name if knows or pressed else naming.stand_in(enquiry)
    return asker, brief, may_press, press_with


def _threads(
    visitor: Visitor,
    enquiry: Enquiry,
    side: str,
    asks: list[Ask],
    whole: Brief,
    knows: bool,
    asker: str,
    now: datetime,
) -> list[Thread]:
    promises = queries.promises_of({one.organisation_id for one in asks})
    proposed = {one.ask_id: one for one in queries.referrals_of(asks)}
    credited = queries.credited_in(asks)
    today = clock.local_day(now)
    asked = {one.testbed_id for one in queries.all_asks(enquiry) if one.testbed_id} if side == COMPANY else set()
    threads = []
    for ask in asks:
        late = ask.state == SENT and ask.reply_by < today
        offers = side == COMPANY and ask.state == SENT and ask.next_best_told_at is not None
        answers = permissions.answers(visitor, ask) and side != COMPANY
        threads.append(
            Thread(
                ask,
                _messages(visitor, queries.posts_of(ask), enquiry, ask, (knows, asker), now),
                may_post=permissions.may_post(visitor, ask) and ask.state != WITHDRAWN,
                promise=promises[ask.organisation_id],
                referral=proposed.get(ask.id),
                next_best=next_best(whole, enquiry.county or "", current_language(), without=asked) if offers else None,
                resources=bookable(ask) if side == COMPANY and ask.state not in ("no", WITHDRAWN) else [],
                is_late=late and enquiry.state != CLOSED,
                may_answer=answers and enquiry.state != CLOSED and ask.state != WITHDRAWN,
                needs_terms=answers and enquiry.is_blind and ask.terms_at is None,
                led_here_by=credited.get(ask.id, ""),
            )
        )
    return threads


def bookable(ask: Ask) -> list[Resource]:
    """Return what can be booked at the testbed that is asked."""
    if ask.testbed_id is None:
        return []
    return [one for one in resources_of(ask.testbed_id) if one.is_open]


def _messages(
    visitor: Visitor, posts: list[Post], enquiry: Enquiry, ask: Ask | None, known: tuple[bool, str], now: datetime
) -> list[Message]:
    """Return the messages of a thread; `known` is whether the reader knows who asks, and by which name."""
    (knows, asker), files = known, attached.given_in(visitor, enquiry, ask, posts, now=now)
    return [
        Message(
            one,
            asker if one.organisation_id == enquiry.organisation_id else one.organisation.name,
            one.person.name if knows or one.organisation_id != enquiry.organisation_id else "",
            one.organisation_id in visitor.organisation_ids,
            one.organisation.is_demonstration,
            files.get(one.id, Given([])),
        )
        for one in posts
    ]


def _with_coordinator(
    visitor: Visitor, enquiry: Enquiry, side: str, known: tuple[bool, str], now: datetime
) -> Thread | None:
    """Return the talk between company and coordinator for those two, once a coordinator may read the case."""
    if side == OWNER or (enquiry.routed_at is None and enquiry.desk_id is None):
        return None
    posts = queries.posts_with_coordinator(enquiry)
    return Thread(None, _messages(visitor, posts, enquiry, None, known, now), may_post=enquiry.state != CLOSED)


def _name_in(threads: list[Thread], reference: str) -> str:
    return next((one.ask.organisation.name for one in threads if one.ask and one.ask.reference == reference), "")


def _next_step(
    enquiry: Enquiry, side: str, threads: list[Thread], own: Ask | None, is_booked: bool, today: date
) -> NextStep:
    is_open = enquiry.state != CLOSED
    asked = {one.ask.id: (_plain(one, enquiry), one) for one in threads if one.ask is not None}
    if side == OWNER and own is not None:
        mine, thread = asked[own.id]
        return rules.for_asked(mine, is_open=is_open, needs_terms=thread.needs_terms, today=today)
    return rules.for_company(
        [one for one, _thread in asked.values()],
        is_open=is_open,
        is_booked=is_booked,
        is_routed=enquiry.routed_at is not None,
        today=today,
    )


def _plain(thread: Thread, enquiry: Enquiry) -> Asked:
    ask = thread.ask
    assert ask is not None
    spoke = bool(thread.messages) and thread.messages[-1].post.organisation_id == enquiry.organisation_id
    proposal = thread.referral is not None and thread.referral.state == PROPOSED
    offers = thread.next_best is not None
    return Asked(ask.reference, ask.state, ask.reply_by, spoke, proposal, offers)


def _timeline(events: list[EnquiryEvent], side: str, asks: list[Ask], enquiry: Enquiry, asker: str) -> list[Line]:
    """Return the sentences of what the reader may know: an owner what concerns its own question, and the case's own days."""
    names = {one.id: one.organisation.name for one in asks}
    hidden = {"case.routed", "booking.linked", "booking.unlinked", "clock.next-best"} if side == OWNER else set()
    lines = []
    for event in events:
        if event.action in hidden or (event.ask_id is not None and event.ask_id not in names):
            continue
        is_company = event.organisation_id == enquiry.organisation_id
        who = asker if is_company else event.organisation.name if event.organisation else ""
        words = event_sentence(event.action, event.details, who=who, asked=names.get(event.ask_id or 0, ""))
        if words:
            lines.append(Line(event.at, words, event.action in BROKEN))
    return lines


def _bookings(visitor: Visitor, enquiry: Enquiry, side: str) -> list[BookingView]:
    """Return the bookings of the case: all for company and coordinator, for an owner those of its own testbeds."""
    found = queries.bookings_of(enquiry)
    if side == OWNER:
        return [one for one in found if one.owner_id in visitor.organisation_ids]
    return found


def _linkable(enquiry: Enquiry, asks: list[Ask], booked: list[BookingView], now: datetime) -> list[BookingView]:
    """Return the company's own bookings ahead at the testbeds it has asked, which are not of the case yet."""
    asked, already = {one.testbed_id for one in asks}, {one.id for one in booked}
    ahead = bookings.bookings_of([enquiry.organisation_id], since=now)
    return [one for one in ahead if one.testbed_id in asked and one.id not in already and one.state in LINKABLE]


LINKABLE = frozenset({"requested", "queued", "confirmed", "in-use", "completed"})
