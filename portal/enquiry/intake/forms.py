"""What people type into the intake. Every question may be left out."""

from collections.abc import Collection
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    EmailField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Email, InputRequired, Optional

from portal.catalogue import vocabulary
from portal.enquiry.intake.reading import MEASURES, MOST
from portal.enquiry.maturity import LADDER
from portal.limits.fitting import Need
from portal.limits.quantities import BY_KEY
from portal.limits.written import need_of, typed
from portal.web.forms import (
    LINE,
    TEXT,
    DayField,
    PortalForm,
    TypedField,
    WholeNumberField,
    as_choices,
    between,
    longest,
    required,
)
from portal.web.language import current_language

UNSAID = ("", _("Vet inte än"))
MATURITY = tuple((str(level), _(words)) for level, words in LADDER.items())
SETTINGS = (
    ("lab", _("Labb: under kontroll, i liten skala")),
    ("pilot", _("Pilotanläggning: som i produktion, men inte på riktigt")),
    ("real", _("Verklig miljö: i drift, i fält eller i full skala")),
)
SECRECY = (
    ("open", _("De som får frågan ser vilka vi är")),
    ("blind", _("Visa inte vilka vi är förrän mottagaren har godkänt sekretess")),
)
RIGHTS = (
    ("company", _("Vårt företag")),
    ("shared", _("Vi och testbädden tillsammans")),
    ("testbed", _("Testbädden, om vi får använda dem fritt")),
)
YES_NO = (("yes", _("Ja")), ("no", _("Nej")))
RULES = (
    ("de-minimis", _("Stöd av mindre betydelse (de minimis)")),
    ("gber-28", _("Innovationsstöd enligt GBER artikel 28")),
    ("other", _("Annat stöd, eller vet inte")),
)
SIZES = (
    ("sme", _("Färre än 250 anställda")),
    ("large", _("250 anställda eller fler")),
)
AID_LINES = 3
LONGEST_MEASURE = 40


class MeasureField(TypedField):
    """A measure with its unit, kept as a whole number: 2,4 m is 2400 millimetres."""

    complaint = _("Skriv ett tal med enhet, till exempel 2,4 m eller 800 kg.")

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not text:
            return
        quantity, factor = MEASURES[self.short_name]
        try:
            # A measure is short; reading a book for one takes time and finds none.
            self.data = round(need_of(text[:LONGEST_MEASURE], BY_KEY[quantity], current_language()).high * factor)
        except (ValueError, OverflowError):
            raise ValueError(self.complaint) from None
        if not 0 < self.data < MOST:
            self.data = None
            raise ValueError(self.complaint)

    def written(self, value: Any) -> str:
        quantity, factor = MEASURES[self.short_name]
        return typed(Need(quantity, value / factor, value / factor), current_language()) if value else ""


class StartForm(PortalForm):
    """The one field. `came_from` is the testbed somebody comes from."""

    need = TextAreaField(_("Vad behöver ni prova?"), [required(_("Skriv vad ni behöver prova.")), longest(TEXT)])
    came_from = HiddenField()


class AidForm(Form):
    """One decision of public aid."""

    giver = StringField(_("Vem gav stödet?"), [Optional(), longest(120)])
    euros = WholeNumberField(_("Belopp i euro"), [Optional(), between(0, MOST)])
    decided_on = DayField(_("Beslutat den"), [Optional()])
    rule = SelectField(_("Enligt vilken regel?"), choices=as_choices(RULES), default="other")

    def validate(self, extra_validators: Any = None) -> bool:
        """Return whether the decision has both its amount and its day, or nothing at all; what is missing is told."""
        good = super().validate(extra_validators)
        typed_amount = any(str(one).strip() for one in self.euros.raw_data or ())
        if not (self.giver.data or typed_amount or self.decided_on.data):
            return bool(good)
        missing = [one for one in (self.euros, self.decided_on) if one.data is None and not one.errors]
        for field in missing:
            field.errors = [*field.errors, _("Fyll i fältet, eller töm hela raden.")]
        return bool(good) and not missing


