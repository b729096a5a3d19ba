"""What an operator types about search: flask match FILE, flask reindex."""

import json
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

from portal.search.matching import match_all
from portal.search.queries import shelf
from portal.search.service import reindex_all


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


@click.command()
def reindex() -> None:
    """Write the search index anew from all listings."""
    count = reindex_all(lambda done, total: click.echo(f"{done} of {total}", err=True))
    click.echo(f"{count} listings are indexed.")
