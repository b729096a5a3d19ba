"""Letters about outcomes: asked for, reminded of, and told. The link opens the form without signing in, for one person."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from flask_babel import gettext as _

from portal.accounts.queries import Recipient
from portal.enquiry.letters import written
from portal.enquiry.models import COMPANY, Enquiry, Outcome
from portal.outbox import Letter
from portal.web import signed
from portal.web.language import in_language
from portal.web.links import public_url

PURPOSE = "outcome"
WORKS_FOR = timedelta(days=90)


class Key(NamedTuple):
    """Who answers about which case, and for whom."""

    reference: str
    organisation_id: int
    person_id: int


def asked(
    enquiry: Enquiry, organisation_id: int, readers: Iterable[Recipient], *, again: bool, now: datetime
) -> list[Letter]:
    """Ask these people of one side how it went, or remind them of it."""
    kind = "outcome-again" if again else "outcome"
    letters = []
    for person in readers:
        with in_language(person.language):
            address = link(Key(enquiry.reference, organisation_id, person.id), person.language, now)
            letters.append(
                Letter(
                    kind=f"enquiry.{kind}",
                    to_email=person.email,
                    language=person.language,
                    subject=_("Ärende %(reference)s", reference=enquiry.reference),
                    body=f"{_asks(enquiry, organisation_id, again)}\n\n{address}\n\n{_how()}\n",
                    about=enquiry.reference,
                    dedupe=f"enquiry.{kind}:{enquiry.id}:{organisation_id}:{person.email}",
                )
            )
    return letters


def _asks(enquiry: Enquiry, organisation_id: int, again: bool) -> str:
    said = _("Vi har inte hört hur det gick ännu.") + " " if again else ""
    if organisation_id == enquiry.organisation_id:
        return said + _("Hur gick det? Berätta på några minuter, så stänger vi ärendet och visar nästa steg.")
    return said + _("Hur gick det för företaget hos er? Berätta på några minuter.")


def _how() -> str:
    return _("Länken är personlig, kräver ingen inloggning och gäller i 90 dagar. Vi påminner högst en gång.")


def link(key: Key, language: str, now: datetime) -> str:
    """Return the address at which this person tells how it went without signing in."""
    word = signed.sign(PURPOSE, ":".join(map(str, key)), expires_at=now + WORKS_FOR)
    return public_url("enquiry.outcome_by_link", language, nyckel=word)


def read_link(word: str, now: datetime) -> Key:
    """Return what the link says. Raise BadLink or OldLink."""
    reference, organisation_id, person_id = signed.read(PURPOSE, word, now=now).split(":")
    return Key(reference, int(organisation_id), int(person_id))


def told(enquiry: Enquiry, outcome: Outcome, readers: Iterable[Recipient]) -> list[Letter]:
    """Tell the company's people that one side has told how it went; the words stand on the page alone."""

    def said(_language: str) -> str:
        if outcome.side == COMPANY:
            return _("En kollega har berättat hur det gick, och ärendet är avslutat.")
        return _("%(name)s har berättat hur det gick.", name=outcome.organisation.name)

    return [written(enquiry, one.email, one.language, "outcome-told", outcome.id, said) for one in readers]