class QuestionForm(PortalForm):
    """All questions; a page takes away those that it does not ask."""

    need = TextAreaField(_("Vad behöver ni prova?"), [required(_("Skriv vad ni behöver prova.")), longest(TEXT)])
    pass_figure = TextAreaField(_("Vilket resultat betyder att provet är godkänt?"), [Optional(), longest(1000)])
    sector = SelectField(_("Vilken bransch gäller det?"), [Optional()])
    object_what = StringField(_("Vad är det ni vill prova?"), [Optional(), longest(LINE)])
    length_mm = MeasureField(_("Längd"), [Optional()])
    width_mm = MeasureField(_("Bredd"), [Optional()])
    height_mm = MeasureField(_("Höjd"), [Optional()])
    mass_g = MeasureField(_("Vikt"), [Optional()])
    hazards = TextAreaField(_("Finns det risker för människor, utrustning eller miljö?"), [Optional(), longest(1000)])
    trl_now = RadioField(_("Vad har ni visat hittills?"), [Optional()], choices=(*MATURITY, UNSAID), default="")
    trl_wanted = RadioField(
        _("Vad vill ni ha visat efter provet?"), [Optional()], choices=(*MATURITY[1:], UNSAID), default=""
    )
    setting = RadioField(_("I vilken miljö behöver det provas?"), [Optional()], choices=(*SETTINGS, UNSAID), default="")
    samples = StringField(_("Hur många provföremål, och vilka?"), [Optional(), longest(LINE)])
    data = StringField(_("Behövs data, eller ska data samlas in?"), [Optional(), longest(LINE)])
    first_day = DayField(_("Tidigast"), [Optional()])
    last_day = DayField(_("Senast"), [Optional()])
    wanted_time = StringField(_("Något mer om tiden?"), [Optional(), longest(LINE)])
    place = StringField(_("Nära vilken ort?"), [Optional(), longest(80)])
    county = SelectField(_("I vilket län finns ni?"), [Optional()])
    budget = WholeNumberField(_("Budget utan moms"), [Optional(), between(0, MOST)])
    secrecy = RadioField(_("Får mottagaren veta vilka ni är?"), [Optional()], choices=(*SECRECY, UNSAID), default="")
    confidential = TextAreaField(_("Något som bara den som godkänt sekretess ska se?"), [Optional(), longest(TEXT)])
    results = RadioField(_("Vem ska äga resultaten?"), [Optional()], choices=(*RIGHTS, UNSAID), default="")
    seeks_support = RadioField(_("Vill ni söka stöd för provet?"), [Optional()], choices=(*YES_NO, UNSAID), default="")
    ordered = RadioField(_("Har något redan beställts?"), [Optional()], choices=(*YES_NO, UNSAID), default="")
    has_no_aid = BooleanField(_("Vi har inte fått något offentligt stöd de senaste tre åren"))
    aid = FieldList(FormField(AidForm), _("Offentligt stöd de senaste tre åren"), max_entries=AID_LINES)
    seen = HiddenField()

    def __init__(self, *args: Any, names: Collection[str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.sector.choices = [("", UNSAID[1]), *vocabulary.choices("sectors", current_language())]
        self.county.choices = [("", _("Välj län")), *vocabulary.choices("counties", current_language())]
        for name in [one.short_name for one in self if one.short_name not in {*names, "seen", "csrf_token"}]:
            del self[name]

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        first, last = (self[name].data if name in self else None for name in ("first_day", "last_day"))
        if first and last and last < first:
            self.last_day.errors = [*self.last_day.errors, _("Sista dagen ligger före den första.")]
            good = False
        return bool(good)


def shown(answers: dict[str, Any], names: Collection[str]) -> dict[str, Any]:
    """Return these answers as the form's fields hold them."""
    data = {name: answers[name] for name in names if answers.get(name) is not None}
    for name in ("trl_now", "trl_wanted"):
        if name in data:
            data[name] = str(data[name])
    for name in ("first_day", "last_day"):
        if name in data:
            data[name] = date.fromisoformat(data[name])
    if "aid" in names:
        lines = [{**one, "decided_on": date.fromisoformat(one["decided_on"])} for one in answers.get("aid", ())]
        data["aid"] = [*lines, *({} for _line in range(AID_LINES))][:AID_LINES]
    return data


def told(form: QuestionForm) -> dict[str, Any]:
    """Return what was typed, as the draft keeps it; what was left out is None."""
    found = {field.short_name: field.data for field in form if field.short_name not in ("seen", "csrf_token")}
    for name in ("trl_now", "trl_wanted"):
        if found.get(name):
            found[name] = int(found[name])
    for name in ("first_day", "last_day"):
        if found.get(name):
            found[name] = found[name].isoformat()
    if "aid" in found:
        found["aid"] = [
            {**line, "giver": line["giver"] or "", "decided_on": line["decided_on"].isoformat()}
            for line in found["aid"]
            if line["decided_on"] is not None
        ]
    return found


class ContactForm(PortalForm):
    """Who asks, for one without an account; what is known is taken away."""

    name = StringField(_("Ditt namn"), [required(_("Skriv ditt namn.")), longest(120)])
    email = EmailField(
        _("E-post i arbetet"),
        [
            required(_("Skriv din e-postadress.")),
            longest(254),
            Email(_("Skriv adressen som namn@foretag.se."), check_deliverability=False),
        ],
    )
    company = StringField(
        _("Företag eller organisation"), [required(_("Skriv vad organisationen heter.")), longest(120)]
    )
    size_class = RadioField(_("Hur stort är företaget?"), [Optional()], choices=(*SIZES, UNSAID), default="")
    county = SelectField(_("I vilket län finns ni?"), [InputRequired(_("Välj ett län."))])
    consent = BooleanField(
        _("Jag får skicka detta för företaget, och ni får spara uppgifterna för att hantera ärendet"),
        [InputRequired(_("Kryssa i rutan för att kunna skicka."))],
    )
    version = HiddenField()

    def __init__(self, *args: Any, without: Collection[str] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.county.choices = [("", _("Välj län")), *vocabulary.choices("counties", current_language())]
        for name in without:
            del self[name]


class LinkForm(PortalForm):
    """Where the link to the draft goes."""

    email = EmailField(
        _("Skicka länken till"),
        [
            required(_("Skriv din e-postadress.")),
            longest(254),
            Email(_("Skriv adressen som namn@foretag.se."), check_deliverability=False),
        ],
    )


class ConfirmForm(PortalForm):
    """One button; `version` tells what was read before it was pressed."""

    version = HiddenField()
