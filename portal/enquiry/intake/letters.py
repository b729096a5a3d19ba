"""Letters of the intake. They go to addresses that nobody has confirmed, so nothing that was typed stands in them.

They are letters about accounts, like those of signing up: a demonstration shows them to the browser in which the address was typed.
"""

from datetime import datetime

from flask_babel import gettext as _

from portal.outbox import Letter
from portal.web.formats import day
from portal.web.language import in_language
from portal.web.links import public_url


def resume(email: str, language: str, key: str, expires_at: datetime) -> Letter:
    """Send the way back to a draft."""
    with in_language(language):
        return _letter(
            "resume",
            email,
            language,
            _("Er påbörjade förfrågan"),
            _("Någon, troligen du, har bett om länken till en påbörjad förfrågan."),
            _(
                "Den finns kvar till och med %(day)s, och den som har länken kan läsa och ändra den:",
                day=day(expires_at),
            ),
            public_url("enquiry.draft", language, key=key),
            _("Var det inte du? Då behöver du inte göra något."),
        )


def confirm(email: str, language: str, token: str, *, has_account: bool) -> Letter:
    """Ask whoever reads this address to send the enquiry; only this letter tells whether the address has an account."""
    with in_language(language):
        how = (
            _(
                "Du har redan ett konto med den här adressen. Öppna länken, logga in och tryck på knappen, så skickas den."
            )
            if has_account
            else _("Öppna länken och tryck på knappen, så skickas den. Då skapas också ditt konto.")
        )
        return _letter(
            "confirm",
            email,
            language,
            _("Bekräfta er förfrågan"),
            _("Någon, troligen du, vill skicka en förfrågan med den här adressen."),
            how,
            public_url("enquiry.confirm", language, kod=token),
            _("Var det inte du? Då behöver du inte göra något: utan länken skickas ingenting."),
        )


def _letter(kind: str, email: str, language: str, subject: str, *paragraphs: str) -> Letter:
    body = "\n\n".join((_("Hej!"), *paragraphs)) + "\n"
    return Letter(f"accounts.enquiry-{kind}", email, language, subject, body)
