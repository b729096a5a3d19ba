"""What an operator types: flask prepare, seed, work, match, demonstration."""

import signal
import time
from types import FrameType

import click
from flask import Flask, current_app
from flask_migrate import upgrade

from portal import clock, outbox
from portal.booking import guard


def init_app(app: Flask) -> None:
    for command in (prepare, work):
        app.cli.add_command(command)


@click.command()
def prepare() -> None:
    """Bring the database's schema up to date and test the guard."""
    upgrade()
    if not guard.stands():
        raise click.ClickException("The guard against over-booking does not stand in this database: do not serve it.")


@click.command()
@click.option("--once", is_flag=True, help="Do what is due and stop.")
def work(once: bool) -> None:
    """Deliver messages and do what has fallen due, until stopped."""
    stopping = _stop_on_signal()
    transport = outbox.transport_for(current_app.config)
    while True:
        outbox.deliver_due(transport, now=clock.now(), sender=current_app.config["MAIL_FROM"], host=_host())
        if once or stopping:
            return
        time.sleep(1)


def _host() -> str:
    return str(current_app.config["PUBLIC_URL"]).split("//")[-1].split("/")[0].split(":")[0]


def _stop_on_signal() -> list[int]:
    """Return a list that holds the signal once one has come: what is under way is finished first."""
    received: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        received.append(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, note)
    return received
