"""Numbers with units where they stand in a text: "2,4 m", "1 200 kg", "minus fyrtio grader", "3 880 m³ vätgas/timme"."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from portal.limits.quantities import BY_KEY, IN_A_TIME, QUANTITIES, TIMES, Quantity, Unit

WORDS = {
    word: float(value)
    for value, words in {
        2: "två two",
        3: "tre three",
        4: "fyra four",
        5: "fem five",
        6: "sex six",
        7: "sju seven",
        8: "åtta eight",
        9: "nio nine",
        10: "tio ten",
        11: "elva eleven",
        12: "tolv twelve",
        15: "femton fifteen",
        20: "tjugo twenty",
        25: "tjugofem",
        30: "trettio thirty",
        40: "fyrtio forty",
        50: "femtio fifty",
        60: "sextio sixty",
        70: "sjuttio seventy",
        80: "åttio eighty",
        90: "nittio ninety",
    }.items()
    for word in words.split()
}
TIMES_MORE = {"tusen": 1e3, "thousand": 1e3, "miljon": 1e6, "miljoner": 1e6, "million": 1e6, "millions": 1e6}


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"[\s-]+") for word in sorted(words, key=len, reverse=True))


_DIGITS = r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d+)?(?!\d)|\d{1,3}(?:,\d{3}){2,}|\d+(?:[.,]\d+)?"
_NUMBER = re.compile(
    rf"(?:(?<![\w])|(?<=\d[x×X]))(?<!\d[.,])(?:(?P<digits>{_DIGITS})|(?P<word>{_any(WORDS)})\b)(?:\s+(?P<more>{_any(TIMES_MORE)})\b)?",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+")
_IN_A_TIME = re.compile(
    r"(?:\s+[^\W\d_]+){0,3}?\s*(?:/\s?|\bper\s+|\bi\s+|\ban?\s+|\bom\s+|\bin\s+an?\s+)"
    rf"(?P<time>{_any(TIMES)})\b\.?(?![²2])",
    re.IGNORECASE,
)
# "3 880 m³ gas an hour" has words between; "800 kg i en timme" has not, and "12 m i vecka 14" is no speed.
_NOT_A_RATE = re.compile(r"\s+i\s+vecka\s+\d", re.IGNORECASE)
# kg/m³ is no mass and m² no length, but in 230 V/16 A the stroke only parts two limits.
_MORE_UNIT = re.compile(r"/(?!\s?\d)|[²³^]")
_GENERATION = re.compile(r"[1-7]")


@dataclass(frozen=True)
class Measure:
    """A number in a text, with its unit where one follows. `value` is as written, without its sign."""

    start: int
    end: int
    value: float
    quantity: Quantity | None = None
    unit: Unit | None = None

    def si(self, value: float, unit: Unit | None = None) -> float:
        """Return the value in SI, by this measure's own unit or the one that follows later in the range."""
        by = self.unit or unit
        assert by is not None  # nosec B101: callers look
        return by.to_si(value)


def measures_in(text: str, language: str | None = None) -> Iterator[Measure]:
    """Yield every number of the text with its unit; a comma before three digits parts thousands except in Swedish."""
    at = 0
    while found := _NUMBER.search(text, at):
        yield (measure := _measure(text, found, language))
        at = measure.end


def _measure(text: str, found: re.Match[str], language: str | None) -> Measure:
    value = _value(found, language)
    unit = find_unit(text, found.end())
    if unit is None or _is_name(text, found, unit):
        return Measure(found.start(), found.end(), value)
    return Measure(found.start(), unit[2], value, unit[0], unit[1])


def _value(found: re.Match[str], language: str | None) -> float:
    more = TIMES_MORE[found["more"].casefold()] if found["more"] else 1.0
    if found["word"]:
        return WORDS[found["word"].casefold()] * more
    return number(found["digits"], language) * more


def number(digits: str, language: str | None = None) -> float:
    """Return what the digits say, with comma or point. Raise ValueError when they are no number."""
    bare = "".join(digits.split())
    if _THOUSANDS.fullmatch(bare) and (language != "sv" or bare.count(",") > 1):
        return float(bare.replace(",", ""))
    return float(bare.replace(",", "."))


def _is_name(text: str, found: re.Match[str], unit: tuple[Quantity, Unit, int]) -> bool:
    """Return whether the sign is part of a name: 5g is a network, 4K a screen, unless a space parts them."""
    is_joined = text[found.end() : found.end() + 1] == unit[1].sign
    return is_joined and unit[1].sign in ("g", "K") and bool(_GENERATION.fullmatch(found["digits"] or ""))


def find_unit(text: str, at: int) -> tuple[Quantity, Unit, int] | None:
    """Return the quantity and unit that follow directly here, and where they end; so much in a time included."""
    found = _units().match(text, at)
    known = _known(" ".join(re.split(r"[\s-]+", found["unit"]))) if found else None
    if not found or not known:
        return None
    quantity, unit = known
    rate, in_time = IN_A_TIME.get(quantity.key), _IN_A_TIME.match(text, found.end())
    if rate and in_time and not _NOT_A_RATE.match(text, found.end()):
        return BY_KEY[rate], Unit("", unit.factor / TIMES[in_time["time"].casefold()]), in_time.end()
    if _MORE_UNIT.match(text, found.end()):
        return None
    return quantity, unit, found.end()


@cache
def _units() -> re.Pattern[str]:
    return re.compile(rf"[\s\u00a0\u202f]*-?(?P<unit>{_any({*_by_sign(), *_by_word()})})(?![\w°])", re.IGNORECASE)


def _known(spelled: str) -> tuple[Quantity, Unit] | None:
    """Return what is spelled like this; of one letter the case matters, of more only where another has the same letters."""
    return _by_sign().get(spelled) or (_by_word().get(spelled.casefold()) if len(spelled) > 1 else None)


@cache
def _by_sign() -> dict[str, tuple[Quantity, Unit]]:
    found: dict[str, tuple[Quantity, Unit]] = {}
    for quantity in _once():
        for unit in quantity.units:
            for sign in (unit.sign, unit.sign.replace("µ", "μ"), unit.sign.replace("µ", "u"), *unit.words):
                found.setdefault(sign, (quantity, unit))
    return found


@cache
def _by_word() -> dict[str, tuple[Quantity, Unit]]:
    found: dict[str, tuple[Quantity, Unit]] = {}
    for sign, known in _by_sign().items():
        # Of mW and MW the large one is meant by whoever does not hold the shift key.
        if len(sign) > 1 and (sign.casefold() not in found or sign[0] in "MG"):
            found[sign.casefold()] = known
    return found


def _once() -> Iterator[Quantity]:
    """Yield the quantities that units tell apart: a length is a length until words around it say width or depth."""
    others = {"width", "height", "diameter", "depth", "altitude", "cleanliness"}
    yield from (quantity for quantity in QUANTITIES if quantity.key not in others)
