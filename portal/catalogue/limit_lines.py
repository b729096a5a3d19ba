"""The limits of a testbed as lines of a table: what one sentence states stands together."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from portal.catalogue.models import Capability
from portal.limits.quantities import BY_KEY
from portal.limits.written import limit_in_words


@dataclass
class LimitLine:
    """The limits that a sentence states, in words, and the sentence with its language."""

    subject: str
    lang: str | None
    limits: list[str] = field(default_factory=list)


def limit_lines(rows: Iterable[Capability], language: str) -> list[LimitLine]:
    """Return a line for each sentence, in the order in which they were stated; the reader's language goes first."""
    lines: dict[str, LimitLine] = {}
    for row in rows:
        subject, lang = _subject(row, language)
        line = lines.setdefault(subject, LimitLine(subject, lang))
        line.limits.append(_words(row, language))
    return list(lines.values())


def _subject(row: Capability, language: str) -> tuple[str, str | None]:
    said = {"sv": row.subject_sv, "en": row.subject_en}
    other = "sv" if language == "en" else "en"
    if row.subject_sv == row.subject_en:
        return row.subject_sv or "", None
    return (said[language] or "", language) if said[language] else (said[other] or "", other)


def _words(row: Capability, language: str) -> str:
    return f"{BY_KEY[row.quantity].label(language)} {limit_in_words(row.quantity, row.low, row.high, language)}"
