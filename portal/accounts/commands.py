"""What an operator types about accounts."""

import click

from portal import clock
from portal.accounts import service
from portal.errors import Refusal


@click.command()
@click.argument("email")
def administrator(email: str) -> None:
    """Make an administrator of the person whose account has this confirmed address."""
    try:
        service.make_administrator(email, now=clock.now())
    except Refusal as refusal:
        raise click.ClickException(refusal.message) from None
    click.echo(f"{email}: administrator")
