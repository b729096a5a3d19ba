"""What an operator types about search: flask match FILE, flask reindex."""

import json
from collections.abc import Callable
from math import ceil
from pathlib import Path
from time import monotonic

import click
from sqlalchemy.exc import SQLAlchemyError

from portal import signals
from portal.search.matching import match_all
from portal.search.queries import shelf
from portal.search.service import listings_to_index, reindex_all

TOLD_EVERY = 2.0
MINUTE = 60


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def match(file: Path) -> None:
    """Match a file of needs against the inventory; print {id: [slug, ...]} as JSON, the best first.

    FILE holds a list of needs, each with an id, a text and maybe a place. An empty list says: no good match.
    """
    _ensure_listings()
    try:
        needs = json.loads(file.read_text(encoding="utf-8"))
        matches = match_all(needs)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise click.ClickException(f"{file} does not hold a list of needs with id and text: {error}") from None
    click.echo(json.dumps(matches, ensure_ascii=False, indent=1))


def _ensure_listings() -> None:
    """Raise ClickException when there is nothing to match with: empty answers would look like a verdict."""
    try:
        listed = len(shelf())
    except SQLAlchemyError as error:
        raise click.ClickException(f"The database cannot be read, run flask prepare first: {error}") from None
    if not listed:
        raise click.ClickException("There are no listings to match with: run flask seed first.")


class Pace:
    """Says how far the work has come, how fast it goes and how long it will take at this pace; not more often than one reads."""

    def __init__(self, clock: Callable[[], float] = monotonic):
        self._clock = clock
        self._began = self._told = clock()

    def __call__(self, done: int, total: int) -> None:
        now = self._clock()
        if now - self._told < TOLD_EVERY and done < total:
            return
        self._told = now
        pace = done / max(now - self._began, 0.001)
        click.echo(
            f"{done} of {total} listings, {pace:.0f} a second, {_in_words((total - done) / pace)} left", err=True
        )


def _in_words(seconds: float) -> str:
    if seconds < MINUTE:
        return f"{ceil(seconds)} s"
    minutes = ceil(seconds / MINUTE)
    return f"{minutes} min" if minutes < MINUTE else f"{minutes // MINUTE} h {minutes % MINUTE} min"


@click.command()
@click.pass_context
def reindex(context: click.Context) -> None:
    """Write the search index anew from all listings; Ctrl-C stops it without harm."""
    with signals.noted() as received:
        count = reindex_all(Pace(), lambda: received)
    total = listings_to_index()
    if received and count < total:
        click.echo(
            f"Stopped after {count} of {total} listings. The others are found as before; flask reindex begins anew."
        )
        context.exit(1)
    click.echo(f"{count} listings are indexed.")
