"""What the booker and the owners are told of several bookings at once: one letter each, in their own language.

An owner reads of the parts that are theirs and of nothing else. Why a company tests stands in no letter.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime

from flask import current_app
from flask_babel import gettext as _

from portal import outbox
from portal.accounts.queries import Recipient, members_of
from portal.booking import service as booking
from portal.booking.queries import BookingView
from portal.booking.states import CANCELLED, CONFIRMED, DECLINED, DISPLACED, EXPIRED, QUEUED, REQUESTED
from portal.campaign.queries import BundleView
from portal.outbox import Letter
from portal.web import formats
from portal.web.language import in_language, localised
from portal.web.links import public_url

STATE_WORDS: dict[str, Callable[[], str]] = {
    CONFIRMED: lambda: _("bekräftad"),
    REQUESTED: lambda: _("begärd, väntar på svar"),
    QUEUED: lambda: _("begärd, väntar på svar"),
    CANCELLED: lambda: _("avbokad"),
    DECLINED: lambda: _("nekad"),
    EXPIRED: lambda: _("gick ut utan svar"),
    DISPLACED: lambda: _("behöver en ny tid"),
}


def tell_sent(bundle: BundleView, *, now: datetime) -> None:
    """Write one letter to the booker and one to each person of each owner."""
    outbox.tell(
        [_to_booker("sent", bundle, bundle.parts, _sent_words, now=now), *_to_owners("sent", bundle, now)], now=now
    )


def tell_cancelled(bundle: BundleView, booking_ids: Collection[int], *, now: datetime) -> None:
    parts = [part for part in bundle.parts if part.id in booking_ids]
    to_booker = _to_booker("cancelled", bundle, parts, _cancelled_words, now=now)
    outbox.tell([to_booker, *_to_owners("cancelled", bundle, now, parts)], now=now)


def tell_fallen(bundle: BundleView, *, now: datetime) -> None:
    """Ask the booker what is to become of the rest."""
    outbox.tell(_to_booker("fallen", bundle, bundle.parts, _fallen_words, now=now), now=now)


Words = Callable[[str], tuple[str, str, str]]


def _sent_words(reference: str) -> tuple[str, str, str]:
    return (
        _("Samlad bokning %(reference)s är skickad", reference=reference),
        _("Allt i er samlade bokning är skickat. Det som är bekräftat gäller, och det som är begärt väntar på svar."),
        _("Följ alla delar, hämta kalenderfilen eller avboka allt här:"),
    )


def _cancelled_words(reference: str) -> tuple[str, str, str]:
    return (
        _("Samlad bokning %(reference)s är avbokad", reference=reference),
        _("De här delarna är avbokade och tiderna är lediga igen."),
        _("Läs mer här:"),
    )


def _fallen_words(reference: str) -> tuple[str, str, str]:
    return (
        _("En del av %(reference)s blev inte av", reference=reference),
        _(
            "De andra delarna gäller fortfarande. Välj om ni vill hitta nya tider för resten, eller avboka allt på en gång."
        ),
        _("Det gör ni här:"),
    )


def _to_booker(kind: str, bundle: BundleView, parts: Sequence[BookingView], words: Words, *, now: datetime) -> Letter:
    first = bundle.parts[0]
    language = first.person_language
    with in_language(language):
        subject, says, follows = words(bundle.reference)
        link = public_url("campaign.show", language, reference=bundle.reference)
        body = _letter(says, "\n\n".join(_facts(part, language) for part in parts), f"{follows}\n{link}")
    calendar = booking.calendar_of_all(parts, language, host=booking.host(), now=now)
    moment = "" if kind == "sent" else f":{int(now.timestamp())}"
    dedupe = f"bundle-{bundle.id}:{kind}:{first.person_id}{moment}"
    return Letter(f"bundle.{kind}", first.person_email, language, subject, body, bundle.reference, calendar, dedupe)


def _to_owners(
    kind: str, bundle: BundleView, now: datetime, parts: Sequence[BookingView] | None = None
) -> Iterator[Letter]:
    """Yield a letter to each person of each owner, about the owner's own parts."""
    by_owner: dict[int, list[BookingView]] = {}
    for part in bundle.parts if parts is None else parts:
        if part.owner_id is not None:
            by_owner.setdefault(part.owner_id, []).append(part)
    for owner_id, theirs in by_owner.items():
        for reader in members_of(owner_id):
            if reader.id != bundle.person_id:
                yield _to_owner(kind, bundle, theirs, reader, now)


def _to_owner(kind: str, bundle: BundleView, parts: Sequence[BookingView], reader: Recipient, now: datetime) -> Letter:
    with in_language(reader.language):
        subject, says = _owner_words(kind, parts)
        facts = "\n\n".join(
            f"{_facts(part, reader.language)}\n{public_url('booking.show', reader.language, reference=part.reference)}"
            for part in parts
        )
        whose = _("Organisation") + f": {bundle.organisation_name}"
        body = _letter(says, whose, facts)
    calendar = booking.calendar_of_all(parts, reader.language, host=booking.host(), now=now)
    # The reference of the whole stays with the booker: it would tell one owner of another.
    about = parts[0].reference
    moment = "" if kind == "sent" else f":{int(now.timestamp())}"
    dedupe = f"bundle-{bundle.id}:{kind}:{parts[0].owner_id}:{reader.id}{moment}"
    return Letter(f"bundle.{kind}", reader.email, reader.language, subject, body, about, calendar, dedupe)


def _owner_words(kind: str, parts: Sequence[BookingView]) -> tuple[str, str]:
    references = ", ".join(part.reference for part in parts[:3]) + (" …" if len(parts) > 3 else "")
    if kind == "cancelled":
        return (
            _("Avbokat: %(references)s", references=references),
            _("Det här är avbokat och tiderna är lediga igen."),
        )
    if any(part.state in (REQUESTED, QUEUED) for part in parts):
        return (
            _("Begäran väntar på svar: %(references)s", references=references),
            _("Någon vill använda er testbädd. Bekräfta eller neka det som är begärt på varje boknings sida."),
        )
    return _("Bokat: %(references)s", references=references), _("De här bokningarna av er testbädd är bekräftade.")


def _facts(part: BookingView, language: str) -> str:
    lines = [
        (_("Bokning"), f"{part.reference} ({STATE_WORDS[part.state]() if part.state in STATE_WORDS else part.state})"),
        (_("Testbädd"), localised(part, "testbed_name", language)),
        (_("Resurs"), localised(part, "resource_name", language)),
        (_("Tid"), formats.span(part.starts_at, part.ends_at, language)),
        (_("Antal enheter"), str(part.units)),
    ]
    return "\n".join(f"{name}: {value}" for name, value in lines)


def _letter(*paragraphs: str) -> str:
    greetings = _("Hälsningar från %(portal)s", portal=current_app.config["PORTAL_NAME"])
    return "\n\n".join((_("Hej!"), *paragraphs, greetings)) + "\n"
