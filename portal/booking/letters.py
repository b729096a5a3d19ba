"""What both sides are told when a booking moves, each in their own language, through the outbox.

Subjects carry the reference and nothing else that a passer-by may not read; why a company tests stands in no letter.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from flask_babel import get_locale
from flask_babel import gettext as _

from portal import clock, outbox
from portal.accounts.queries import members_of
from portal.booking import reasons
from portal.booking.ics import calendar_of
from portal.booking.letter_texts import BOOKER, OWNER, TEXTS
from portal.booking.queries import BookingView
from portal.booking.requests import approvers
from portal.booking.states import PENDING
from portal.clock import Period
from portal.outbox import Letter
from portal.web import formats
from portal.web.language import in_language, localised
from portal.web.links import public_url

Details = Callable[[str], str]
"""Says more to one side, in the language that is current when it is called."""
TO_BE_ANSWERED = frozenset({"requested", "asked", "moved-up", "approved", "reminder"})
WITH_CALENDAR = frozenset({"confirmed", "cancelled", "displaced", "interrupted", "moved", "changed", "handed-over"})


@dataclass(frozen=True)
class Reader:
    """Somebody who is told, and on which side."""

    id: int
    email: str
    language: str
    side: str


@dataclass(frozen=True)
class Untold:
    """A letter that was kept back, since whoever acts on several bookings at once writes one of its own."""

    booking: BookingView
    kind: str


_kept_back: ContextVar[list[Untold] | None] = ContextVar("kept_back", default=None)


@contextmanager
def kept_back() -> Iterator[list[Untold]]:
    """Keep letters back within the block and give what they would have told.

    Whoever asks for it writes one letter for all of them, in the same transaction. Sequence numbers grow as always.
    """
    untold: list[Untold] = []
    token = _kept_back.set(untold)
    try:
        yield untold
    finally:
        _kept_back.reset(token)


@contextmanager
def spoken() -> Iterator[None]:
    """Send the letters of the block whatever is kept back around it: they tell of others' bookings."""
    token = _kept_back.set(None)
    try:
        yield
    finally:
        _kept_back.reset(token)


def tell(
    booking: BookingView,
    kind: str,
    *,
    now: datetime,
    details: Details | None = None,
    sides: Collection[str] = (BOOKER, OWNER),
    also: BookingView | None = None,
    about: str = "",
) -> None:
    """Write to the booker and to those who answer for the testbed; one letter each, once for each sequence.

    What is to be answered goes to those who may answer it. Who was the booker until now is told `also`. What changes nothing,
    like a reminder, is told once for what it is `about` beside.
    """
    untold = _kept_back.get()
    if untold is not None:
        untold.append(Untold(booking, kind))
        return
    readers = [one for one in readers_for(booking, kind, now) if one.side in sides]
    known = {reader.id for reader in readers}
    readers += [one for one in readers_of(also)[:1] if one.id not in known] if also else []
    outbox.tell(list(_letters(booking, kind, readers, now=now, details=details, about=about)), now=now)


def readers_for(booking: BookingView, kind: str, now: datetime) -> list[Reader]:
    """Return who is told this of the booking: what is to be answered goes to those who may answer it."""
    readers = readers_of(booking)
    if kind in TO_BE_ANSWERED:
        answering = {one.id for one in approvers.answerers(booking, clock.local_day(now))}
        readers = [one for one in readers if one.side == BOOKER or not answering or one.id in answering]
    return readers


def _letters(
    booking: BookingView, kind: str, readers: Iterable[Reader], *, now: datetime, details: Details | None, about: str
) -> Iterator[Letter]:
    texts: dict[tuple[str, str], Letter] = {}
    calendars: dict[str, str] = {}
    for reader in readers:
        key = (reader.language, reader.side)
        if key not in texts:
            texts[key] = _compose(booking, kind, reader, details=details)
        if kind in WITH_CALENDAR and reader.language not in calendars:
            calendars[reader.language] = calendar_of(booking, reader.language, host=host(), now=now)
        draft = texts[key]
        yield Letter(
            draft.kind,
            reader.email,
            draft.language,
            draft.subject,
            draft.body,
            about=booking.reference,
            calendar=calendars.get(reader.language),
            dedupe=f"booking-{booking.id}:{booking.sequence}{about}:{reader.id}",
        )


