"""When one can begin, and why not sooner, in the reader's words."""

from collections.abc import Callable
from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from portal import clock
from portal.free_time.start_rules import WORKING_DAY, Answer, Notice, Papers, Start, Step
from portal.web.formats import day, moment, number
from portal.web.language import current_language, localised

A_SECOND = timedelta(seconds=1)


def headline(start: Start) -> str:
    """Return Tidigast mån 14 dec. 2026 kl. 08:00."""
    if start.moment is None:
        return _no_time(start)
    if start.is_sure:
        return _("Tidigast %(moment)s", moment=_moment(start))
    return _("Tidigast %(moment)s om testbädden svarar genast", moment=_moment(start))


def _moment(start: Start) -> str:
    assert start.moment is not None
    return day(start.moment) if start.unit == "day" else moment(start.moment)


def _no_time(start: Start) -> str:
    return ngettext(
        "Ingen ledig tid den närmaste dagen", "Ingen ledig tid de närmaste %(num)s dagarna", start.horizon_days
    )


def explained(start: Start, *, for_anybody: bool, naming: bool) -> list[str]:
    """Return each step in words, and the first free time after them; none where nothing has to come first.

    `for_anybody`: the reader belongs to no organisation. `naming`: it is one of several resources, so that is said as well.
    """
    steps = [_step(step, for_anybody) for step in start.steps]
    if naming:
        return [*steps, f"{localised(start, 'name')}: {_first_time(start)}"]
    return [*steps, _upper(_first_time(start))] if steps else []


def _first_time(start: Start) -> str:
    if start.moment is None:
        return _lower(_no_time(start))
    return _("första lediga tid %(moment)s", moment=_moment(start))


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _step(step: Step, for_anybody: bool) -> str:
    if isinstance(step, Notice):
        return _("Framförhållning: %(length)s, till %(day)s", length=_notice(step), day=day(step.until))
    if isinstance(step, Answer):
        return _answer(step)
    return _papers(step, for_anybody)


def _notice(step: Notice) -> str:
    days = ngettext("%(num)s arbetsdag", "%(num)s arbetsdagar", step.days)
    if step.days and step.hours:
        return _("%(days)s och %(hours)s", days=days, hours=_hours(step.hours))
    return days if step.days else _hours(step.hours)


def _hours(hours: int) -> str:
    if hours % 24 == 0:
        return ngettext("%(num)s dygn", "%(num)s dygn", hours // 24)
    return ngettext("%(num)s timme", "%(num)s timmar", hours)


def _answer(step: Answer) -> str:
    answering = step.answering
    if answering.minutes is not None:
        return MEASURED[answering.by_owner](
            time=working_time(answering.minutes), requests=answering.requests, day=day(step.until)
        )
    if answering.promised is not None:
        return ngettext(
            "Ägaren lovar svar inom %(num)s arbetsdag, till %(day)s",
            "Ägaren lovar svar inom %(num)s arbetsdagar, till %(day)s",
            answering.promised,
            day=day(_last_day(step)),
        )
    return _("Ägaren svarar först. Hur lång tid det tar är inte känt och räknas inte med här")


MEASURED: dict[bool, Callable[..., str]] = {
    False: lambda **said: _(
        "Ägaren svarar i median på %(time)s (%(requests)s förfrågningar om den här resursen), till %(day)s", **said
    ),
    True: lambda **said: _(
        "Ägaren svarar i median på %(time)s (%(requests)s förfrågningar om ägarens resurser), till %(day)s", **said
    ),
}


def _last_day(step: Answer | Papers) -> date:
    """Return the day on which the step ends; midnight belongs to the day before."""
    return clock.local_day(step.until - A_SECOND)


def working_time(minutes: int) -> str:
    """Return 3 arbetsdagar, or 2 arbetstimmar for less than a day: a day of work has eight hours."""
    if minutes < WORKING_DAY:
        return ngettext("%(num)s arbetstimme", "%(num)s arbetstimmar", max(1, round(minutes / 60)))
    halves = round(minutes / WORKING_DAY * 2)
    if halves % 2:
        return _("%(days)s arbetsdagar", days=number(halves / 2))
    return ngettext("%(num)s arbetsdag", "%(num)s arbetsdagar", halves // 2)


def _papers(step: Papers, for_anybody: bool) -> str:
    what = ", ".join(_name(names) for names in step.lacking.names)
    said = _("Krävs: %(what)s", what=what) if for_anybody else _("Saknas: %(what)s", what=what)
    if not step.lacking.days:
        return said
    length = ngettext("%(num)s arbetsdag", "%(num)s arbetsdagar", step.lacking.days)
    return _("%(said)s (ca %(length)s, till %(day)s)", said=said, length=length, day=day(_last_day(step)))


def _name(names: tuple[str, str]) -> str:
    return names[current_language() == "en"]
