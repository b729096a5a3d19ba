"""Facts as tests fill them in: all of them, and such as mean harm."""

from dataclasses import replace
from datetime import date

from portal.agreements.documents import LANGUAGES, offers, option_at
from portal.agreements.facts import Cost, Facts, Party, Thing

FULL = Facts(
    company=Party("Ljus & Metall AB", "556677-8899", "Ludvika"),
    host=Party("Demoverkstaden", "202100-2817", "Borlänge"),
    others=(Party("Stål i Gävle AB", "556000-1111", "Gävle"),),
    testbed="Ljusbågsugnen",
    purpose="Visa att smältan kan mätas utan kontakt.",
    method="Värm, mät och jämför.",
    pass_figure="Högst 5 °C fel vid 1 500 °C",
    thing=Thing(
        "Pyrometer", "0,4 × 0,3 × 0,3 m", "12 kg", "Laser klass 2", "24 V", "Inga lösningsmedel", "Får inte öppnas"
    ),
    trl_now=5,
    trl_wanted=7,
    setting="pilot",
    samples="3 stycken, märkta A till C",
    data="Mätserier i CSV",
    first_day=date(2027, 2, 1),
    last_day=date(2027, 2, 4),
    costs=(Cost("Provdagar", "Demoverkstaden", 4_800_000), Cost("Rapport", "Demoverkstaden", 1_250_000)),
    supplier="Demoverkstaden med underleverantör",
    results="shared",
    secrecy="Algoritmen för emissivitet",
    programme="Innovationscheck",
    contact="Mätgruppen",
    reference="TP-2027-0001",
)
HOSTILE = {
    "markup": "<script>alert('x')</script>\"><img src=x onerror=alert(1)>",
    "template": "{{ 7*7 }}{company.name}{§secrecy}%(n)s",
    "control": "före\x00\x01\x0b\x1fefter\ufffe\uffff",
    "surrogate": "a\ud800b",
    "direction": "a\u202egnp.exe\u2066 שלום عالم",
    "long": "ord " * 2500,
    "long word": "å" * 10_000,
    "lines": "rad 1\r\nrad 2\n\n\trad 3\u2028rad 4",
    "entities": "&amp; &#60; ]]> <!-- <w:t>",
}


def texts():
    """Return every template in every language with every option."""
    return [
        (offer.slug, language, option)
        for offer in offers("sv")
        for language in LANGUAGES
        for option in [option_at(offer.slug, address) for address, *_ in offer.options] or [""]
    ]


def filled_with(text):
    """Return facts that all say the same."""
    named = {name: text for name in Facts.__dataclass_fields__ if isinstance(getattr(FULL, name), str)}
    party, thing = Party(text, text, text), Thing(*[text] * len(Thing.__dataclass_fields__))
    known = named | {"results": "", "company": party, "host": party, "others": (party,), "thing": thing}
    return replace(FULL, **known, costs=(Cost(text, text, 100),))


def words_of(document):
    """Return everything the document says, as one text."""
    blocks = [block for section in document.sections for block in section.blocks]
    runs = [run for block in blocks for runs in all_runs(block) for run in runs]
    return "\n".join([document.title, document.reference, *(run.text for run in runs)])


def all_runs(block):
    return [block.runs, *block.points, *(cell for row in block.rows for cell in row), *block.foot]
