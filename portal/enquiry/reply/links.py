"""The link in a letter by which one person answers in one thread."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.accounts import queries as accounts
from portal.accounts.queries import Recipient, Visitor
from portal.database import db
from portal.enquiry import permissions
from portal.enquiry.models import CLOSED, WITHDRAWN, Ask, Enquiry
from portal.web import signed
from portal.web.links import public_url

PURPOSE = "enquiry-reply"
WORKS_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Way:
    """What a link leads to: a thread, for a person who speaks for one of its sides."""

    visitor: Visitor
    ask: Ask
    organisation_id: int


def link_for(enquiry: Enquiry, ask: Ask, *, readers_of: int, now: datetime) -> Callable[[Recipient], str]:
    """Return what makes each reader's own link to the thread, for the people of this organisation."""

    def link(reader: Recipient) -> str:
        word = signed.sign(PURPOSE, f"{ask.id}:{reader.id}:{readers_of}", expires_at=now + WORKS_FOR)
        return public_url("enquiry.reply", reader.language, nyckel=word)

    return link


def read_link(word: str, *, now: datetime) -> Way:
    """Return where the link leads. Raise BadLink for what is none, OldLink when it has run out or no longer counts."""
    ask_id, person_id, organisation_id = map(int, signed.read(PURPOSE, word, now=now).split(":"))
    visitor, ask = accounts.find_person_as_visitor(person_id), db.session.get(Ask, ask_id)
    if visitor is None or ask is None or organisation_id not in visitor.organisation_ids:
        raise signed.OldLink()
    on_a_side = permissions.asks(visitor, ask.enquiry) or permissions.answers(visitor, ask)
    if not on_a_side or ask.enquiry.state == CLOSED or ask.state == WITHDRAWN:
        raise signed.OldLink()
    return Way(visitor, ask, organisation_id)
