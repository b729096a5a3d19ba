"""In which language a line of somebody else's words is, so that a screen reader says it right. A guess: None is an answer."""

import re
from collections.abc import Sequence

SWEDISH_LETTERS = re.compile(r"[åäö]", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]+")
SWEDISH = frozenset(
    """och att av den det de en ett för från har hos i inom inte kan med men mot och om på samt som till under upp vid via är
    eller enligt ca bl m.fl per högst minst samt testas provning mätning utrustning ugnar rigg labb hall bana vatten luft
    stöd bidrag utlysning kommun högskola""".split()
)
ENGLISH = frozenset(
    """a about and are as at by for from has in into is its not of on only or per than that the their this to up via was were
    which with within most least maximum max testing test tests laboratory room rooms machine machines equipment research
    vehicle vehicles sensors snow cold indoor outdoor tracks track field fields handling kitchen kitchens facility
    pilot plant chamber chambers furnace furnaces press printing printer microscope measurement analysis control power
    companies company costs percent project stage support area cheque examples small large source sources confirm
    """.split()
)


def language_of(text: str) -> str | None:
    """Return sv, en, or None where the words do not tell: a product's name, a figure."""
    words = [word.casefold() for word in WORD.findall(text)]
    swedish = sum(word in SWEDISH for word in words) + 2 * bool(SWEDISH_LETTERS.search(text))
    english = sum(word in ENGLISH for word in words)
    if swedish == english:
        return None
    return "sv" if swedish > english else "en"


def languages_of(lines: Sequence[str]) -> list[str | None]:
    """Return the language of each line; one that does not tell is taken to be in the language of most of the others."""
    found = [language_of(line) for line in lines]
    swedish, english = found.count("sv"), found.count("en")
    usual = None if swedish == english else "sv" if swedish > english else "en"
    return [language or usual for language in found]


def other_language(text: str | None, page: str) -> str | None:
    """Return the language of the text where it is another than the page's, for a lang attribute."""
    language = language_of(text) if text else None
    return language if language != page else None
