"""What the letters about a booking say: subject, greeting and what comes next, for each side; in the language that is current."""

from collections.abc import Callable

from flask_babel import gettext as _

from portal.booking.changes import letters as letters_of_changes
from portal.booking.requests import texts as request_texts

BOOKER, OWNER = "booker", "owner"
Text = tuple[str, str, str]


def _requested(reference: str, side: str) -> Text:
    if side == OWNER:
        return (
            _("Begäran %(reference)s väntar på svar", reference=reference),
            _("Någon vill använda er testbädd. Tiden är reserverad tills ni svarar."),
            _("Bekräfta eller neka på bokningens sida:"),
        )
    return (
        _("Begäran %(reference)s är skickad", reference=reference),
        _("Vi har skickat er begäran till testbädden. Tiden är reserverad för er tills de svarar."),
        _("Ni får ett nytt meddelande när testbädden har svarat. Följ begäran här:"),
    )


def _confirmed(reference: str, side: str) -> Text:
    says = _("En bokning av er testbädd är bekräftad.") if side == OWNER else _("Er bokning är bekräftad.")
    return (
        _("Bokning %(reference)s är bekräftad", reference=reference),
        says,
        _("Kalenderfil, avbokning och allt annat om bokningen finns här:"),
    )


def _declined(reference: str, side: str) -> Text:
    says = _("Begäran är nekad och tiden är ledig igen.") if side == OWNER else _("Testbädden kan inte ta emot er då.")
    return (
        _("Begäran %(reference)s är nekad", reference=reference),
        says,
        _("Läs mer här:") if side == OWNER else _("Läs mer och välj en annan tid här:"),
    )


def _cancelled(reference: str, side: str) -> Text:
    return (
        _("Bokning %(reference)s är avbokad", reference=reference),
        _("Bokningen är avbokad och tiden är ledig igen."),
        _("Läs mer här:"),
    )


def _expired(reference: str, side: str) -> Text:
    says = _("Begäran besvarades inte i tid, och har gått ut.")
    return (
        _("Begäran %(reference)s gick ut utan svar", reference=reference),
        says,
        _("Läs mer här:") if side == OWNER else _("Vi beklagar. Läs mer och välj en annan tid här:"),
    )


def _displaced(reference: str, side: str) -> Text:
    if side == OWNER:
        says = _("Stängningen tar den här bokningens tid. Den står nu på er lista att ordna.")
        return _needs_time(reference), says, _("Ge den en ny tid, eller släpp den, här:")
    says = _("Testbädden stänger resursen den tid som ni hade bokat. Bokningen behöver en ny tid.")
    return _needs_time(reference), says, _("Välj en ny tid, eller avboka, här:")


def _interrupted(reference: str, side: str) -> Text:
    says = _("Ett oplanerat stopp gör att användningen slutar i förtid. Tiden som var kvar är släppt.")
    return (
        _("Bokning %(reference)s är avbruten", reference=reference),
        says,
        _("Läs mer här:")
        if side == OWNER
        else _("Vi beklagar. Läs mer, och boka en ny tid för det som återstår, här:"),
    )


def _reminded(reference: str, side: str) -> Text:
    if side == OWNER:
        says = _("Bokningen förlorade sin tid och ingen har valt någon ny. Den står kvar på er lista att ordna.")
        return _needs_time(reference), says, _("Ge den en ny tid, eller släpp den, här:")
    says = _("Er bokning förlorade sin tid när testbädden stängde, och ni har inte valt någon ny än.")
    return _needs_time(reference), says, _("Välj en ny tid, eller avboka, här:")


def _needs_time(reference: str) -> str:
    return _("Bokning %(reference)s behöver en ny tid", reference=reference)


def _moved(reference: str, side: str) -> Text:
    return (
        _("Bokning %(reference)s har fått en ny tid", reference=reference),
        _("Bokningen har fått en ny tid, som är bekräftad."),
        _("Kalenderfil, avbokning och allt annat om bokningen finns här:"),
    )


def _completed(reference: str, side: str) -> Text:
    return (
        _("Bokning %(reference)s är genomförd", reference=reference),
        _("Testbädden har noterat att bokningen är genomförd."),
        _("Läs mer här:"),
    )


def _no_show(reference: str, side: str) -> Text:
    return (
        _("Bokning %(reference)s är noterad som utebliven", reference=reference),
        _("Testbädden har noterat att ingen kom."),
        _("Stämmer det inte? Hör av er till testbädden. Läs mer här:"),
    )


TEXTS: dict[str, Callable[[str, str], Text]] = {
    "requested": _requested,
    **request_texts.TEXTS,
    "confirmed": _confirmed,
    "declined": _declined,
    "cancelled": _cancelled,
    "expired": _expired,
    "displaced": _displaced,
    "interrupted": _interrupted,
    "reminded": _reminded,
    "moved": _moved,
    "completed": _completed,
    "no-show": _no_show,
    **letters_of_changes.TEXTS,
}
