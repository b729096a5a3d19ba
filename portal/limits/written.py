"""Limits as people type them in a field, as an address keeps them, and as pages say them."""

import re
from collections.abc import Mapping
from functools import cache

from portal.limits.fitting import Need
from portal.limits.quantities import BY_KEY, CLASS, QUANTITIES, REACHES, SPANS, Quantity, Unit
from portal.limits.reading import read

LONGEST = 40
_BARE = re.compile(r"[-–−+]?\s?\d{1,9}(?:[.,]\d{1,6})?")
_PLAIN = str.maketrans({" ": "", "°": "", "²": "2", "³": "3"})
_IN_ENGLISH = {"varv/min": "rpm", "ton": "tonnes", "ton/h": "tonnes/h"}
Bounds = tuple[float | None, float | None]


@cache
def by_name() -> Mapping[str, Quantity]:
    """Return the quantities by every name that an address may give them."""
    return {name.casefold(): one for one in QUANTITIES for name in (one.key, one.sv, one.en, one.slug)}


def bounds_of(text: str, quantity: Quantity, language: str | None = None) -> Bounds:
    """Return low and high in SI of what was typed for this quantity. Raise ValueError when it is not readable as that."""
    typed = " ".join(text.split())
    if quantity.way == CLASS and _BARE.fullmatch(typed):
        typed = f"ISO {typed}"
    elif quantity.is_bare and _BARE.fullmatch(typed):
        typed = f"{typed} {quantity.units[0].sign}"
    found = read(typed, language)
    if len(found) != 1 or not _is_kind(found[0].quantity, quantity):
        raise ValueError(text)
    return found[0].low, found[0].high


def _is_kind(read_as: str, wanted: Quantity) -> bool:
    """Return whether the reading may be of the wanted quantity: metres are of each kind of length."""
    return read_as == wanted.key or (BY_KEY[read_as].units is wanted.units)


def need_of(text: str, quantity: Quantity, language: str | None = None) -> Need:
    """Return what was typed as a need. Raise ValueError when it is not readable."""
    low, high = bounds_of(text, quantity, language)
    return need(quantity.key, low, high)


def need(key: str, low: float | None, high: float | None) -> Need:
    """Return a need with both ends; of an object the larger end is what counts. Raise ValueError without any."""
    ends = [end for end in (low, high) if end is not None]
    if not ends:
        raise ValueError(key)
    if BY_KEY[key].way == REACHES:
        ends = [max(ends)]
    return Need(key, min(ends), max(ends))


def unit_for(quantity: Quantity, value: float) -> Unit:
    """Return the unit in which the value is a number that one can say: the largest that leaves a whole before the comma."""
    shown = [quantity.unit(sign) for sign in quantity.shown]
    fitting = [unit for unit in shown if unit.offset or abs(unit.from_si(value)) >= 1]
    return fitting[-1] if fitting else shown[0]


def address_of(one: Need) -> str:
    """Return the need as one word of an address: langd:2.4m, temperatur:-40..120°C."""
    quantity = BY_KEY[one.quantity]
    unit = unit_for(quantity, one.high or one.low)
    low, high = (f"{unit.from_si(end):.7g}" for end in (one.low, one.high))
    return f"{quantity.slug}:{low}{'' if low == high else f'..{high}'}{unit.sign.translate(_PLAIN)}"


def from_address(text: str) -> Need:
    """Return the need that a word of an address says; also as people write it: längd:2,4 m. Raise ValueError otherwise."""
    name, _, value = text[: LONGEST * 2].partition(":")
    quantity = by_name().get(name.strip().casefold())
    if quantity is None:
        raise ValueError(text)
    if quantity.way == CLASS:
        return need_of(value.replace("..", "–").removesuffix("ISO"), quantity)
    return need_of(re.sub(r"(?<=\d)\.\.(?=-?\d)", " – ", value), quantity)


def number_in_words(value: float, language: str) -> str:
    """Return the number with the language's sign for decimals, thousands apart, and a true minus."""
    whole, _, part = f"{abs(value):,.6f}".partition(".")
    part = part.rstrip("0")
    gap, comma = (",", ".") if language == "en" else ("\u00a0", ",")
    return ("−" if value < 0 else "") + whole.replace(",", gap) + (comma + part if part else "")


def limit_in_words(key: str, low: float | None, high: float | None, language: str) -> str:
    """Return what a testbed states, as a cell of a table shows it; an end that is not stated is a word and no number."""
    quantity = BY_KEY[key]
    if quantity.way == CLASS:
        ends = [f"{end:g}" for end in dict.fromkeys((low, high)) if end is not None]
        return f"ISO {'–'.join(ends)}"
    unit = unit_for(quantity, _largest(low, high))
    sign = _IN_ENGLISH.get(unit.sign, unit.sign) if language == "en" else unit.sign
    said = {end: number_in_words(unit.from_si(end), language) for end in (low, high) if end is not None}
    if low is None or high is None:
        return f"{_one_sided(low is None, language)} {next(iter(said.values()))} {sign}"
    return f"{'–'.join(dict.fromkeys(said.values()))} {sign}"


def _largest(low: float | None, high: float | None) -> float:
    return high if high is not None else low or 0.0


def _one_sided(is_up_to: bool, language: str) -> str:
    if language == "en":
        return "up to" if is_up_to else "from"
    return "upp till" if is_up_to else "från"


def need_in_words(one: Need, language: str) -> str:
    """Return the need for a reader: Längd minst 2,4 m; Temperatur −40–120 °C; Renhetsklass ISO 5 eller renare."""
    quantity = BY_KEY[one.quantity]
    english = language == "en"
    value = limit_in_words(one.quantity, one.low, one.high, language)
    if quantity.way == CLASS:
        return f"{quantity.label(language)} {value} {'or cleaner' if english else 'eller renare'}"
    if quantity.way == SPANS:
        return f"{quantity.label(language)} {value}"
    return f"{quantity.label(language)} {'at least' if english else 'minst'} {value}"


def end_in_words(key: str, end: float | None, language: str) -> str:
    """Return one end of a limit as a field shows it, ready to be read again; nothing where it is not stated."""
    return "" if end is None else limit_in_words(key, end, end, language).replace("\u00a0", " ")


def typed(one: Need, language: str) -> str:
    """Return the need as a field shows it, ready to be read again."""
    return limit_in_words(one.quantity, one.low, one.high, language).replace("\u00a0", " ")
