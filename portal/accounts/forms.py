"""The forms of this room. They check shape; rules and services judge the rest."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, EmailField, Field, RadioField, SelectMultipleField, StringField
from wtforms.validators import Email, InputRequired, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, PasswordInput

from portal.accounts import rules
from portal.accounts.models import BOOK, COMPANY, COORDINATOR, MANAGE, MANAGER, MEMBER, OPERATOR, READ
from portal.errors import Refusal
from portal.geography import COUNTIES
from portal.web.error_pages import translated
from portal.web.forms import PortalForm, chosen, longest, required

SIZES = (
    ("sme", _("Litet eller medelstort: färre än 250 anställda")),
    ("large", _("Större: 250 anställda eller fler")),
)
ROLES = (
    (MEMBER, _("Medlem: bokar och svarar för organisationen")),
    (MANAGER, _("Ansvarig: sköter också medlemmar och roller")),
)
KINDS = (
    (OPERATOR, _("Testbäddsägare")),
    (COORDINATOR, _("Samordnare")),
    (COMPANY, _("Företag eller annan som testar")),
)
LANGUAGES = (("sv", "Svenska"), ("en", "English"))


class SecretField(Field):
    """A password, exactly as typed: no white space is taken off, and it never comes back to the page."""

    widget = PasswordInput()


def email_field(label: Any, *, is_new: bool) -> EmailField:
    """Return a field for an address; only a new one is judged, so that any old one can sign in."""
    judged = [Email(_("Skriv adressen som namn@foretag.se."), check_deliverability=False)] if is_new else []
    return EmailField(label, [required(_("Skriv din e-postadress.")), longest(254), *judged])


def secret_field(label: Any) -> SecretField:
    # The upper limit is a shape: a page must not spend its time on hashing a book. The rest is for the rules to say.
    return SecretField(label, [InputRequired(_("Skriv ett lösenord.")), longest(rules.LONGEST_PASSWORD)])


def number_field() -> StringField:
    return StringField(_("Organisationsnummer"), [Optional(), longest(20), a_number])


def a_number(form: Any, field: Field) -> None:
    try:
        rules.organisation_number(field.data)
    except Refusal as refusal:
        raise ValidationError(translated(refusal)) from None


def kept_number(field: Field) -> str | None:
    """Return a number that has passed the form, as it is kept."""
    return rules.organisation_number(field.data) if field.data else None


class SignUpForm(PortalForm):
    name = StringField(_("Ditt namn"), [required(_("Skriv ditt namn.")), longest(120)])
    email = email_field(_("E-post i arbetet"), is_new=True)
    organisation_name = StringField(
        _("Företag eller organisation"), [required(_("Skriv vad organisationen heter.")), longest(120)]
    )
    size_class = RadioField(
        _("Hur stor är organisationen?"), [chosen(_("Välj hur stor organisationen är."))], choices=SIZES
    )
    organisation_number = number_field()
    password = secret_field(_("Lösenord"))


class SignInForm(PortalForm):
    email = email_field(_("E-post"), is_new=False)
    password = secret_field(_("Lösenord"))


class EmailForm(PortalForm):
    email = email_field(_("E-post"), is_new=True)


class OldPasswordForm(PortalForm):
    password = secret_field(_("Lösenord"))


class NewPasswordForm(PortalForm):
    password = secret_field(_("Nytt lösenord"))


class ChangePasswordForm(PortalForm):
    current = secret_field(_("Nuvarande lösenord"))
    password = secret_field(_("Nytt lösenord"))


class DetailsForm(PortalForm):
    name = StringField(_("Namn"), [required(_("Skriv ditt namn.")), longest(120)])
    language = RadioField(_("Språk i brev till dig"), [chosen()], choices=LANGUAGES)


class TokenForm(PortalForm):
    name = StringField(_("Vad nyckeln är till"), [required(_("Skriv vad nyckeln är till.")), longest(80)])
    scope = RadioField(
        _("Vad den får göra"),
        [chosen()],
        choices=[
            (READ, _("Läsa: se ledigt och era bokningar")),
            (BOOK, _("Boka: också boka, ändra och avboka")),
            (MANAGE, _("Sköta: också byta öppettider där ni är testbädd")),
        ],
        default=READ,
    )
    days = RadioField(
        _("Gäller"),
        [chosen()],
        choices=[("30", _("30 dagar")), ("90", _("90 dagar")), ("365", _("ett år"))],
        default="90",
    )


class InviteForm(PortalForm):
    email = email_field(_("E-post"), is_new=True)
    role = RadioField(_("Roll"), [chosen(_("Välj en roll."))], choices=ROLES, default=MEMBER)


class NewcomerForm(PortalForm):
    name = StringField(_("Ditt namn"), [required(_("Skriv ditt namn.")), longest(120)])
    password = secret_field(_("Lösenord"))


class OrganisationForm(PortalForm):
    size_class = RadioField(_("Storlek"), [chosen()], choices=[*SIZES, ("unknown", _("Inte angivet"))])
    organisation_number = number_field()


class CharterForm(PortalForm):
    name = StringField(_("Namn"), [required(_("Skriv vad organisationen heter.")), longest(120)])
    kind = RadioField(_("Slag"), [chosen(_("Välj vad organisationen är."))], choices=KINDS)
    is_national = BooleanField(_("Samordnar hela landet"))
    counties = SelectMultipleField(
        _("Län som organisationen samordnar"),
        choices=[(county.name, county.name) for county in COUNTIES],
        widget=ListWidget(),
        option_widget=CheckboxInput(),
    )


class NewOrganisationForm(CharterForm):
    email = EmailField(
        _("E-post till den första ansvariga"),
        [Optional(), longest(254), Email(_("Skriv adressen som namn@foretag.se."), check_deliverability=False)],
    )
