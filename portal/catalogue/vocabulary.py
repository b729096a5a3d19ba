"""The words that classify testbeds, in Swedish and English: seeds/vocabulary.json, read once, and the portal's own few.

Pure: no Flask, no database. A key is what the database and addresses hold; a label is what people read.
"""

import json
from functools import cache
from pathlib import Path

from portal.geography import COUNTIES

FILE = Path(__file__).resolve().parent.parent.parent / "seeds" / "vocabulary.json"
CLASSIFYING = ("technologies", "market_areas", "sectors", "environments", "services")
"""The kinds by which a listing is classified: each is a list of keys in the listing."""

LISTED = ("operator_types", "statuses", "confidences")
OWN: dict[str, dict[str, tuple[str, str]]] = {
    "operator_types": {
        "research-institute": ("Forskningsinstitut", "Research institute"),
        "university": ("Universitet eller högskola", "University"),
        "science-park": ("Science park", "Science park"),
        "cluster": ("Kluster", "Cluster"),
        "company": ("Företag", "Company"),
        "public-body": ("Offentlig verksamhet", "Public body"),
        "foundation": ("Stiftelse", "Foundation"),
        "other": ("Annan", "Other"),
    },
    "statuses": {
        "active": ("I drift", "In operation"),
        "uncertain": ("Osäker uppgift", "Uncertain"),
        "planned": ("Planerad", "Planned"),
        "closed": ("Nedlagd", "Closed down"),
    },
    "levels": {
        "book-here": ("Boka här", "Book here"),
        "request-here": ("Begär tid här", "Request here"),
        "busy-feed": ("Visar upptagna tider", "Shows busy times"),
        "contact-only": ("Endast kontakt", "Contact only"),
    },
    "confidences": {
        "high": ("Hög", "High"),
        "medium": ("Medel", "Medium"),
        "low": ("Låg", "Low"),
    },
    "precisions": {
        "site": ("Punkten visar platsen", "The point marks the site"),
        "locality": ("Punkten visar orten, inte byggnaden", "The point marks the town, not the building"),
        "municipality": ("Punkten ligger någonstans i kommunen", "The point lies somewhere in the municipality"),
    },
}
KINDS = (*CLASSIFYING, *OWN, "counties")


def label(kind: str, key: str, language: str) -> str:
    """Return the word for the key in this language; a key that is no longer in the vocabulary is shown as it is."""
    words = _labels().get(kind, {}).get(key)
    return words[language == "en"] if words else key


def labels(kind: str, keys: list[str], language: str) -> list[str]:
    return [label(kind, key, language) for key in keys]


def keys(kind: str) -> tuple[str, ...]:
    """Return the keys of a kind in the order of the vocabulary. Raise KeyError when there is no such kind."""
    return tuple(_labels()[kind])


def choices(kind: str, language: str) -> list[tuple[str, str]]:
    """Return (key, label) of a kind, for facets and forms."""
    return [(key, words[language == "en"]) for key, words in _labels()[kind].items()]


@cache
def _labels() -> dict[str, dict[str, tuple[str, str]]]:
    words = json.loads(FILE.read_text(encoding="utf-8"))
    read = {kind: {key: (one["sv"], one["en"]) for key, one in words[kind].items()} for kind in CLASSIFYING}
    counties = {county.name: (county.name, f"{county.short} County") for county in COUNTIES}
    return {**read, **OWN, "counties": counties}
