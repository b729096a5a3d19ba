"""What an operator types: flask prepare, seed, work, match, match-support, demonstration."""

from pathlib import Path

import click
from flask import Flask, current_app
from flask_migrate import upgrade

from portal import clock, signals, worker
from portal.accounts import commands as accounts
from portal.booking import guard
from portal.catalogue import seeds as catalogue_seeds
from portal.catalogue.service import bump_version
from portal.concepts import seeds as concept_seeds
from portal.demonstration.commands import add_and_tell, demonstration
from portal.enquiry import commands as enquiry
from portal.search import commands as search
from portal.search import service as search_service
from portal.seeding.files import record_files
from portal.seeding.writing import Counts, Faulty
from portal.seeding.writing import seed as write_seeds
from portal.support import seeds as support_seeds


def init_app(app: Flask) -> None:
    found = (search.match, search.reindex, enquiry.match_support)
    for command in (prepare, seed, demonstration, work, accounts.administrator, *found):
        app.cli.add_command(command)


@click.command()
def prepare() -> None:
    """Bring the database's schema up to date, test the guard, and write the search index if a step emptied it."""
    upgrade()
    if not guard.stands():
        raise click.ClickException("The guard against over-booking does not stand in this database: do not serve it.")
    if search_service.is_stale():
        search_service.reindex_all(search.Pace())


@click.command()
@click.argument("paths", metavar="[FILES]...", nargs=-1, type=click.Path(path_type=Path))
def seed(paths: tuple[Path, ...]) -> None:
    """Read the thesaurus, the inventory and the support programmes: every file of seeds, or these.

    Nothing is written if one of them has a fault. Where DEMONSTRATION is on, what is missing of it is added as well.
    """
    folder = Path(current_app.config["SEEDS"])
    kinds = (concept_seeds.CONCEPTS_KIND, catalogue_seeds.KIND, concept_seeds.SUBJECTS_KIND, support_seeds.KIND)
    try:
        done = write_seeds(paths or record_files(folder), kinds, folder=folder, finish=bump_version, now=clock.now())
    except Faulty as faulty:
        for fault in faulty.faults:
            click.echo(str(fault), err=True)
        raise click.ClickException(f"{len(faulty.faults)} faults: nothing was written.") from None
    for kind, counts in done.items():
        _report(kind, counts, whole=not paths)
    if current_app.config["DEMONSTRATION"] and not paths:
        add_and_tell()


def _report(kind: str, counts: Counts, *, whole: bool) -> None:
    """Say what became of the records; what has left the files is named only when all files were read."""
    numbers = (f"{len(getattr(counts, word))} {word}" for word in ("created", "changed", "unchanged"))
    click.echo(f"{kind}: {', '.join(numbers)}")
    for slug in counts.kept:
        click.echo(
            f"{kind}: {slug} differs from the file and is kept: a person has confirmed or changed it here", err=True
        )
    for slug in counts.left if whole else ():
        click.echo(f"{kind}: {slug} is no longer in the files; it stays until somebody closes it", err=True)


@click.command()
@click.option("--once", is_flag=True, help="Do what is due and stop.")
def work(once: bool) -> None:
    """Deliver messages and do what has fallen due, until stopped."""
    with signals.noted() as received:
        worker.run(current_app._get_current_object(), once=once, is_stopping=lambda: received)  # type: ignore[attr-defined]
