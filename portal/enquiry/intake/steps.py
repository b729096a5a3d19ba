"""The questions in the order in which they are asked, a few related ones on each screen. Pure."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from portal.errors import N_, NotFound


@dataclass(frozen=True)
class Step:
    """One screen: its part of the address, its title, and the answers that it asks for."""

    slug: str
    title: str
    names: tuple[str, ...]


STEPS = (
    Step("behov", N_("Vad provet ska visa"), ("need", "pass_figure", "sector")),
    Step(
        "foremal",
        N_("Det ni vill prova"),
        ("object_what", "length_mm", "width_mm", "height_mm", "mass_g", "hazards"),
    ),
    Step("mognad", N_("Hur långt ni har kommit"), ("trl_now", "trl_wanted", "setting", "samples", "data")),
    Step(
        "tid-och-plats",
        N_("När, var och för hur mycket"),
        ("first_day", "last_day", "wanted_time", "place", "county", "budget"),
    ),
    Step("sekretess", N_("Sekretess och resultat"), ("secrecy", "confidential", "results")),
    Step("stod", N_("Stöd och tidigare beslut"), ("seeks_support", "ordered", "has_no_aid", "aid")),
)
BY_SLUG = {step.slug: step for step in STEPS}
SAID_BY = {"wanted_time": "first_day", "county": "place"}
"""An answer that another one holds already: who has said a place is not asked for its county."""


def get_step(slug: str) -> Step:
    """Return the screen. Raise NotFound."""
    if slug not in BY_SLUG:
        raise NotFound()
    return BY_SLUG[slug]


def known(answers: dict[str, Any]) -> set[str]:
    """Return the questions that are not asked, since the company's own words have answered them."""
    read = {name for name in answers.get("read", ()) if answers.get(name) not in (None, "")}
    held = {name for name, other in SAID_BY.items() if other in read and (name != "county" or answers.get("county"))}
    return {"need", *read, *held}


def asked(step: Step, answers: dict[str, Any], *, all_of_it: bool = False) -> tuple[str, ...]:
    """Return the questions of the screen that are asked; all of them when somebody wants to change what was read."""
    return step.names if all_of_it else tuple(name for name in step.names if name not in known(answers))


def step_after(step: Step | None, answers: dict[str, Any]) -> Step | None:
    """Return the next screen that has a question to ask, or None after the last."""
    first = STEPS.index(step) + 1 if step else 0
    return next((one for one in STEPS[first:] if asked(one, answers)), None)


def place_of(step: Step, answers: dict[str, Any]) -> tuple[int, int]:
    """Return which of how many screens this one is."""
    shown = [one for one in STEPS if one is step or asked(one, answers)]
    return shown.index(step) + 1, len(shown)


def seen(answers: dict[str, Any], names: Iterable[str]) -> str:
    """Return a fingerprint of these answers: another one means that they were changed in another window."""
    values = {name: answers.get(name) for name in names}
    return hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()[:16]


def with_answers(answers: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """Return the answers with these; what was typed is no longer read from the text."""
    kept = {**answers, **given}
    read = [name for name in answers.get("read", ()) if name not in given or given[name] == answers.get(name)]
    return {name: value for name, value in {**kept, "read": read}.items() if value not in (None, "", [], False)}
