"""The letter about new matches, in the reader's language, and the link in it that ends such letters without signing in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.outbox import Letter
from portal.saved.models import SavedSearch
from portal.search.queries import Listed
from portal.web import signed
from portal.web.language import in_language, localised
from portal.web.links import public_url

PURPOSE = "saved-search"
WORKS_FOR = timedelta(days=365)
MOST_NAMED = 20


@dataclass(frozen=True)
class Reader:
    """To whom the letter goes, and in which language."""

    email: str
    language: str


def new_matches(search: SavedSearch, reader: Reader, new: Sequence[Listed], *, version: int, now: datetime) -> Letter:
    """Return the letter: only words of public listings, and the name that the reader has given the search."""
    language = reader.language
    with in_language(language):
        ends = unsubscribe_url(search.reference, language, now)
        return Letter(
            kind="saved.new-matches",
            to_email=reader.email,
            language=language,
            subject=_("Nytt i er sökning %(name)s", name=search.name),
            body=_body(search, new, language, ends),
            about=search.reference,
            dedupe=f"saved-{search.id}:{version}",
            unsubscribe=ends,
        )


def _body(search: SavedSearch, new: Sequence[Listed], language: str, ends: str) -> str:
    lines = [_("Hej!"), _says(search, len(new)), *(_listing(one, language) for one in new[:MOST_NAMED])]
    if len(new) > MOST_NAMED:
        left = len(new) - MOST_NAMED
        lines.append(ngettext("Och %(num)s testbädd till.", "Och %(num)s testbäddar till.", left))
    lines += [
        _("Alla träffar i sökningen:") + "\n" + public_url("search.index", language) + f"?{search.query}",
        _("Döp om eller ta bort sökningen:") + "\n" + public_url("saved.searches", language),
        _("Vill ni inte ha fler brev om sökningen? Avsluta dem här, utan att logga in:") + "\n" + ends,
        _("Hälsningar från %(portal)s", portal=current_app.config["PORTAL_NAME"]),
    ]
    return "\n\n".join(lines) + "\n"


def _says(search: SavedSearch, count: int) -> str:
    return ngettext(
        "%(num)s testbädd passar nu er sparade sökning %(name)s och gjorde det inte förut:",
        "%(num)s testbäddar passar nu er sparade sökning %(name)s och gjorde det inte förut:",
        count,
        name=search.name,
    )


def _listing(listed: Listed, language: str) -> str:
    name = localised(listed, "name", language)
    made_up = " " + _("(demonstration, påhittad)") if listed.is_demonstration else ""
    where = f"{listed.operator}, {listed.municipality}"
    return "\n".join((name + made_up, where, public_url("catalogue.show", language, slug=listed.slug)))


def unsubscribe_url(reference: str, language: str, now: datetime) -> str:
    """Return the address whose button ends the letters about this search; it works for a year."""
    word = signed.sign(PURPOSE, reference, expires_at=now + WORKS_FOR)
    return public_url("saved.stop", language, nyckel=word)


def read_link(word: str, now: datetime) -> str:
    """Return the reference of the search that the link is about. Raise BadLink or OldLink."""
    return signed.read(PURPOSE, word, now=now)
