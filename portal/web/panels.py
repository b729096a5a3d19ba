"""Places on a page of a lower room that upper rooms fill; who fills what is wired in `create_app` alone.

A panel is a function that takes what the page gives it and returns finished HTML, or an empty string for nothing to show.
"""

from collections.abc import Callable, Hashable

from flask import Flask, current_app
from markupsafe import Markup

Panel = Callable[..., str]


def init_app(app: Flask) -> None:
    app.extensions["panels"] = {}
    app.jinja_env.globals["panels"] = fill


def wire(app: Flask, place: str, *panels: Panel) -> None:
    """Let these panels fill the place, in this order."""
    app.extensions["panels"].setdefault(place, []).extend(panels)


def fill(place: str, **context: object) -> Markup:
    """Return all panels of the place, one after the other."""
    return Markup("").join(Markup(panel(**context)) for panel in current_app.extensions["panels"].get(place, ()))  # nosec B704


def stands_on(standing: Callable[..., Hashable]) -> Callable[[Panel], Panel]:
    """Say by what a panel's content is told apart, beside the version of the catalogue: something cheap to read."""

    def mark(panel: Panel) -> Panel:
        panel.standing = standing  # type: ignore[attr-defined]
        return panel

    return mark


def standing(place: str, **context: object) -> Hashable:
    """Return what all panels of the place stand on: while it is the same, so is what they show to those signed out."""
    filled_by = current_app.extensions["panels"].get(place, ())
    return tuple(panel.standing(**context) for panel in filled_by if hasattr(panel, "standing"))
