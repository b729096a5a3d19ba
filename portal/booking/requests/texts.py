"""What letters about requests say: those that hold nothing, stand in line, move up, or need one more yes."""

from collections.abc import Callable

from flask_babel import gettext as _

OWNER = "owner"
Text = tuple[str, str, str]


def _asked(reference: str, side: str) -> Text:
    if side == OWNER:
        return (
            _("Begäran %(reference)s väntar på svar", reference=reference),
            _("Någon vill använda er testbädd. Tiden är ledig för andra tills ni svarar ja."),
            _("Bekräfta eller neka på bokningens sida:"),
        )
    return (
        _("Begäran %(reference)s är skickad", reference=reference),
        _("Vi har skickat er begäran till testbädden. Tiden är inte reserverad: någon annan kan hinna före."),
        _("Ni får ett nytt meddelande när testbädden har svarat. Följ begäran här:"),
    )


def _queued(reference: str, side: str) -> Text:
    if side == OWNER:
        return (
            _("Begäran %(reference)s står i kö", reference=reference),
            _("Någon står i kö för en tid som en annan begäran har. Den får tiden om de som står före inte får den."),
            _("Ni kan också svara på den redan nu:"),
        )
    return (
        _("Begäran %(reference)s står i kö", reference=reference),
        _("Tiden är begärd av någon annan, men inte bekräftad. Ni står i kö och får tiden om den blir ledig."),
        _("Se er plats i kön här:"),
    )


def _moved_up(reference: str, side: str) -> Text:
    if side == OWNER:
        return (
            _("Begäran %(reference)s väntar på svar", reference=reference),
            _("Begäran stod i kö och har nu fått tiden. Den är reserverad tills ni svarar."),
            _("Bekräfta eller neka på bokningens sida:"),
        )
    return (
        _("Begäran %(reference)s har fått tiden", reference=reference),
        _("Det blev er tur. Tiden är reserverad för er tills testbädden svarar."),
        _("Ni får ett nytt meddelande när testbädden har svarat. Följ begäran här:"),
    )


def _approved(reference: str, side: str) -> Text:
    if side == OWNER:
        return (
            _("Begäran %(reference)s väntar på nästa steg", reference=reference),
            _("Det tekniska steget har sagt ja. Nu återstår det kommersiella."),
            _("Bekräfta eller neka på bokningens sida:"),
        )
    return (
        _("Begäran %(reference)s har klarat det första steget", reference=reference),
        _("Testbädden har sagt ja i det tekniska steget. Nu återstår det kommersiella."),
        _("Ni får ett nytt meddelande när testbädden har svarat. Följ begäran här:"),
    )


def _reminder(reference: str, side: str) -> Text:
    return (
        _("Begäran %(reference)s går snart ut", reference=reference),
        _("Ingen har svarat ännu. Svarar ni inte i tid går begäran ut av sig själv."),
        _("Bekräfta eller neka på bokningens sida:"),
    )


def _not_reached(reference: str, side: str) -> Text:
    return (
        _("Begäran %(reference)s fick ingen plats", reference=reference),
        _("Begäran stod i kö, men tiden blev aldrig ledig innan den skulle börja."),
        _("Läs mer här:") if side == OWNER else _("Vi beklagar. Läs mer och välj en annan tid här:"),
    )


TEXTS: dict[str, Callable[[str, str], Text]] = {
    "asked": _asked,
    "queued": _queued,
    "moved-up": _moved_up,
    "approved": _approved,
    "reminder": _reminder,
    "not-reached": _not_reached,
}
