"""The way from a need to a proven product as a page: the ladder, ten steps and three ways out."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, render_template, request

from portal.accounts.guards import audience
from portal.support import path
from portal.support.asking import answers_of
from portal.support.blueprint import blueprint
from portal.web.language import current_language
from portal.web.links import public_url

WIDTH, HEIGHT, FOOT = 760, 250, 40
TEMPLATES = "/mallar"


@dataclass(frozen=True)
class Stair:
    """One stair of the drawing: its box, and the rung that it stands for."""

    rung: path.Rung
    x: int
    y: int
    width: int
    height: int


def stairs() -> list[Stair]:
    """Return the ladder as stairs that rise to the right."""
    wide, rise = WIDTH // len(path.LADDER), (HEIGHT - FOOT - 40) // len(path.LADDER)
    heights = [40 + rise * number for number in range(len(path.LADDER))]
    return [
        Stair(rung, x=number * wide, y=HEIGHT - FOOT - high, width=wide - 6, height=high)
        for number, (rung, high) in enumerate(zip(path.LADDER, heights, strict=True))
    ]


@blueprint.get("/vagen")
@audience("public")
def way() -> str:
    """The whole way; an address that names a rung shows where one stands on it."""
    here = answers_of({"niva": request.args.get("niva", "")}).level
    return render_template(
        "support/way.html",
        rungs=path.LADDER,
        steps=path.STEPS,
        exits=path.EXITS,
        stairs=stairs(),
        size=(WIDTH, HEIGHT, FOOT),
        here=path.rung_of(here),
        has_templates=any(rule.rule == TEMPLATES for rule in current_app.url_map.iter_rules()),
        templates_url=f"/en{TEMPLATES}" if current_language() == "en" else TEMPLATES,
        canonical=public_url("support.way", current_language()),
    )


@blueprint.app_template_global()
def path_at(current: str = "", trl: int | None = None) -> dict[str, Any]:
    """Return the steps, each with whether it is done, here or ahead, and the rung: for a case's own page."""
    places = path.place_of(current)
    return {
        "steps": [(step, places.get(step.key, "ahead")) for step in path.STEPS],
        "rung": path.find_rung(trl),
        "is_known": bool(places),
    }
