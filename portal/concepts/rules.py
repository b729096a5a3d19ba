"""What a concept and its links must be, as decisions over plain values: every broken rule is named at once."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

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


def faults_of_links(
    slug: str, links: Mapping[str, Sequence[str]], broader_of: Mapping[str, Collection[str]]
) -> list[Refusal]:
    """Return what is wrong with the broader and related concepts of `slug`; `broader_of` has every concept there is."""
    found = []
    for field, keys in links.items():
        found += [_about(N_("Begreppet ”%(slug)s” finns inte."), field, key) for key in keys if key not in broader_of]
        found += [_about(N_("”%(slug)s” kan inte leda till sig själv."), field, key) for key in keys if key == slug]
    twice = set(links["broader"]) & set(links["related"])
    found += [_about(N_("”%(slug)s” är redan ett bredare begrepp."), "related", key) for key in sorted(twice)]
    for key in links["broader"]:
        if key != slug and slug in _above(key, broader_of):
            found.append(_about(N_("”%(slug)s” ligger under det här begreppet: det blir en cirkel."), "broader", key))
    return found


def faults_of_subjects(chosen: Mapping[str, Sequence[str]], known: Collection[str]) -> list[Refusal]:
    """Return what is wrong with the concepts chosen for a testbed."""
    found = [
        _about(N_("Begreppet ”%(slug)s” finns inte."), field, key)
        for field, keys in chosen.items()
        for key in keys
        if key not in known
    ]
    twice = set(chosen["main"]) & set(chosen["also"])
    return found + [_about(N_("”%(slug)s” är redan ett huvudämne."), "also", key) for key in sorted(twice)]


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


def _about(message: str, field: str, slug: str) -> Refusal:
    return Refusal(message, field=field, slug=slug)
