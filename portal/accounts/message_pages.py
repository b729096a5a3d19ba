"""Sent messages: what a demonstration, which has no mail server, would have sent to this reader."""

from flask import current_app, render_template

from portal import outbox
from portal.accounts import cookie, letters
from portal.accounts.blueprint import blueprint
from portal.accounts.guards import audience, current_person
from portal.errors import NotFound

SHOWN = 50


@blueprint.get("/skickade-meddelanden")
@audience("public")
def sent_messages() -> str:
    """Show messages to whoever is signed in, and letters about accounts to addresses typed in this browser."""
    if not current_app.config["DEMONSTRATION"]:
        raise NotFound()
    visitor = current_person()
    messages = _messages(visitor.email if visitor else None, cookie.typed())
    return render_template("accounts/sent_messages.html", messages=messages, visitor=visitor, typed=cookie.typed())


def _messages(own: str | None, typed: list[str]) -> list[outbox.Message]:
    """Return the newest first. To an address that was only typed here no more is shown than what typing it sent."""
    messages = {message.id: message for message in outbox.sent_to([own], limit=SHOWN)} if own else {}
    for message in outbox.sent_to(typed, limit=SHOWN) if typed else ():
        if message.kind.startswith(letters.KIND):
            messages[message.id] = message
    return sorted(messages.values(), key=lambda message: -message.id)[:SHOWN]
