"""The forms of this room. They check shape; rules and services judge the rest."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, Field, RadioField, SelectMultipleField, StringField
from wtforms.validators import Email, InputRequired, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, PasswordInput

from portal.accounts import rules
from portal.accounts.models import COMPANY, COORDINATOR, MANAGER, MEMBER, OPERATOR
from portal.errors import Refusal
from portal.geography import COUNTIES
from portal.web.error_pages import translated
from portal.web.forms import PortalForm, chosen, longest, required

SIZES = (
    ("sme", _l("Litet eller medelstort: färre än 250 anställda")),
    ("large", _l("Större: 250 anställda eller fler")),
)
ROLES = (
    (MEMBER, _l("Medlem: bokar och svarar för organisationen")),
    (MANAGER, _l("Ansvarig: sköter också medlemmar och roller")),
)
KINDS = (
    (OPERATOR, _l("Testbäddsägare")),
    (COORDINATOR, _l("Samordnare")),
    (COMPANY, _l("Företag eller annan som testar")),
)
LANGUAGES = (("sv", "Svenska"), ("en", "English"))


class SecretField(Field):
    """A password, exactly as typed: no white space is taken off, and it never comes back to the page."""

    widget = PasswordInput()


def email_field(label: Any, *, is_new: bool) -> EmailField:
    """Return a field for an address; only a new one is judged, so that any old one can sign in."""
    judged = [Email(_l("Skriv adressen som namn@foretag.se."), check_deliverability=False)] if is_new else []
    return EmailField(label, [required(_l("Skriv din e-postadress.")), longest(254), *judged])


def secret_field(label: Any) -> SecretField:
    # The upper limit is a shape: a page must not spend its time on hashing a book. The rest is for the rules to say.
    return SecretField(label, [InputRequired(_l("Skriv ett lösenord.")), longest(rules.LONGEST_PASSWORD)])


def number_field() -> StringField:
    return StringField(_l("Organisationsnummer"), [Optional(), longest(20), a_number])


def a_number(form: Any, field: Field) -> None:
    try:
        rules.organisation_number(field.data)
    except Refusal as refusal:
        raise ValidationError(translated(refusal)) from None


def kept_number(field: Field) -> str | None:
    """Return a number that has passed the form, as it is kept."""
    return rules.organisation_number(field.data) if field.data else None


class SignUpForm(PortalForm):
    name = StringField(_l("Ditt namn"), [required(_l("Skriv ditt namn.")), longest(120)])
    email = email_field(_l("E-post i arbetet"), is_new=True)
    organisation_name = StringField(
        _l("Företag eller organisation"), [required(_l("Skriv vad organisationen heter.")), longest(120)]
    )
    size_class = RadioField(
        _l("Hur stor är organisationen?"), [chosen(_l("Välj hur stor organisationen är."))], choices=SIZES
    )
    organisation_number = number_field()
    password = secret_field(_l("Lösenord"))


class SignInForm(PortalForm):
    email = email_field(_l("E-post"), is_new=False)
    password = secret_field(_l("Lösenord"))


class EmailForm(PortalForm):
    email = email_field(_l("E-post"), is_new=True)


class OldPasswordForm(PortalForm):
    password = secret_field(_l("Lösenord"))


class NewPasswordForm(PortalForm):
    password = secret_field(_l("Nytt lösenord"))


class ChangePasswordForm(PortalForm):
    current = secret_field(_l("Nuvarande lösenord"))
    password = secret_field(_l("Nytt lösenord"))


class DetailsForm(PortalForm):
    name = StringField(_l("Namn"), [required(_l("Skriv ditt namn.")), longest(120)])
    language = RadioField(_l("Språk i brev till dig"), [chosen()], choices=LANGUAGES)


class InviteForm(PortalForm):
    email = email_field(_l("E-post"), is_new=True)
    role = RadioField(_l("Roll"), [chosen(_l("Välj en roll."))], choices=ROLES, default=MEMBER)


class NewcomerForm(PortalForm):
    name = StringField(_l("Ditt namn"), [required(_l("Skriv ditt namn.")), longest(120)])
    password = secret_field(_l("Lösenord"))


class OrganisationForm(PortalForm):
    size_class = RadioField(_l("Storlek"), [chosen()], choices=[*SIZES, ("unknown", _l("Inte angivet"))])
    organisation_number = number_field()


class CharterForm(PortalForm):
    name = StringField(_l("Namn"), [required(_l("Skriv vad organisationen heter.")), longest(120)])
    kind = RadioField(_l("Slag"), [chosen(_l("Välj vad organisationen är."))], choices=KINDS)
    is_national = BooleanField(_l("Samordnar hela landet"))
    counties = SelectMultipleField(
        _l("Län som organisationen samordnar"),
        choices=[(county.name, county.name) for county in COUNTIES],
        widget=ListWidget(),
        option_widget=CheckboxInput(),
    )


class NewOrganisationForm(CharterForm):
    email = EmailField(
        _l("E-post till den första ansvariga"),
        [Optional(), longest(254), Email(_l("Skriv adressen som namn@foretag.se."), check_deliverability=False)],
    )
