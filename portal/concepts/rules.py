"""What a concept and its links must be, as decisions over plain values: every broken rule is named at once."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from portal.concepts.thesaurus import Concept
from portal.errors import N_, Refusal
from portal.words.tokens import fold

LONGEST_PHRASE, MOST_PHRASES, MOST_LINKS, LONGEST_SLUG = 80, 80, 12, 60
KINDS, LANGUAGES = ("trade", "everyday", "hints"), ("sv", "en")
RESERVED = frozenset({"nytt"})
"""Slugs that are addresses of their own."""


LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖ")
OTHER = "#"
"""The letter of names that begin with none."""


def alphabetical(text: str) -> tuple[str, ...]:
    """Return what sorts names as a Swedish dictionary does: å, ä and ö after z, no matter the case."""
    return tuple({"å": "{", "ä": "|", "ö": "}"}.get(sign, sign) for sign in text.casefold())


def initial(name: str) -> str:
    """Return the letter under which a name is found: A to Ö, or # for digits and signs."""
    letter = name[:1].upper()
    return letter if letter in LETTERS else OTHER


def slug_of(name: str) -> str:
    """Return what the name is called in an address: its letters without diacritics, with hyphens between words."""
    return "-".join(re.findall(r"[a-z0-9]+", fold(name.casefold())))[:LONGEST_SLUG].strip("-")


class Names:
    """What concepts are called in a form: each by its name in the reader's language, and by its slug where two share one."""

    def __init__(self, concepts: Iterable[Concept], language: str):
        self._slugs: dict[str, str] = {}
        self._labels: dict[str, str] = {}
        for concept in concepts:
            self._labels[concept.key] = concept.label(language)
            for name in (concept.label(language), concept.sv, concept.en):
                self._slugs.setdefault(name.casefold(), concept.key)

    def slug(self, typed: str) -> str:
        """Return the slug of what was typed, a slug or a name in either language; what is neither as it is."""
        return typed if typed in self._labels else self._slugs.get(typed.casefold(), typed)

    def shown(self, slug: str) -> str:
        label = self._labels.get(slug, slug)
        return label if self.slug(label) == slug else slug


@dataclass(frozen=True)
class Flaw:
    """A link to `slug` in `field` that cannot be: it is unknown, itself, broader too, in a circle, or main too."""

    field: str
    slug: str
    why: str


SAID = {
    "unknown": N_("Begreppet ”%(slug)s” finns inte."),
    "itself": N_("”%(slug)s” kan inte leda till sig själv."),
    "broader-too": N_("”%(slug)s” är redan ett bredare begrepp."),
    "circle": N_("”%(slug)s” ligger under det här begreppet: det blir en cirkel."),
    "main-too": N_("”%(slug)s” är redan ett huvudämne."),
}


def refusals(flaws: Iterable[Flaw]) -> list[Refusal]:
    """Return each flaw as it is told to who typed it."""
    return [Refusal(SAID[flaw.why], field=flaw.field, slug=flaw.slug) for flaw in flaws]


def flaws_of_links(
    slug: str, links: Mapping[str, Sequence[str]], broader_of: Mapping[str, Collection[str]]
) -> list[Flaw]:
    """Return what is wrong with the broader and related concepts of `slug`; `broader_of` has every concept there is."""
    found = []
    for field, keys in links.items():
        found += [Flaw(field, key, "unknown") for key in keys if key not in broader_of]
        found += [Flaw(field, key, "itself") for key in keys if key == slug]
    found += [Flaw("related", key, "broader-too") for key in sorted({*links["broader"]} & {*links["related"]})]
    for key in links["broader"]:
        if key != slug and slug in _above(key, broader_of):
            found.append(Flaw("broader", key, "circle"))
    return found


def flaws_of_subjects(chosen: Mapping[str, Sequence[str]], known: Collection[str]) -> list[Flaw]:
    """Return what is wrong with the concepts chosen for a testbed."""
    found = [Flaw(field, key, "unknown") for field, keys in chosen.items() for key in keys if key not in known]
    return found + [Flaw("also", key, "main-too") for key in sorted({*chosen["main"]} & {*chosen["also"]})]


def doubles(values: Iterable[str]) -> list[str]:
    """Return the values that stand there already, no matter the case."""
    seen: set[str] = set()
    found = []
    for value in values:
        if value.casefold() in seen:
            found.append(value)
        seen.add(value.casefold())
    return found


def _above(key: str, broader_of: Mapping[str, Collection[str]]) -> set[str]:
    """Return everything broader than the concept, at any remove; a circle that is there already ends the walk."""
    seen: set[str] = set()
    waiting = [key]
    while waiting:
        for one in broader_of.get(waiting.pop(), ()):
            if one not in seen:
                seen.add(one)
                waiting.append(one)
    return seen
