"""Who asks, in words: the only way by which a page or a letter may name the company of a case.

In a blind case an owner reads "Ett företag i …" until it has accepted the terms of secrecy. A coordinator reads it too, but
for the hour after it has asked to see what is confidential.
"""

from flask_babel import get_locale
from flask_babel import gettext as _

from portal.accounts.queries import Visitor
from portal.catalogue import vocabulary
from portal.enquiry import permissions
from portal.enquiry.models import Ask, Enquiry


def knows(visitor: Visitor | None, enquiry: Enquiry, ask: Ask | None = None) -> bool:
    """Return whether this reader may know whose the case is; `ask` is the one that it answers, if any."""
    if not enquiry.is_blind:
        return True
    if visitor is None:
        return False
    accepted = ask is not None and permissions.answers(visitor, ask) and ask.terms_at is not None
    return permissions.asks(visitor, enquiry) or accepted


def name_of(visitor: Visitor | None, enquiry: Enquiry, ask: Ask | None = None) -> str:
    """Return the company's name for who may know it, else what sector it is of."""
    return enquiry.organisation.name if knows(visitor, enquiry, ask) else stand_in(enquiry)


def name_to_asked(ask: Ask) -> str:
    """Return how a letter to who is asked names the company."""
    enquiry = ask.enquiry
    return enquiry.organisation.name if not enquiry.is_blind or ask.terms_at else stand_in(enquiry)


def stand_in(enquiry: Enquiry) -> str:
    """Return "Ett företag i fordon", by the sector of the brief."""
    sector = str((enquiry.brief or {}).get("sector", ""))
    if not sector:
        return _("Ett företag")
    word = vocabulary.label("sectors", sector, "en" if str(get_locale()) == "en" else "sv")
    return _("Ett företag i branschen %(sector)s", sector=_in_a_sentence(word))


def _in_a_sentence(word: str) -> str:
    """Return the word with a small first letter, but for an abbreviation: IT och telekom."""
    return word if word[1:2].isupper() else word[:1].lower() + word[1:]
