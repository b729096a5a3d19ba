"""What those who wait are told, in their own language: an offer, that it went on, what came free, that the window is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from flask_babel import gettext as _

from portal import outbox
from portal.accounts.queries import Visitor
from portal.booking.forms import link_to
from portal.booking.terms import length_words
from portal.clock import Period
from portal.outbox import Letter
from portal.waiting.queries import WaitView
from portal.web import formats
from portal.web.language import in_language, localised
from portal.web.links import public_url


@dataclass(frozen=True)
class Offer:
    """The time that is kept, until when, and the booking that holds it."""

    period: Period
    until: datetime
    reference: str


def tell(
    visitor: Visitor,
    wait: WaitView,
    kind: str,
    *,
    now: datetime,
    offer: Offer | None = None,
    free: Sequence[Period] = (),
) -> None:
    """Write to whoever waits; call it inside the transaction that makes it true."""
    language = visitor.language
    with in_language(language):
        if offer:
            subject, says, links = _offered(offer, language)
        elif free:
            subject, says, links = _free(wait, free, language)
        else:
            subject, says, links = _ended(wait, kind, language)
        facts = _facts(wait, offer.period if offer else wait.period, language)
        sender = _("Hälsningar från %(portal)s", portal=current_app.config["PORTAL_NAME"])
        body = "\n\n".join([_("Hej!"), says, facts, *links, sender]) + "\n"
    dedupe = f"wait-{wait.id}:{kind}:{offer.reference if offer else int(now.timestamp())}"
    about = offer.reference if offer else wait.reference
    outbox.tell(Letter(f"wait.{kind}", visitor.email, language, subject, body, about=about, dedupe=dedupe), now=now)


def _offered(offer: Offer, language: str) -> tuple[str, str, list[str]]:
    until = formats.moment(offer.until, language)
    says = _("Tid som ni väntar på har blivit ledig och hålls åt er till %(time)s.", time=until)
    says += " " + _("Tar ni den inte innan dess går den till nästa på väntelistan.")
    return (
        _("Ledig tid: svara senast %(time)s", time=until),
        says,
        [_("Ta tiden eller tacka nej:"), public_url("booking.check", language, reference=offer.reference)],
    )


def _free(wait: WaitView, free: Sequence[Period], language: str) -> tuple[str, str, list[str]]:
    """Name the first times that would do, each with a link to its form."""
    says = _("Tid som ni bevakar har blivit ledig. Den hålls inte åt er: den som bokar först får den.")
    page = public_url("booking.book", language, slug=wait.resource_slug)
    times = [
        f"{formats.span(one.starts_at, one.ends_at, language)}\n{page}?{link_to(wait.unit, one, wait.units)}"
        for one in free
    ]
    return _("Ledig tid: %(name)s", name=localised(wait, "resource_name", language)), says, times


def _ended(wait: WaitView, kind: str, language: str) -> tuple[str, str, list[str]]:
    mine = public_url("waiting.mine", language)
    if kind == "lapsed":
        says = _("Ni tog inte tiden som erbjöds, så den har gått vidare och ni står inte längre på väntelistan.")
        again = public_url("waiting.begin", language, slug=wait.resource_slug)
        return _("Tiden som ni erbjöds har gått vidare"), says, [_("Vill ni vänta på en annan tid?"), again]
    if kind == "withdrawn":
        says = _("Resursen stängs den tid som ni erbjöds. Ni har kvar er plats på väntelistan.")
        return _("Tiden som ni erbjöds går inte längre"), says, [mine]
    says = _("Ingen tid som passade er blev ledig i tid, så ni står inte längre på väntelistan.")
    return _("Ingen tid blev ledig"), says, [public_url("catalogue.show", language, slug=wait.testbed_slug)]


def _facts(wait: WaitView, period: Period, language: str) -> str:
    lines = [
        (_("Testbädd"), localised(wait, "testbed_name", language)),
        (_("Resurs"), localised(wait, "resource_name", language)),
        (_("Tid"), formats.span(period.starts_at, period.ends_at, language)),
        (_("Längd"), length_words(wait.unit, wait.length)),
        (_("Antal enheter"), str(wait.units)),
    ]
    return "\n".join(f"{name}: {value}" for name, value in lines)
