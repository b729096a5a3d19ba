"""flask demonstration add, remove, accounts."""

import click
from flask import current_app
from flask_babel import gettext

from portal import clock
from portal.accounts import demonstration as accounts
from portal.demonstration import removal, service
from portal.errors import Refusal
from portal.web.language import in_language


@click.group()
def demonstration() -> None:
    """The made-up operator, its testbeds and the accounts to try the portal with."""


def add_and_tell() -> None:
    """Make what is missing and say how much that was, if anything."""
    added = service.add(clock.now())
    if any(vars(added).values()):
        numbers = ", ".join(f"{count} {name}" for name, count in vars(added).items())
        click.echo(f"demonstration: {numbers} created")


@demonstration.command()
def add() -> None:
    """Make what is missing of the demonstration; what is there stays as people have changed it."""
    try:
        add_and_tell()
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from None


@demonstration.command()
@click.confirmation_option(prompt="Delete the demonstration's testbeds, bookings, organisations and people?")
def remove() -> None:
    """Delete the demonstration and all that people did to it; --yes does not ask."""
    gone = removal.remove(clock.now())
    for name, count in sorted(gone.items()):
        click.echo(f"{name}: {count} deleted")
    if not gone:
        click.echo("There is no demonstration here.")


@demonstration.command(name="accounts")
def list_accounts() -> None:
    """Print the accounts to sign in with; nothing where DEMONSTRATION is off."""
    if not current_app.config["DEMONSTRATION"]:
        return
    with in_language("en"):
        lines = [f"  {email:<22}{gettext(role)}" for email, role in accounts.accounts()]
    click.echo("\n".join([*lines, f"  {'password':<22}{accounts.PASSWORD}"]))
