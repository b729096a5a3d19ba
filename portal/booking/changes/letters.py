"""What letters say when a booking that stands is changed, handed over, or ends before its time: each for either side."""

from collections.abc import Callable

from flask_babel import gettext as _

OWNER = "owner"
Text = tuple[str, str, str]


def _changed(reference: str, side: str) -> Text:
    return (
        _("Bokning %(reference)s är ändrad", reference=reference),
        _("Bokningen har ändrats. Det här gäller nu."),
        _("Ny kalenderfil och allt annat om bokningen finns här:"),
    )


def _change_asked(reference: str, side: str) -> Text:
    subject = _("En ändring av %(reference)s väntar på svar", reference=reference)
    if side == OWNER:
        says = _("Den som bokat vill ändra. Tills ni svarar gäller bokningen som den är.")
        return subject, says, _("Säg ja eller nej på bokningens sida:")
    says = _("Vi har frågat testbädden. Tills de svarar gäller bokningen som den är. Den nya tiden hålls inte åt er.")
    return subject, says, _("Följ ändringen, eller ta tillbaka den, här:")


def _change_declined(reference: str, side: str) -> Text:
    return (
        _("Ändringen av %(reference)s är nekad", reference=reference),
        _("Testbädden sa nej till ändringen. Bokningen gäller som förut."),
        _("Läs mer här:"),
    )


def _change_withdrawn(reference: str, side: str) -> Text:
    return (
        _("Ändringen av %(reference)s är tillbakatagen", reference=reference),
        _("Den som bokat tog tillbaka sin ändring. Bokningen gäller som förut."),
        _("Läs mer här:"),
    )


def _change_lapsed(reference: str, side: str) -> Text:
    return (
        _("Ändringen av %(reference)s besvarades inte", reference=reference),
        _("Ingen svarade på ändringen innan tiden var inne. Bokningen gäller som förut."),
        _("Läs mer här:"),
    )


def _handed_over(reference: str, side: str) -> Text:
    return (
        _("Bokning %(reference)s har lämnats över", reference=reference),
        _("Bokningen har en ny kontaktperson. Tiden är densamma."),
        _("Allt om bokningen finns här:"),
    )


def _no_show_released(reference: str, side: str) -> Text:
    subject = _("Bokning %(reference)s är noterad som utebliven", reference=reference)
    if side == OWNER:
        return subject, _("Ingen checkade in i tid. Resten av tiden är ledig igen."), _("Läs mer här:")
    says = _("Ingen checkade in i tid, så resten av tiden har gått till andra.")
    return subject, says, _("Stämmer det inte? Hör av er till testbädden. Läs mer här:")


TEXTS: dict[str, Callable[[str, str], Text]] = {
    "changed": _changed,
    "change-asked": _change_asked,
    "change-declined": _change_declined,
    "change-withdrawn": _change_withdrawn,
    "change-lapsed": _change_lapsed,
    "handed-over": _handed_over,
    "no-show-released": _no_show_released,
}
