"""A template filled with facts: which there are, and the finished document."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from portal.agreements import facts as known
from portal.agreements import wording
from portal.agreements.facts import Facts
from portal.agreements.pieces import BLANK, FACT, LINE, LINES, SHORT, Block, Document, Run, Runs, Section, Words
from portal.agreements.wording import Chapter, Option, Part, Template
from portal.errors import NotFound

LANGUAGES = wording.LANGUAGES
PLACEHOLDER = re.compile(r"{([^{}]+)}")
BY_HAND = {"_": SHORT, "__": LINE, "___": LINES}
SIZES = {
    "number": SHORT, "place": SHORT, "mass": SHORT, "now": SHORT, "wanted": SHORT, "amount": SHORT, "total": SHORT,
    "days": SHORT, "setting": SHORT, "purpose": LINES, "method": LINES, "hazards": LINES, "never": LINES,
    "secrecy": LINES, "pass_figure": LINES,
}  # fmt: skip
SETTINGS = ("lab", "pilot", "real")
CODE_LENGTH = 16


@dataclass(frozen=True)
class Offer:
    """A template as a list shows it, in the reader's language; options as (address, label, meaning)."""

    slug: str
    title: str
    purpose: str
    when: str
    version: str
    options: tuple[tuple[str, str, str], ...]


def offers(language: str) -> tuple[Offer, ...]:
    """Return what there is to choose from."""
    return tuple(_offer(template, language) for template in wording.templates())


def get_offer(slug: str, language: str) -> Offer:
    """Return one of them, or raise NotFound."""
    return _offer(_get(slug), language)


def option_at(slug: str, address: str | None) -> str:
    """Return the key of the option that an address names; what names none is the first, and "" where there are none."""
    options = _get(slug).options
    return next((one.key for one in options if one.address == address), options[0].key if options else "")


def option_address(slug: str, option: str) -> str | None:
    """Return how the option is written in an address; None where there is nothing to choose."""
    return next((one.address for one in _get(slug).options if one.key == option), None)


def build(slug: str, facts: Facts | None = None, language: str = "sv", option: str | None = None) -> Document:
    """Return the document, filled with what is known. Raise NotFound for a template, language or option that is not there.

    Without an option the one that the facts state is taken, or else the first.
    """
    template, facts = _get(slug), facts or Facts()
    if language not in LANGUAGES:
        raise NotFound(language)
    chosen = _chosen(template, option, facts)
    label = chosen.label.in_language(language) if chosen else ""
    words = {key: both.in_language(language) for key, both in wording.words().items()}
    meanings = {key: words[key] for key in SETTINGS} | _labels_of_results(language)
    answers = known.answers(facts, language, meanings) | {"option": label[:1].lower() + label[1:]}
    filling = _Filling(template, facts, language, answers, chosen.key if chosen else "")
    return Document(
        slug=slug,
        language=language,
        option=chosen.key if chosen else "",
        title=template.title.in_language(language),
        subtitle=label,
        file_name=template.file.in_language(language),
        version=template.version,
        dated=template.dated,
        fingerprint=fingerprint(template, language, chosen),
        reference=" ".join(answers["reference"].split())[:60],
        sections=tuple(filling.sections()),
        words=Words(**{name: words[name] for name in Words.__dataclass_fields__}),
    )


def fingerprint(template: Template, language: str, option: Option | None) -> str:
    """Return the code of the wording: the same for everybody who has the same text, whatever was filled in."""
    texts = [template.title, wording.words()["note"], *([option.label] if option else [])]
    texts += [text for chapter in template.chapters for text in _texts(chapter, option.key if option else "")]
    stated = [template.slug, template.version, template.dated.isoformat(), language]
    whole = json.dumps([*stated, *(text.in_language(language) for text in texts)], ensure_ascii=False)
    code = hashlib.sha256(whole.encode()).hexdigest()[:CODE_LENGTH]
    return "-".join(code[start : start + 4] for start in range(0, CODE_LENGTH, 4))


def _texts(chapter: Chapter, option: str) -> Iterator[wording.Both]:
    yield chapter.heading
    for part in chapter.parts:
        if not part.only or option in part.only:
            yield from part.texts()


def _get(slug: str) -> Template:
    for template in wording.templates():
        if template.slug == slug:
            return template
    raise NotFound(slug)


def _offer(template: Template, language: str) -> Offer:
    texts = {name: getattr(template, name).in_language(language) for name in ("title", "purpose", "when")}
    options = [
        (one.address, one.label.in_language(language), one.meaning.in_language(language)) for one in template.options
    ]
    return Offer(slug=template.slug, version=template.version, options=tuple(options), **texts)


def _chosen(template: Template, asked: str | None, facts: Facts) -> Option | None:
    by_key = {one.key: one for one in template.options}
    if asked and asked not in by_key:
        raise NotFound(asked)
    return by_key.get(asked or facts.results) or next(iter(template.options), None)


def _labels_of_results(language: str) -> dict[str, str]:
    """Return what the answers to who owns the results are called: the test agreement's own words."""
    every = [option for template in wording.templates() for option in template.options]
    return {option.key: option.label.in_language(language) for option in every}


@dataclass(frozen=True)
class _Filling:
    """One template on its way to a document."""

    template: Template
    facts: Facts
    language: str
    answers: dict[str, str]
    option: str

    def sections(self) -> Iterator[Section]:
        for number, chapter in enumerate(self.template.chapters, 1):
            parts = [part for part in chapter.parts if not part.only or self.option in part.only]
            yield Section(number, chapter.heading.in_language(self.language), tuple(self._blocks(number, parts)))

    def _blocks(self, section: int, parts: list[Part]) -> Iterator[Block]:
        clause = 0
        for part in parts:
            clause += part.kind == "clause"
            yield Block(
                kind=part.kind,
                number=f"{section}.{clause}" if part.kind == "clause" else "",
                runs=self._runs(part.text, {}),
                points=tuple(self._runs(point, {}) for point in part.points),
                head=tuple(one.in_language(self.language) for one in part.head),
                rows=tuple(self._rows(part)),
                foot=tuple(self._runs(cell, {}) for cell in part.foot),
            )

    def _rows(self, part: Part) -> Iterator[tuple[Runs, ...]]:
        """Return the rows; a table that repeats has one for each party or cost, and empty ones to fill in."""
        there = known.rows(self.facts, part.repeat, self.language) if part.repeat else []
        wanted = max(part.least, len(there), 1) if part.repeat or part.least else 0
        for values in [*there, *({} for _ in range(wanted - len(there)))] if wanted else [{}]:
            for row in part.rows:
                yield tuple(self._runs(cell, values) for cell in row)

    def _runs(self, text: wording.Both, row: dict[str, str]) -> Runs:
        runs: list[Run] = []
        for number, piece in enumerate(PLACEHOLDER.split(text.in_language(self.language))):
            if number % 2:
                runs.append(self._filled(piece, row))
            elif piece:
                runs.append(Run(piece))
        return tuple(runs)

    def _filled(self, name: str, row: dict[str, str]) -> Run:
        if name.startswith("§"):
            keys = [chapter.key for chapter in self.template.chapters]
            return Run(str(keys.index(name[1:]) + 1))
        answer = row.get(name, "") if name.startswith("row.") else self.answers.get(name, "")
        if answer:
            return Run(answer, FACT)
        return Run("", BLANK, BY_HAND.get(name) or SIZES.get(name.rpartition(".")[2], LINE))
