"""The way from a need to a proven product: a ladder of plain questions, ten steps, and three ways out. Pure.

Texts are msgids; who shows them translates. The pages of cases point at a step or a rung by its key.
"""

from dataclasses import dataclass

from portal.errors import N_


@dataclass(frozen=True)
class Rung:
    """A rung of the ladder as a company would say it, with the levels of technical maturity (TRL) that it stands for."""

    key: str
    low: int
    high: int
    says: str
    next: str

    @property
    def levels(self) -> str:
        return str(self.low) if self.low == self.high else f"{self.low}–{self.high}"


@dataclass(frozen=True)
class Step:
    """A step of the way: what is done, what it needs, who helps, which papers and which phase of support belong to it."""

    key: str
    name: str
    does: str
    needs: str
    helps: str
    papers: str = ""
    phase: str = ""


@dataclass(frozen=True)
class Exit:
    """A way out after a test, and the phase of support that comes next."""

    key: str
    name: str
    when: str
    phase: str


LADDER = (
    Rung("idea", 1, 2, N_("Vi har en idé som vi inte har prövat."), N_("Pröva om principen håller.")),
    Rung(
        "concept",
        3,
        3,
        N_("Ett första försök visar att idén kan fungera."),
        N_("Bygg något som går att mäta på i labb."),
    ),
    Rung("lab", 4, 4, N_("Det fungerar i labb eller på bänk."), N_("Prova i en miljö som liknar den riktiga.")),
    Rung(
        "realistic",
        5,
        6,
        N_("En prototyp fungerar i en miljö som liknar den riktiga."),
        N_("Prova där den ska användas."),
    ),
    Rung(
        "real",
        7,
        7,
        N_("En prototyp fungerar där den ska användas."),
        N_("Gör produkten färdig och visa att den håller."),
    ),
    Rung("complete", 8, 8, N_("Produkten är färdig och provad."), N_("Certifiera där det krävs, och börja sälja.")),
    Rung("used", 9, 9, N_("Produkten används hos kunder."), N_("Bygg ut, eller börja om med nästa version.")),
)

STEPS = (
    Step(
        "place",
        N_("Se var ni står"),
        N_("Säg med vanliga ord hur långt ni har kommit, och vart ni vill."),
        N_("Det ni redan har mätt eller visat."),
        N_("Portalen, eller samordnaren i ert län."),
        phase="explore",
    ),
    Step(
        "need",
        N_("Beskriv vad som ska bevisas"),
        N_("En mening om behovet, och den siffra som betyder godkänt."),
        N_("Vad kunden, lagen eller standarden kräver."),
        N_("Samordnaren hjälper er att formulera det."),
        phase="explore",
    ),
    Step(
        "contact",
        N_("Få en kontakt"),
        N_("Ett ärende, en referens och en person som svarar inom utlovad tid."),
        N_("En e-postadress."),
        N_("Samordnaren, när ingen testbädd är given."),
    ),
    Step(
        "match",
        N_("Hitta rätt testmiljö"),
        N_("Jämför vad som passar, vad som är okänt och vad som inte passar."),
        N_("Mått, vikt, miljö och plats, så långt ni vet."),
        N_("Sökningen, testbäddarna och samordnaren."),
        phase="design",
    ),
    Step(
        "secrecy",
        N_("Kom överens om sekretess och resultat"),
        N_("Bestäm vem som äger resultaten innan något visas."),
        N_("Vad ni redan äger, och vad som måste hållas hemligt."),
        N_("Testbädden och er egen rådgivare."),
        papers=N_("Sekretessavtal, provningsavtal"),
        phase="explore",
    ),
    Step(
        "money",
        N_("Sök pengar innan ni beställer"),
        N_("Se vilka stöd som passar, och sök före bokningen där det krävs."),
        N_("Prisuppgift, provplan och vad ni har fått i stöd de senaste tre åren."),
        N_("Den som ger stödet, Almi, regionen eller ett science park."),
        papers=N_("Kostnadssammanställning, utrymme för stöd"),
        phase="test",
    ),
    Step(
        "plan",
        N_("Skriv en provplan"),
        N_("Vad som provas, hur, och vilket mätbart resultat som väntas."),
        N_("Provföremål, gränsvärden och hur många prov som behövs."),
        N_("Testbäddens personal."),
        papers=N_("Provplan"),
        phase="test",
    ),
    Step(
        "book",
        N_("Boka tid och ordna säkerheten"),
        N_("Bekräfta tiden, skicka provföremålet och gå igenom riskerna."),
        N_("Datablad, försäkring och utbildning där testbädden kräver det."),
        N_("Testbäddens provledare."),
        papers=N_("Säkerhetsdatablad"),
        phase="test",
    ),
    Step(
        "test",
        N_("Prova och få en rapport"),
        N_("Genomför provet. Rapporten ska andra kunna lita på."),
        N_("Någon från er på plats eller på länk."),
        N_("Testbädden."),
        phase="pilot",
    ),
    Step(
        "after",
        N_("Bestäm vad som händer sedan"),
        N_("Jämför med siffran som betydde godkänt, och välj väg ut."),
        N_("Rapporten och ert mål."),
        N_("Samordnaren och den som ger nästa stöd."),
        phase="scale",
    ),
)

EXITS = (
    Exit("certify", N_("Certifiera"), N_("Provet gick bra: visa det för dem som kräver intyg."), "scale"),
    Exit(
        "improve", N_("Förbättra och prova igen"), N_("Nästan: rätta det som brast och boka ett nytt prov."), "design"
    ),
    Exit(
        "stop", N_("Sluta"), N_("Det höll inte. Det är också ett resultat: ni sparade resten av pengarna."), "explore"
    ),
)

STEP_KEYS = tuple(step.key for step in STEPS)
RUNG_KEYS = tuple(rung.key for rung in LADDER)


def find_rung(trl: int | None) -> Rung | None:
    """Return the rung of this level; None for none or for a level that there is not."""
    return next((rung for rung in LADDER if trl is not None and rung.low <= trl <= rung.high), None)


def rung_of(key: str) -> Rung | None:
    return next((rung for rung in LADDER if rung.key == key), None)


def place_of(current: str) -> dict[str, str]:
    """Return for each step whether it is done, here or ahead when one stands at `current`; empty for an unknown step."""
    if current not in STEP_KEYS:
        return {}
    here = STEP_KEYS.index(current)
    return {key: "done" if at < here else "here" if at == here else "ahead" for at, key in enumerate(STEP_KEYS)}
