"""Sentences of the case's page: the next step, the timeline, and the lines of a brief."""

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _

from portal.catalogue import vocabulary
from portal.enquiry.answers.rules import REASONS
from portal.enquiry.brief import Brief
from portal.errors import N_
from portal.web.formats import day, number
from portal.web.language import current_language

STEPS = {
    "closed": N_("Ärendet är avslutat."),
    "decide": N_("%(who)s föreslår en annan testbädd. Säg ja eller nej till förslaget."),
    "reply": N_("%(who)s har ställt en fråga. Svara i tråden, så kan de ge besked."),
    "next-best": N_("%(who)s har inte svarat i tid. Ni kan fråga någon annan samtidigt."),
    "booked": N_("Provet är bokat. Se till att handlingarna är klara före första dagen."),
    "book": N_("%(who)s har svarat ja. Boka en tid, eller kom överens i tråden."),
    "wait": N_("%(who)s ska svara. Ni får ett meddelande när svaret finns här."),
    "talk": N_("%(who)s har fått ert svar och ska återkomma."),
    "coordinator": N_("Samordnaren letar efter en väg. Ni kan också själva fråga någon mer."),
    "ask-more": N_("Ingen väntar på svar. Fråga en testbädd till, be samordnaren om hjälp eller avsluta ärendet."),
    "withdrawn": N_("Företaget har tagit tillbaka sin fråga. Ni behöver inte svara."),
    "terms": N_("Läs behovet. Godkänn sekretessvillkoren för att se vem som frågar, eller svara direkt."),
    "answer": N_("Ni ska svara: ja, ja om, nej eller inte vi men de."),
    "answer-again": N_("Företaget har svarat på er fråga. Ge besked."),
    "company-replies": N_("Företaget ska svara på er fråga."),
    "company-books": N_("Ni har svarat ja. Företaget bokar eller skriver i tråden."),
    "said-no": N_("Ni har svarat nej."),
    "company-decides": N_("Ni har föreslagit en annan testbädd. Företaget säger ja eller nej."),
    "referred": N_("Ni har hänvisat till en annan testbädd."),
}

EVENTS = {
    "enquiry.sent": N_("%(who)s skickade förfrågan"),
    "enquiry.closed": N_("%(who)s avslutade ärendet"),
    "enquiry.reopened": N_("%(who)s öppnade ärendet igen"),
    "ask.sent": N_("%(who)s frågade %(asked)s"),
    "ask.yes": N_("%(asked)s svarade ja"),
    "ask.question": N_("%(asked)s ställde en fråga"),
    "ask.no": N_("%(asked)s svarade nej"),
    "ask.referred": N_("%(asked)s föreslog %(testbed)s i stället"),
    "ask.withdrawn": N_("%(who)s tog tillbaka frågan till %(asked)s"),
    "referral.accepted": N_("%(who)s tackade ja till %(testbed)s"),
    "referral.declined": N_("%(who)s tackade nej till %(testbed)s"),
    "terms.accepted": N_("%(asked)s godkände sekretessvillkoren"),
    "case.routed": N_("Samordnaren fick veta om ärendet"),
    "clock.reminded": N_("%(asked)s påmindes om sitt löfte"),
    "clock.deputy": N_("Löftet gick ut. Ersättaren hos %(asked)s fick veta det"),
    "clock.coordinator": N_("%(asked)s är fortfarande sena"),
    "clock.next-best": N_("Ni erbjöds att fråga någon annan än %(asked)s"),
    "booking.linked": N_("Bokning %(booking)s kopplades till ärendet"),
    "booking.unlinked": N_("Bokning %(booking)s kopplades bort"),
    "outcome.told": N_("%(who)s berättade hur det gick"),
    "case.taken": N_("%(who)s tog hand om ärendet"),
    "case.handed": N_("%(who)s lämnade ärendet till en annan samordnare"),
    "case.merged": N_("Ett ärende om samma behov slogs ihop med det här"),
    "case.unmerged": N_("Ett ärende som slagits ihop delades igen"),
}
"""What the timeline says of each event; one without a sentence is kept for the audit alone."""

