"""Bookings for programs: made, read, changed and called off through the same services as the pages."""

from datetime import datetime

from flask import request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.accounts.queries import Visitor
from portal.api import answers, keys, rules, service, shown
from portal.api.blueprint import scope, v1
from portal.api.bodies import body, canonical
from portal.api.rules import Answer, Field
from portal.booking import queries
from portal.booking import service as booking
from portal.booking.queries import BookingView
from portal.catalogue.queries import get_resource
from portal.clock import Period
from portal.errors import N_, Refusal
from portal.web.paging import LARGEST, Page, cut

PAGE_SIZE = 50
ENDS_TOO_SOON = N_("Slutet måste ligga efter starten.")
NEW = {
    "resource": Field(rules.text(80, least=1), is_required=True),
    "starts_at": Field(rules.moment, is_required=True),
    "ends_at": Field(rules.moment, is_required=True),
    "units": Field(rules.whole(1, 10_000)),
    "purpose": Field(rules.text(200, least=1), is_required=True),
    "note": Field(rules.text(4000)),
}
CHANGES = {
    "starts_at": Field(rules.moment),
    "ends_at": Field(rules.moment),
    "units": Field(rules.whole(1, 10_000)),
    "text": Field(rules.text(1000)),
}
CANCELLATION = {"reason": Field(rules.text(20, least=1)), "text": Field(rules.text(1000))}
PAGES = {"page": Field(rules.digits(1, 100_000)), "size": Field(rules.digits(1, LARGEST))}


@v1.post("/bookings")
@audience("signed-in")
@scope("book")
def make() -> Response:
    """Book: the time is held and sent in one, so that it is confirmed or requested, or nothing has happened."""
    visitor, now = signed_in(), clock.now()
    key = rules.key_of(request.headers.get("Idempotency-Key"))
    said = body(NEW)
    asked = keys.Asked(visitor.id, key, f"POST {request.path} {canonical(said)}")
    kept = keys.find(asked)
    if kept is not None:
        return answers.sent(kept)
    wish = service.Wish(
        resource=get_resource(said["resource"], visitor),
        period=_period(said["starts_at"], said["ends_at"]),
        units=said.get("units", 1),
        purpose=said["purpose"],
        note=said.get("note", ""),
    )
    return answers.sent(service.book(visitor, wish, asked, _made, now))


def _made(one: BookingView) -> Answer:
    location = url_for("api.v1.one_booking", reference=one.reference)
    return Answer(201, answers.written(shown.booking(one)), location, rules.tag_of(one.version))


@v1.get("/bookings")
@audience("signed-in")
@scope("read")
def own() -> Response:
    """What the person's organisations have booked, by start."""
    said = rules.read(dict(request.args.items()), PAGES)
    found = queries.bookings_of(signed_in().organisation_ids)
    page = cut(found, number=said.get("page", 1), size=said.get("size", PAGE_SIZE))
    document = {"bookings": [shown.booking(one) for one in page.items], "page": page.number, "total": page.total}
    return answers.plain(document, {"Link": _links(page)} if page.last > 1 else {})


def _links(page: Page) -> str:
    near = {"prev": page.number - 1, "next": page.number + 1, "first": 1, "last": page.last}
    addresses = {name: url_for("api.v1.own", page=number, size=page.size) for name, number in near.items()}
    return ", ".join(f'<{addresses[name]}>; rel="{name}"' for name in near if 1 <= near[name] <= page.last)


@v1.get("/bookings/<reference>")
@audience("signed-in")
@scope("read")
def one_booking(reference: str) -> Response:
    """The booking, for its two sides."""
    visitor = signed_in()
    one = queries.get_booking(reference, visitor)
    booking.note_reading(visitor, one, clock.now())
    return _answer(one)


@v1.patch("/bookings/<reference>")
@audience("signed-in")
@scope("book")
def change(reference: str) -> Response:
    """Another time, a longer or shorter one, other units; where the owner decides it is asked for, and stands under `asked`."""
    visitor, now = signed_in(), clock.now()
    one = _seen(reference, visitor)
    said = body(CHANGES)
    period = _period(said.get("starts_at", one.starts_at), said.get("ends_at", one.ends_at))
    wanted = booking.Wanted(period, said.get("units", one.units), said.get("text", ""))
    return _answer(service.change_booking(visitor, one, wanted, now))


@v1.delete("/bookings/<reference>")
@audience("signed-in")
@scope("book")
def cancel(reference: str) -> Response:
    """Call it off, for one of the reasons that the page has; the price of a late cancellation is that of the page too."""
    visitor, now = signed_in(), clock.now()
    one = _seen(reference, visitor)
    said = rules.read(dict(request.args.items()), CANCELLATION)
    return _answer(service.cancel_booking(visitor, one, said.get("reason", "other"), said.get("text", ""), now))


def _seen(reference: str, visitor: Visitor) -> BookingView:
    """Return the booking that the request has read. Raise Unconditional or Stale when it has not, NotFound for strangers."""
    one = queries.get_booking(reference, visitor)
    rules.ensure_current(request.headers.get("If-Match"), one.version)
    return one


def _period(starts_at: datetime, ends_at: datetime) -> Period:
    if ends_at <= starts_at:
        raise Refusal(ENDS_TOO_SOON, field="/ends_at")
    return Period(starts_at, ends_at)


def _answer(one: BookingView) -> Response:
    return answers.versioned(shown.booking(one, queries.find_change(one.id)), one.version)
