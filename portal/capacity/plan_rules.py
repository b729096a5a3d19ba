"""What a plan and a closure may say: every fault at once, each at its field. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from portal.capacity.openings import MIDNIGHT, Extra, Hours, most_at_once
from portal.capacity.reasons import REASONS
from portal.errors import N_, Refusal

MOST_LINES = 140
LONGEST_CLOSURE = timedelta(days=730)
LONGEST_TEXT = 400
FURTHEST = timedelta(days=3650)


def broken_lines(hours: Sequence[Hours], most: int) -> list[Refusal]:
    """Return what is wrong with the lines of a plan for a resource that has so many units.

    The field of a fault is lines-<number>-<name>.
    """
    if len(hours) > MOST_LINES:
        return [Refusal(N_("En plan har högst %(most)s tider."), most=MOST_LINES)]
    broken = [refusal for number, line in enumerate(hours) for refusal in _broken(number, line, most)]
    return broken or _too_much(hours, most)


def _broken(number: int, line: Hours, most: int) -> Iterator[Refusal]:
    def refuse(name: str, text: str, **details: int) -> Refusal:
        return Refusal(text, field=f"lines-{number}-{name}", **details)

    if not (0 <= line.opens < MIDNIGHT and line.opens < line.closes <= line.opens + MIDNIGHT):
        yield refuse("closes", N_("En öppning varar högst ett dygn."))
    if not 1 <= line.units <= most:
        yield refuse("units", N_("Ange ett antal från 1 till %(most)s: fler enheter har resursen inte."), most=most)
    if line.first_day and line.last_day and line.last_day < line.first_day:
        yield refuse("last_day", N_("Sista dagen ligger före den första."))


def _too_much(hours: Sequence[Hours], most: int) -> list[Refusal]:
    text = N_("Tiderna överlappar och ger tillsammans %(units)s enheter, men resursen har %(most)s.")
    broken: dict[int, Refusal] = {}
    for weekday in range(7):
        units = most_at_once(hours, weekday)
        if units > most:
            last = max(number for number, line in enumerate(hours) if _is_open_on(line, weekday))
            # A night that is too much on both its days is said once.
            broken.setdefault(last, Refusal(text, field=f"lines-{last}-units", units=units, most=most))
    return list(broken.values())


def _is_open_on(line: Hours, weekday: int) -> bool:
    return line.weekday == weekday or (line.closes > MIDNIGHT and (line.weekday + 1) % 7 == weekday)


def broken_extra(extra: Extra, text: str, *, most: int, today: date, horizon: int) -> list[Refusal]:
    """Return what is wrong with extra hours of a resource that has so many units."""
    broken = []
    if extra.first_day < today:
        broken.append(Refusal(N_("Dagar som varit går inte att öppna."), field="first_day"))
    if extra.last_day < extra.first_day:
        broken.append(Refusal(N_("Sista dagen ligger före den första."), field="last_day"))
    elif (extra.last_day - today).days > horizon:
        broken.append(Refusal(N_("Bokning går högst %(most)s dagar framåt."), field="last_day", most=horizon))
    if not (0 <= extra.opens < MIDNIGHT and extra.opens < extra.closes <= extra.opens + MIDNIGHT):
        broken.append(Refusal(N_("En öppning varar högst ett dygn."), field="closes"))
    if not 1 <= extra.units <= most:
        broken.append(
            Refusal(
                N_("Ange ett antal från 1 till %(most)s: fler enheter har resursen inte."), field="units", most=most
            )
        )
    if len(text) > LONGEST_TEXT:
        broken.append(Refusal(N_("Skriv högst %(most)s tecken."), field="text", most=LONGEST_TEXT))
    return broken


def broken_weeks(first_day: date, last_day: date | None, *, today: date) -> list[Refusal]:
    """Return what is wrong with the days over which a week is to be repeated; no last day means from then on."""
    broken = []
    if first_day < today:
        broken.append(Refusal(N_("Dagar som varit går inte att ändra."), field="first_day"))
    if last_day is not None and last_day < first_day:
        broken.append(Refusal(N_("Sista dagen ligger före den första."), field="last_day"))
    if max(first_day, last_day or first_day) - today > FURTHEST:
        broken.append(Refusal(N_("Välj en dag inom tio år."), field="last_day" if last_day else "first_day"))
    return broken


def broken_outage(outage: Any, *, most: int, now_at: tuple[date, int], begun: bool = False) -> list[Refusal]:
    """Return what is wrong with an outage of a resource that has so many units; `now_at` is the local day and its minute.

    Of one that has begun only the end must lie ahead.
    """
    first_day, last_day, today = outage.first_day, outage.last_day, now_at[0]
    broken = []
    if first_day < today and not begun:
        broken.append(Refusal(N_("Dagar som varit går inte att stänga."), field="first_day"))
    if last_day < first_day:
        broken.append(Refusal(N_("Sista dagen ligger före den första."), field="last_day"))
    elif last_day - first_day > LONGEST_CLOSURE:
        broken.append(Refusal(N_("Stäng högst två år åt gången, eller ändra öppettiderna."), field="last_day"))
    elif (first_day, outage.opens) >= (last_day, outage.closes):
        broken.append(Refusal(N_("Slutet måste ligga efter starten."), field="closes"))
    elif (last_day, outage.closes) <= now_at and not broken:
        broken.append(Refusal(N_("Tiden har redan passerat."), field="closes" if last_day == today else "last_day"))
    if not 0 <= outage.units < most:
        broken.append(Refusal(N_("Ange ett antal från 0 till %(most)s."), field="units", most=most - 1))
    if outage.reason not in REASONS:
        broken.append(Refusal(N_("Välj ett skäl."), field="reason"))
    if len(outage.text) > LONGEST_TEXT:
        broken.append(Refusal(N_("Skriv högst %(most)s tecken."), field="text", most=LONGEST_TEXT))
    return broken


def broken_terms(
    terms: Mapping[str, Any], *, lines: Sequence[Hours], horizon: int, extra: Sequence[Extra] = ()
) -> list[Refusal]:
    """Return what is wrong with the terms of a resource, given its plan and how far ahead capacity is unfolded."""
    broken = []
    if terms["shortest"] > terms["longest"]:
        broken.append(Refusal(N_("Den längsta bokningen kan inte vara kortare än den kortaste."), field="longest"))
    if terms["horizon_days"] > horizon:
        broken.append(Refusal(N_("Bokning går högst %(most)s dagar framåt."), field="horizon_days", most=horizon))
    if terms["notice_hours"] >= 24 * terms["horizon_days"]:
        broken.append(Refusal(N_("Framförhållningen är längre än tiden som går att boka."), field="notice_hours"))
    used = max(*(most_at_once(lines, weekday) for weekday in range(7)), *(one.units for one in extra))
    if terms["units"] < used:
        broken.append(
            Refusal(N_("Öppettiderna använder %(used)s enheter. Minska dem först."), field="units", used=used)
        )
    return broken
