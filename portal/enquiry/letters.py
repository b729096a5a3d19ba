"""Messages about enquiries, each in its reader's language. Subjects carry the reference alone: they show on locked screens."""

from collections.abc import Callable, Iterable, Sequence

from flask_babel import gettext as _

from portal.accounts.queries import Recipient
from portal.enquiry.models import Ask, Enquiry
from portal.outbox import Letter
from portal.web.formats import day
from portal.web.language import in_language
from portal.web.links import public_url


def sent(enquiry: Enquiry, ask: Ask, answerers: Iterable[Recipient]) -> list[Letter]:
    """Tell those who are to answer."""

    def said(language: str) -> str:
        return _("En ny förfrågan väntar på ert svar, senast %(day)s.", day=day(ask.reply_by, language))

    return [written(enquiry, one.email, one.language, "sent", ask.id, said) for one in answerers]


def posted(enquiry: Enquiry, post_id: int, readers: Iterable[Recipient]) -> list[Letter]:
    """Tell the other side that there is a new message."""

    def said(_language: str) -> str:
        return _("Det finns ett nytt meddelande i ärendet.")

    return [written(enquiry, one.email, one.language, "posted", post_id, said) for one in readers]


def closed(enquiry: Enquiry, readers: Iterable[Recipient]) -> list[Letter]:
    """Tell that the case is over."""

    def said(_language: str) -> str:
        return _("Ärendet har avslutats.")

    return [written(enquiry, one.email, one.language, "closed", enquiry.id, said) for one in readers]


def receipt(enquiry: Enquiry, asks: Sequence[Ask], email: str, language: str) -> Letter:
    """Tell the one who asked that it has arrived, at whom, and when answers are promised."""

    def said(language: str) -> str:
        promises = [
            _("%(addressee)s svarar senast %(day)s.", addressee=one.organisation.name, day=day(one.reply_by, language))
            for one in asks
        ]
        return "\n".join([_("Er förfrågan har skickats."), *promises])

    return written(enquiry, email, language, "receipt", enquiry.id, said)


def written(enquiry: Enquiry, email: str, language: str, kind: str, number: int, said: Callable[[str], str]) -> Letter:
    """Return a letter about the case in this language; `kind` and `number` together tell what it tells, once."""
    with in_language(language):
        address = public_url("enquiry.show", language, reference=enquiry.reference)
        follow = _("Läs och svara här:")
        return Letter(
            kind=f"enquiry.{kind}",
            to_email=email,
            language=language,
            subject=_("Ärende %(reference)s", reference=enquiry.reference),
            body=f"{said(language)}\n\n{follow} {address}\n",
            about=enquiry.reference,
            dedupe=f"enquiry.{kind}:{number}:{email}",
        )
