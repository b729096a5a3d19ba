"""Who can read what in a case, in words."""

from dataclasses import dataclass

from flask_babel import gettext as _

from portal.accounts import queries as accounts
from portal.enquiry.models import WITHDRAWN, Ask, Enquiry
from portal.errors import N_
from portal.web.formats import day


@dataclass(frozen=True)
class Participant:
    """Somebody who can read, or may come to read, the case, and how much of it."""

    name: str
    reads: str
    can_read: bool = True


def participants(enquiry: Enquiry, asks: list[Ask], side: str, asker: str) -> list[Participant]:
    """Return who can read what. An owner is told of the company and itself alone."""
    all_of_it = _("Allt, och vem som har öppnat det konfidentiella.")
    company = Participant(asker, all_of_it if side == "company" else _("Hela ärendet."))
    # Who is asked about several testbeds reads by the question that lets it read most.
    most = {
        one.organisation_id: one
        for one in sorted(asks, key=lambda one: (one.state != WITHDRAWN, one.terms_at is not None))
    }
    rows = [company, *(_asked(enquiry, one) for one in most.values())]
    return rows if side == "owner" else [*rows, _coordinator(enquiry)]


OPEN_CASE = N_("Beskrivningen och sin egen tråd. Det konfidentiella först efter en knapptryckning som skrivs upp.")
BLIND_CASE = N_("Behov och bransch och sin egen tråd, men inte vem som frågar.")
ACCEPTED = N_("Godkände sekretessvillkoren %(day)s: vem som frågar, beskrivningen och sin egen tråd.")
TAKEN_BACK = N_("Frågan är tillbakatagen: bara sin egen tråd, utan det konfidentiella.")
NOT_YET = N_("Ingenting ännu. Får läsa om ett svar blir sent, om alla säger nej eller om ni ber om hjälp.")
NEVER = N_("Ingenting: ni har valt bort samordnaren.")
LET_IN = N_("Allt utom det konfidentiella, sedan %(day)s.")


def _asked(enquiry: Enquiry, ask: Ask) -> Participant:
    name = ask.organisation.name
    if ask.state == WITHDRAWN:
        return Participant(name, _(TAKEN_BACK))
    if not enquiry.is_blind:
        return Participant(name, _(OPEN_CASE))
    if ask.terms_at is None:
        return Participant(name, _(BLIND_CASE))
    return Participant(name, _(ACCEPTED, day=day(ask.terms_at)))


def _coordinator(enquiry: Enquiry) -> Participant:
    name = enquiry.desk.name if enquiry.desk else accounts.coordinator_name(enquiry.county) or _("Samordnaren")
    if not enquiry.may_be_routed:
        return Participant(name, _(NEVER), can_read=False)
    if enquiry.routed_at is None:
        return Participant(name, _(NOT_YET), can_read=False)
    return Participant(name, _(LET_IN, day=day(enquiry.routed_at)))
