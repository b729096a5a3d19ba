"""What this room writes to people, each in the reader's language.

Nothing that a stranger typed stands in a letter to an address that nobody has confirmed: the portal is no way to send spam.
"""

from flask import current_app
from flask_babel import gettext as _

from portal.accounts.rules import one_line
from portal.outbox import Letter
from portal.web.language import in_language
from portal.web.links import public_url

KIND = "accounts."


def verify(email: str, language: str, token: str) -> Letter:
    with in_language(language):
        return _letter(
            "verify",
            email,
            language,
            _("Bekräfta din e-postadress"),
            _("Någon, troligen du, har skapat ett konto i %(portal)s med den här adressen.", portal=_portal()),
            _("Öppna länken och skriv lösenordet som du valde, så är kontot klart. Länken gäller i 24 timmar."),
            public_url("accounts.verify", language, kod=token),
            _("Var det inte du? Då behöver du inte göra något: utan länken öppnas inget konto."),
        )


def already_here(email: str, language: str) -> Letter:
    with in_language(language):
        return _letter(
            "already-here",
            email,
            language,
            _("Du har redan ett konto"),
            _("Någon, troligen du, försökte skapa ett konto i %(portal)s med den här adressen.", portal=_portal()),
            _("Det finns redan ett. Logga in här:"),
            public_url("accounts.sign_in", language),
            _("Har du glömt lösenordet väljer du ett nytt här:"),
            public_url("accounts.forgotten", language),
        )


def reset(email: str, language: str, token: str) -> Letter:
    with in_language(language):
        return _letter(
            "reset",
            email,
            language,
            _("Välj ett nytt lösenord"),
            _("Någon, troligen du, har bett om ett nytt lösenord i %(portal)s.", portal=_portal()),
            _("Öppna länken och välj ett nytt. Länken gäller i 30 minuter och en gång."),
            public_url("accounts.reset", language, kod=token),
            _("Var det inte du? Då behöver du inte göra något: ditt lösenord gäller som förut."),
        )


def choose_password(email: str, language: str, token: str) -> Letter:
    with in_language(language):
        return _letter(
            "choose-password",
            email,
            language,
            _("Välj ett lösenord"),
            _("Ni har skickat er förfrågan, och nu har du ett konto i %(portal)s.", portal=_portal()),
            _("Öppna länken och välj ett lösenord, så kan du logga in igen. Länken gäller i 30 minuter och en gång."),
            public_url("accounts.reset", language, kod=token),
            _("Har den gått ut får du en ny här:"),
            public_url("accounts.forgotten", language),
        )


def no_account(email: str, language: str) -> Letter:
    with in_language(language):
        return _letter(
            "no-account",
            email,
            language,
            _("Det finns inget konto med den här adressen"),
            _("Någon, troligen du, har bett om ett nytt lösenord i %(portal)s.", portal=_portal()),
            _("Vi har inget konto med den här adressen. Kanske skapade du det med en annan? Annars skapar du ett här:"),
            public_url("accounts.sign_up", language),
        )


def demonstration_account(email: str, language: str) -> Letter:
    with in_language(language):
        return _letter(
            "demonstration",
            email,
            language,
            _("Demonstrationskontots lösenord byts inte"),
            _(
                "Någon har bett om ett nytt lösenord till ett demonstrationskonto. Alla använder samma, så det byts inte."
            ),
            _("Logga in här:"),
            public_url("accounts.sign_in", language),
        )


def password_changed(email: str, language: str) -> Letter:
    with in_language(language):
        return _letter(
            "password-changed",
            email,
            language,
            _("Ditt lösenord är bytt"),
            _(
                "Lösenordet till ditt konto i %(portal)s har just bytts, och alla inloggningar är avslutade.",
                portal=_portal(),
            ),
            _("Var det inte du? Välj genast ett nytt:"),
            public_url("accounts.forgotten", language),
        )


def invitation(email: str, language: str, token: str, *, organisation: str, inviter: str) -> Letter:
    with in_language(language):
        return _letter(
            "invitation",
            email,
            language,
            _("Inbjudan till %(organisation)s", organisation=organisation),
            _(
                "%(inviter)s bjuder in dig till %(organisation)s i %(portal)s, Sveriges ingång till industriella testbäddar.",
                inviter=inviter,
                organisation=organisation,
                portal=_portal(),
            ),
            _("Öppna länken för att gå med. Den gäller i sju dagar."),
            public_url("accounts.join", language, kod=token),
            _("Känner du inte avsändaren? Då behöver du inte göra något."),
        )


def role_changed(email: str, language: str, *, organisation: str, role: str) -> Letter:
    with in_language(language):
        new_role = _("ansvarig") if role == "manager" else _("medlem")
        return _letter(
            "role-changed",
            email,
            language,
            _("Ny roll i %(organisation)s", organisation=organisation),
            _("Du är nu %(role)s i %(organisation)s.", role=new_role, organisation=organisation),
            public_url("accounts.account", language),
        )


def removed(email: str, language: str, *, organisation: str) -> Letter:
    with in_language(language):
        return _letter(
            "removed",
            email,
            language,
            _("Du är inte längre med i %(organisation)s", organisation=organisation),
            _(
                "Ditt konto finns kvar, men du ser inte längre det som hör till %(organisation)s.",
                organisation=organisation,
            ),
            public_url("accounts.account", language),
        )


def _letter(kind: str, email: str, language: str, subject: str, *paragraphs: str) -> Letter:
    body = "\n\n".join((_("Hej!"), *paragraphs, _("Hälsningar från %(portal)s", portal=_portal()))) + "\n"
    return Letter(KIND + kind, email, language, one_line(subject)[:200], body)


def _portal() -> str:
    return str(current_app.config["PORTAL_NAME"])