BROKEN = frozenset({"ask.no", "clock.deputy", "clock.coordinator"})
SETTINGS = {"lab": N_("I laboratorium"), "pilot": N_("I pilotskala"), "real": N_("I verklig miljö")}
RIGHTS = {
    "company": N_("Företaget äger resultaten"),
    "shared": N_("Delas mellan företaget och testbädden"),
    "testbed": N_("Testbädden, med licens för företaget"),
}
YES_NO = {"yes": N_("Ja"), "no": N_("Nej")}
SIZES = {
    "micro": N_("Mikroföretag"),
    "small": N_("Litet företag"),
    "medium": N_("Medelstort företag"),
    "sme": N_("Litet eller medelstort företag"),
    "large": N_("Stort företag"),
}


def event_sentence(action: str, details: dict[str, Any], *, who: str, asked: str) -> str:
    """Return what the timeline says; an empty string for what it does not tell."""
    if action not in EVENTS:
        return ""
    values = {"testbed": "", "booking": "", **{name: str(value) for name, value in details.items()}}
    sentence = _(EVENTS[action], who=who, asked=asked, testbed=values["testbed"], booking=values["booking"])
    reason = REASONS.get(values.get("reason", ""))
    return f"{sentence}: {_(reason)}" if reason else sentence


def brief_lines(brief: Brief) -> list[tuple[str, str]]:
    """Return what the brief says beside the need, each with its name; what is unknown is left out."""
    return [(label, value) for label, value in _lines(brief) if value]


def _lines(brief: Brief) -> Iterator[tuple[str, str]]:
    language = current_language()
    yield _("Godkänt om"), brief.pass_figure
    yield _("Föremålet"), brief.object_what
    yield _("Mått"), _size(brief)
    yield _("Vikt"), _mass(brief.mass_g)
    yield _("Risker"), brief.hazards
    yield _("Mognad (TRL)"), _maturity(brief)
    yield _("Miljö för provet"), _word(SETTINGS, brief.setting)
    yield _("Prover"), brief.samples
    yield _("Data"), brief.data
    yield _("När"), _when(brief)
    yield _("Län"), vocabulary.label("counties", brief.county, language) if brief.county else ""
    yield _("Ort"), brief.place
    yield _("Bransch"), vocabulary.label("sectors", brief.sector, language) if brief.sector else ""
    yield _("Företagets storlek"), _word(SIZES, brief.size_class)
    yield _("Budget"), _("%(kronor)s kr utan moms", kronor=number(brief.budget)) if brief.budget is not None else ""
    yield _("Söker stöd"), _word(YES_NO, brief.seeks_support)
    yield _("Har något beställts"), _word(YES_NO, brief.ordered)
    yield _("Tidigare stöd"), _aid(brief)
    yield _("Resultaten"), _word(RIGHTS, brief.results)


def _word(words: dict[str, str], key: str) -> str:
    return _(words[key]) if key in words else key


def _size(brief: Brief) -> str:
    sides = [side for side in (brief.length_mm, brief.width_mm, brief.height_mm) if side is not None]
    return " × ".join(number(side) for side in sides) + " mm" if sides else ""


def _mass(grams: int | None) -> str:
    if grams is None:
        return ""
    return f"{number(grams / 1000)} kg" if grams >= 1000 else f"{number(grams)} g"


def _maturity(brief: Brief) -> str:
    if brief.trl_now and brief.trl_wanted:
        return _("%(now)s i dag, %(wanted)s efter provet", now=brief.trl_now, wanted=brief.trl_wanted)
    return str(brief.trl_now or brief.trl_wanted or "")


def _when(brief: Brief) -> str:
    days = [day(one) for one in (brief.first_day, brief.last_day) if one is not None]
    return " – ".join(days) or brief.wanted_time


def _aid(brief: Brief) -> str:
    if brief.has_no_aid:
        return _("Inget de senaste tre åren")
    each = [
        ", ".join(
            part
            for part in (one.giver, _("%(euros)s euro, %(day)s", euros=number(one.euros), day=day(one.decided_on)))
            if part
        )
        for one in brief.aid
    ]
    return "; ".join(each)
