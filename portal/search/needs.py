"""What an object asks of a testbed, as an address says it: matt=langd:2.4m, or the fields of the form. Pure: no database."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from portal.errors import N_
from portal.limits.fitting import Need
from portal.limits.quantities import BY_KEY, Quantity
from portal.limits.written import address_of, by_name, end_in_words, from_address, need_of, typed

PARAMETER, SET_ASIDE = "matt", "utan"
MOST, LONGEST = 12, 40
FIELDS = {"matt-langd": "length", "matt-bredd": "width", "matt-hojd": "height", "matt-vikt": "mass"}
COLDEST, HOTTEST = "matt-kallast", "matt-varmast"
OTHER, AMOUNT = "matt-storhet", "matt-varde"
TITLES = {
    "matt-langd": N_("Längd"),
    "matt-bredd": N_("Bredd"),
    "matt-hojd": N_("Höjd"),
    "matt-vikt": N_("Vikt"),
    COLDEST: N_("Kallast"),
    HOTTEST: N_("Varmast"),
    AMOUNT: N_("Värde med enhet"),
}


@dataclass(frozen=True)
class Asked:
    """The needs that could be read, one for each quantity; what was typed in a field and could not; strange `matt`."""

    needs: tuple[Need, ...] = ()
    unread: tuple[tuple[str, str], ...] = ()
    unknown: tuple[str, ...] = ()


def asked(args: "MultiDict[str, str]", language: str) -> Asked:
    """Return what the address asks for; nothing in an address can make this fail. A field goes before `matt`."""
    needs: dict[str, Need] = {}
    unknown = []
    for text in args.getlist(PARAMETER)[:MOST]:
        with suppress(ValueError):
            one = from_address(text)
            needs[one.quantity] = one
            continue
        if text.strip():
            unknown.append(text.strip()[:LONGEST])
    unread = []
    for field, text, quantity in _typed(args):
        try:
            needs[quantity.key] = _canonical(need_of(text, quantity, language))
        except ValueError:
            unread += [(field, text)] + ([(OTHER, quantity.slug)] if field == AMOUNT else [])
    _span(args, language, needs, unread)
    order = list(BY_KEY)
    found = sorted((_canonical(one) for one in needs.values()), key=lambda one: order.index(one.quantity))
    return Asked(tuple(found), tuple(unread), tuple(unknown))


def _typed(args: "MultiDict[str, str]") -> Iterator[tuple[str, str, Quantity]]:
    for field, key in FIELDS.items():
        if text := _text(args, field):
            yield field, text, BY_KEY[key]
    quantity = by_name().get(_text(args, OTHER).casefold())
    if quantity and (text := _text(args, AMOUNT)):
        yield AMOUNT, text, quantity


def _span(args: "MultiDict[str, str]", language: str, needs: dict[str, Need], unread: list[tuple[str, str]]) -> None:
    """Read the two fields of temperature as one span; each may stand alone."""
    ends = []
    for field in (COLDEST, HOTTEST):
        if text := _text(args, field):
            try:
                one = need_of(text, BY_KEY["temperature"], language)
            except ValueError:
                unread.append((field, text))
            else:
                ends += [one.low, one.high]
    if ends:
        needs["temperature"] = Need("temperature", min(ends), max(ends))


def _text(args: "MultiDict[str, str]", name: str) -> str:
    return " ".join(args.get(name, "")[: LONGEST * 2].replace("\0", "").split())[:LONGEST]


def _canonical(one: Need) -> Need:
    """Return the need as its own address says it, so that one need has one key."""
    return from_address(address_of(one))


def in_fields(needs: tuple[Need, ...], unread: tuple[tuple[str, str], ...], language: str) -> dict[str, str]:
    """Return what the fields of the form show: what was asked for, and what was typed and could not be read."""
    by = {one.quantity: one for one in needs}
    shown = {field: typed(by[key], language) for field, key in FIELDS.items() if key in by}
    if span := by.get("temperature"):
        ends = {COLDEST: span.low, HOTTEST: span.high if span.high != span.low else None}
        shown |= {field: end_in_words("temperature", end, language) for field, end in ends.items()}
    if other := next(iter(others(needs)), None):
        shown |= {OTHER: BY_KEY[other.quantity].slug, AMOUNT: typed(other, language)}
    return shown | dict(unread)


def others(needs: tuple[Need, ...]) -> list[Need]:
    """Return the needs that have no field of their own: the first stands in the last row, the rest go along unseen."""
    return [one for one in needs if one.quantity not in {*FIELDS.values(), "temperature"}]
