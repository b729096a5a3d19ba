"""What comes after a test: certify, improve and retest, or stop; each with its next step and what may pay for it."""

from dataclasses import dataclass, replace
from typing import Any

from portal.enquiry.brief import Brief
from portal.enquiry.models import Enquiry
from portal.enquiry.money import situation_of
from portal.errors import N_
from portal.support import queries as support

CERTIFY, RETEST, STOP, UNDECIDED = "certify", "retest", "stop", "undecided"
PHASES = {CERTIFY: "scale", RETEST: "test", STOP: "explore", UNDECIDED: "test"}
CAN_BE_APPLIED_FOR = frozenset({"open", "call-based", "uncertain"})
MOST = 3


@dataclass(frozen=True)
class Exit:
    """What somebody reads after having said what happens next."""

    key: str
    title: str
    says: str
    endpoint: str
    values: dict[str, Any]
    link: str
    programmes: list[Any]


TITLES = {
    CERTIFY: N_("Mot certifiering eller marknad"),
    RETEST: N_("Förbättra och prova igen"),
    STOP: N_("Att stanna är också ett resultat"),
    UNDECIDED: N_("När ni har bestämt er"),
}
SAYS = {
    CERTIFY: N_(
        "Ta reda på vilka krav och standarder som gäller hos kunden och på marknaden, och vilket organ som får intyga dem."
        " Rapporten från provet är underlaget. De här testbäddarna ger stöd vid certifiering:"
    ),
    RETEST: N_(
        "Skriv vad som ska ändras och behåll samma mått, så går proven att jämföra. Det ni redan har berättat följer med"
        " till en ny förfrågan:"
    ),
    STOP: N_(
        "Ett nej som kommer tidigt sparar pengar, och andra företag slipper gå samma väg. Berätta gärna vad som inte höll:"
        " det kan publiceras utan namn. Behovet kan finnas kvar fast lösningen blir en annan:"
    ),
    UNDECIDED: N_(
        "Ni kan ändra svaret senare. Vägen från prov till färdig produkt, och vad som kan betala den, finns här:"
    ),
}
LINKS = {
    CERTIFY: N_("Testbäddar med stöd vid certifiering"),
    RETEST: N_("Ny förfrågan med samma underlag"),
    STOP: N_("Se andra testbäddar"),
    UNDECIDED: N_("Se allt stöd"),
}


def exit_of(next_exit: str, enquiry: Enquiry, brief: Brief) -> Exit:
    """Return what the company may do next, with the support that is for that."""
    goals: dict[str, tuple[str, dict[str, Any]]] = {
        CERTIFY: ("search.index", {"tjanst": "certification-support"}),
        RETEST: ("enquiry.outcome", {"reference": enquiry.reference}),
        STOP: ("search.index", {}),
        UNDECIDED: ("support.index", {}),
    }
    endpoint, values = goals[next_exit]
    programmes = programmes_for(next_exit, enquiry, brief)
    return Exit(next_exit, TITLES[next_exit], SAYS[next_exit], endpoint, values, LINKS[next_exit], programmes)


def programmes_for(next_exit: str, enquiry: Enquiry, brief: Brief) -> list[Any]:
    """Return the few programmes that fit the next step and can be applied for: the one place that asks the support room."""
    situation = replace(situation_of(brief, enquiry.county), phase=PHASES[next_exit], ordered="")
    found = [one.programme for one in support.match(situation) if not one.misfits]
    return [one for one in found if one.status in CAN_BE_APPLIED_FOR][:MOST]
