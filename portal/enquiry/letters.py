"""Messages about enquiries, each in its reader's language. Subjects carry the reference alone: they show on locked screens."""

from collections.abc import Iterable

from flask_babel import gettext as _

from portal.accounts.queries import Recipient, Visitor
from portal.enquiry.models import Enquiry
from portal.outbox import Letter
from portal.web.formats import day
from portal.web.language import in_language
from portal.web.links import public_url


def sent(enquiry: Enquiry, answerers: Iterable[Recipient]) -> list[Letter]:
    """Tell those who are to answer."""
    return [_letter(enquiry, person, "sent", enquiry.id) for person in answerers]


def posted(enquiry: Enquiry, post_id: int, readers: Iterable[Recipient]) -> list[Letter]:
    """Tell the other side that there is a new message."""
    return [_letter(enquiry, person, "posted", post_id) for person in readers]


def closed(enquiry: Enquiry, readers: Iterable[Recipient]) -> list[Letter]:
    return [_letter(enquiry, person, "closed", enquiry.id) for person in readers]


def receipt(enquiry: Enquiry, addressee: str, visitor: Visitor) -> Letter:
    """Tell the one who asked that it has arrived, and when an answer is promised."""
    with in_language(visitor.language):
        body = _(
            "Er förfrågan har skickats till %(addressee)s. Svar utlovas senast %(day)s.",
            addressee=addressee,
            day=day(enquiry.reply_by, visitor.language),
        )
        return _written(enquiry, visitor.email, visitor.language, "receipt", enquiry.id, body)


def _letter(enquiry: Enquiry, person: Recipient, kind: str, number: int) -> Letter:
    with in_language(person.language):
        sentences = {
            "sent": _(
                "En ny förfrågan väntar på ert svar, senast %(day)s.", day=day(enquiry.reply_by, person.language)
            ),
            "posted": _("Det finns ett nytt meddelande i ärendet."),
            "closed": _("Ärendet har avslutats."),
        }
        return _written(enquiry, person.email, person.language, kind, number, sentences[kind])


def _written(enquiry: Enquiry, email: str, language: str, kind: str, number: int, body: str) -> Letter:
    address = public_url("enquiry.show", language, reference=enquiry.reference)
    follow = _("Läs och svara här:")
    return Letter(
        kind=f"enquiry.{kind}",
        to_email=email,
        language=language,
        subject=_("Ärende %(reference)s", reference=enquiry.reference),
        body=f"{body}\n\n{follow} {address}\n",
        about=enquiry.reference,
        dedupe=f"enquiry.{kind}:{number}:{email}",
    )
