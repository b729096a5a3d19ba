"""What an operator types about the way in: flask match-support FILE."""

import json
from pathlib import Path
from typing import Any

import click
from sqlalchemy.exc import SQLAlchemyError

from portal.enquiry.brief import Brief
from portal.enquiry.money import situation_of
from portal.geography import find_county, find_place
from portal.support import queries
from portal.support.rules import SME

MOST = 10


@click.command("match-support")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def match_support(file: Path) -> None:
    """Match a file of needs against the support programmes as a case shows them; print {id: [slug, ...]} as JSON, the best first.

    FILE holds a list of needs, each with an id, a text and maybe a place. Who asks is taken to be a small company.
    """
    _ensure_programmes()
    try:
        needs = json.loads(file.read_text(encoding="utf-8"))
        matches = {str(need["id"]): _slugs(need) for need in needs}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise click.ClickException(f"{file} does not hold a list of needs with id and text: {error}") from None
    click.echo(json.dumps(matches, ensure_ascii=False, indent=1))


def _ensure_programmes() -> None:
    """Raise ClickException when there is nothing to match with: empty answers would look like a verdict."""
    try:
        count = len(queries.all_programmes())
    except SQLAlchemyError as error:
        raise click.ClickException(f"The database cannot be read, run flask prepare first: {error}") from None
    if not count:
        raise click.ClickException("There are no support programmes to match with: run flask seed first.")


def _slugs(need: dict[str, Any]) -> list[str]:
    county = county_of(str(need.get("place") or ""))
    situation = situation_of(Brief(need=str(need.get("text") or ""), size_class=SME, county=county), county)
    return [one.programme.slug for one in queries.match(situation, MOST) if not one.misfits]


def county_of(place: str) -> str:
    """Return the county of a place, or nothing."""
    county = find_county(place) if place else None
    found = find_place(place) if place and county is None else None
    return county.name if county else (found.county or "") if found else ""