def alternative(nearest: Period | None) -> Details:
    """Say which time in the same resource is the nearest that is still free."""

    def words(_side: str) -> str:
        if nearest is None:
            return _("I samma resurs finns ingen ledig tid de närmaste veckorna.")
        time = formats.span(nearest.starts_at, nearest.ends_at, str(get_locale()))
        return _("Närmaste lediga tid i samma resurs: %(time)s", time=time)

    return words


def change(text: str, *, before: BookingView | None = None, wish: Any = None) -> Details:
    """Say what the booking was, or what it is asked to be, and why."""

    def words(_side: str) -> str:
        lines = [_("Tidigare: %(what)s", what=_size(before))] if before else []
        lines += [_("Önskad ändring: %(what)s", what=_size(wish))] if wish else []
        lines += [_("Skäl: %(reason)s", reason=text)] if text else []
        return "\n".join(lines)

    return words


def _size(one: Any) -> str:
    time = formats.span(one.starts_at, one.ends_at, str(get_locale()))
    return _("%(time)s, enheter: %(units)s", time=time, units=one.units)


def handed_over(before: BookingView, after: BookingView) -> Details:
    """Say who had the booking and who has it now."""
    return lambda _side: _("%(new)s har tagit över efter %(old)s.", new=after.person_name, old=before.person_name)


def late(percent: int, reason: str) -> Details:
    """Say what a late cancellation costs, and why it was made."""

    def words(_side: str) -> str:
        lines = [_("Avbokningen är sen: %(percent)s procent av priset gäller.", percent=percent)] if percent else []
        return "\n".join([*lines, _("Skäl: %(reason)s", reason=_(reasons.WORDS[reason]))])

    return words


def readers_of(booking: BookingView) -> list[Reader]:
    """Return the booker and the people of the testbed's organisation, nobody twice."""
    booker = Reader(booking.person_id, booking.person_email, booking.person_language, BOOKER)
    people = members_of(booking.owner_id) if booking.owner_id else []
    owners = [Reader(one.id, one.email, one.language, OWNER) for one in people if one.id != booking.person_id]
    return [booker, *owners]


def _compose(booking: BookingView, kind: str, reader: Reader, *, details: Details | None) -> Letter:
    language = reader.language
    with in_language(language):
        subject, says, follows = TEXTS[kind](booking.reference, reader.side)
        paragraphs = [
            _("Hej!"),
            says,
            _facts(booking, reader),
            *_reason(booking),
            details(reader.side) if details else "",
            follows,
        ]
        paragraphs += [public_url("booking.show", language, reference=booking.reference)]
        paragraphs += [_("Hälsningar från %(portal)s", portal=current_app.config["PORTAL_NAME"])]
        body = "\n\n".join(part for part in paragraphs if part) + "\n"
    return Letter(f"booking.{kind}", reader.email, language, subject, body)


def _facts(booking: BookingView, reader: Reader) -> str:
    lines = [
        (_("Testbädd"), localised(booking, "testbed_name", reader.language)),
        (_("Resurs"), localised(booking, "resource_name", reader.language)),
        (_("Tid"), formats.span(booking.starts_at, booking.ends_at, reader.language)),
        (_("Antal enheter"), str(booking.units)),
    ]
    if reader.side == OWNER:
        lines.append((_("Organisation"), booking.organisation_name))
    if booking.state in PENDING and not booking.in_line:
        lines.append((_("Svar senast"), formats.moment(booking.deadline, reader.language)))
    return "\n".join(f"{name}: {value}" for name, value in lines)


def _reason(booking: BookingView) -> list[str]:
    words = [_(reasons.WORDS[booking.reason])] if booking.reason in reasons.WORDS else []
    text = ": ".join([*words, *([booking.reason_text] if booking.reason_text else [])])
    return [_("Skäl: %(reason)s", reason=text)] if text else []


def host() -> str:
    """Return the name of the portal's host, for identifiers that must never change."""
    return str(current_app.config["PUBLIC_URL"]).split("//")[-1].split("/")[0].split(":")[0]
