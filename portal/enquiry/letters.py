"""Messages about enquiries, each in its reader's language. Subjects carry the reference alone: they show on locked screens.

No letter quotes a brief or a message, and none names the company: in a blind case that would tell who asks.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _

from portal.accounts.queries import Recipient
from portal.enquiry.models import Ask, Enquiry
from portal.errors import N_
from portal.outbox import Letter
from portal.web.formats import day
from portal.web.language import in_language, localised
from portal.web.links import public_url

SAYS = {
    "posted": N_("Det finns ett nytt meddelande i ärendet."),
    "closed": N_("Ärendet har avslutats."),
    "reopened": N_("Ärendet har öppnats igen."),
    "yes": N_("%(who)s har svarat ja. Tider och pris står i ärendet."),
    "question": N_("%(who)s har ställt en fråga innan de kan svara."),
    "no": N_("%(who)s har svarat nej. Skälet står i ärendet."),
    "referred": N_("%(who)s föreslår en annan testbädd: %(testbed)s. Säg ja eller nej i ärendet."),
    "accepted": N_("Företaget tackade ja till er hänvisning till %(testbed)s, och frågan har gått dit."),
    "declined": N_("Företaget tackade nej till er hänvisning till %(testbed)s."),
    "withdrawn": N_("Företaget har tagit tillbaka sin fråga till er. Ni behöver inte svara."),
    "terms": N_("%(who)s har godkänt sekretessvillkoren och ser nu vem som frågar."),
    "routed": N_("Ett ärende i ert område behöver en samordnare."),
    "to-coordinator": N_("Företaget i ärendet har skrivit till samordnaren."),
    "reminded": N_("Ni har lovat att svara senast %(by)s. Ärendet väntar ännu på ert svar."),
    "deputy": N_("Svaret skulle ha kommit senast %(by)s. Kan ni svara i stället?"),
    "late": N_("%(who)s har inte svarat i tid, den %(by)s. Samordnaren har fått veta det."),
    "late-alone": N_("%(who)s har inte svarat i tid, den %(by)s."),
    "taken": N_("%(who)s har tagit hand om ert ärende."),
    "handed": N_("Ert ärende har lämnats över till %(who)s, som svarar i stället."),
    "handed-to-you": N_("%(who)s har lämnat över ett ärende till er."),
    "merged": N_("Ärendet %(gone)s handlade om samma behov och har slagits ihop med det här. Båda numren leder hit."),
    "unmerged": N_("Ärendet har delats från %(kept)s igen."),
    "next-best": N_("%(who)s har inte svarat. I ärendet finns ett förslag på vem ni kan fråga i stället."),
}


def about(enquiry: Enquiry, kind: str, number: int, readers: Iterable[Recipient], **details: Any) -> list[Letter]:
    """Return what is told of this kind to each reader once; `number` tells one occasion from the next.

    Days and things with a name among the details are written in the reader's language.
    """

    def said(language: str) -> str:
        return _(SAYS[kind], **{name: _detail(value, language) for name, value in details.items()})

    each = {one.email: one for one in readers}
    return [written(enquiry, one.email, one.language, kind, number, said) for one in each.values()]


def sent(enquiry: Enquiry, ask: Ask, answerers: Iterable[Recipient], number: int | None = None) -> list[Letter]:
    """Tell those who are to answer; `number` tells a question that is put once more from the first."""

    def said(language: str) -> str:
        return _("En ny förfrågan väntar på ert svar, senast %(day)s.", day=day(ask.reply_by, language))

    kind, number = ("sent", ask.id) if number is None else ("sent-again", number)
    return [written(enquiry, one.email, one.language, kind, number, said) for one in answerers]


def posted(
    enquiry: Enquiry, post_id: int, readers: Iterable[Recipient], link: Callable[[Recipient], str] | None = None
) -> list[Letter]:
    """Tell the other side that there is a new message, with a link by which it is read and answered without signing in."""
    return [
        written(
            enquiry,
            one.email,
            one.language,
            "posted",
            post_id,
            lambda _language: _(SAYS["posted"]),
            link=link(one) if link else "",
        )
        for one in readers
    ]


def receipt(enquiry: Enquiry, asks: Sequence[Ask], email: str, language: str) -> Letter:
    """Tell the one who asked that it has arrived, at whom, and when answers are promised."""

    def said(language: str) -> str:
        promises = [
            _("%(addressee)s svarar senast %(day)s.", addressee=one.organisation.name, day=day(one.reply_by, language))
            for one in asks
        ]
        return "\n".join([_("Er förfrågan har skickats."), *promises])

    return written(enquiry, email, language, "receipt", enquiry.id, said)


def written(
    enquiry: Enquiry,
    email: str,
    language: str,
    kind: str,
    number: int,
    said: Callable[[str], str],
    link: str = "",
) -> Letter:
    """Return a letter about the case in this language; `kind` and `number` together tell what it tells, once.

    `link` is one that works without signing in, for this reader alone.
    """
    with in_language(language):
        address = public_url("enquiry.show", language, reference=enquiry.reference)
        follow = _("Läs och svara här:")
        directly = f"\n{_('Eller svara direkt, utan att logga in:')} {link}\n" if link else ""
        return Letter(
            kind=f"enquiry.{kind}"[:40],
            to_email=email,
            language=language,
            subject=_("Ärende %(reference)s", reference=enquiry.reference),
            body=f"{said(language)}\n\n{follow} {address}\n{directly}",
            about=enquiry.reference,
            # An address may be longer than the column: its fingerprint tells it as well.
            dedupe=f"enquiry.{kind}:{number}:{hashlib.sha256(email.encode()).hexdigest()[:24]}",
        )


def _detail(value: Any, language: str) -> Any:
    if isinstance(value, date):
        return day(value, language)
    return value if isinstance(value, (str, int)) else localised(value, "name", str(get_locale()))
