"""What a coordinator may write about a concept, and an owner about what a testbed is about."""

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _
from markupsafe import Markup
from wtforms import HiddenField, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.validators import Optional, Regexp
from wtforms.widgets import html_params

from portal.catalogue import vocabulary
from portal.catalogue.vocabulary import CLASSIFYING
from portal.concepts.models import ConceptRow, Subjects
from portal.concepts.rules import (
    KINDS,
    LANGUAGES,
    LONGEST_PHRASE,
    LONGEST_SLUG,
    MOST_LINKS,
    MOST_PHRASES,
    Names,
    doubles,
    slug_of,
)
from portal.concepts.service import fingerprint, subjects_seen
from portal.errors import Refusal
from portal.seeding.checks import SLUG
from portal.web.forms import LINE, SHORT, PortalForm, as_choices, longest, required, stripped
from portal.web.language import current_language
from portal.words.tokens import tokens

SPARE = 3
SLUG_ALONE = SLUG.pattern + r"\Z"
MOST_MAIN, MOST_ALSO, MOST_NEEDS = 10, 25, 20


class LinesField(TextAreaField):
    """Phrases, one a line; none may be twice, too long or without a word."""

    def __init__(self, label: Any, *, most: int = MOST_PHRASES, each: int = LONGEST_PHRASE, **kwargs: Any):
        super().__init__(label, [Optional(), longest(most * (each + 2))], **kwargs)
        self.most, self.each = most, each

    def lines(self) -> list[str]:
        found = (line.strip(" \t\r-•") for line in (self.data or "").split("\n"))
        return [line for line in found if line]

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        lines = self.lines()
        if len(lines) > self.most:
            raise ValidationError(_("Skriv högst %(most)s rader.", most=self.most))
        for line in lines:
            if len(line) > self.each:
                raise ValidationError(_("Skriv högst %(most)s tecken på varje rad.", most=self.each))
            if not tokens(line):
                raise ValidationError(_("”%(line)s” har inget ord att söka på.", line=line))
        for line in doubles(lines):
            raise ValidationError(_("”%(line)s” står två gånger.", line=line))


class _SeveralInputs:
    """One line for each value and some to spare, all with suggestions; the first carries the field's own id."""

    def __call__(self, field: "ConceptsField", **kwargs: Any) -> Markup:
        lines = []
        for number, value in enumerate([*map(field.shown, field.keys()), *[""] * SPARE]):
            numbered = {"id": field.id if number == 0 else f"{field.id}-{number}", "value": value}
            named = {"aria_label": f"{field.label.text} {number + 1}"}
            # Markup: html_params escapes every value.
            lines.append(
                Markup("<input %s>") % Markup(html_params(**kwargs, name=field.name, **numbered, **named))  # nosec B704
            )
        return Markup("\n").join(lines)


class ConceptsField(StringField):
    """Concepts, each by its slug or its name in either language; kept as slugs, and what is unknown as it was typed."""

    widget = _SeveralInputs()
    shown: Callable[[str], str] = staticmethod(str)

    def __init__(self, label: Any, *, most: int = MOST_LINKS, **kwargs: Any):
        super().__init__(label, **kwargs)
        self.most = most

    def process_formdata(self, valuelist: list[str]) -> None:
        # A line end inside a value is nothing that a browser sends: taken out, each value stays one.
        typed = ["".join(stripped(value).splitlines()) for value in valuelist]
        self.data = "\n".join(one for one in typed if one)

    def keys(self) -> list[str]:
        return [line for line in (self.data or "").split("\n") if line]

    def read_names(self, names: Names) -> None:
        """Put the slug where a name was typed; the names are what the field shows."""
        self.shown = names.shown
        self.data = "\n".join(map(names.slug, self.keys()))

    def in_words(self, value: str | None) -> str:
        return "\n".join(map(self.shown, (value or "").split("\n")))

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        if len(self.keys()) > self.most:
            raise ValidationError(_("Välj högst %(most)s begrepp.", most=self.most))
        if any(len(key) > LINE for key in self.keys()):
            raise ValidationError(_("Skriv högst %(most)s tecken på varje rad.", most=LINE))
        for key in doubles(self.keys()):
            raise ValidationError(_("”%(line)s” står två gånger.", line=self.shown(key)))


class NamingForm(PortalForm):
    """A form in which concepts are chosen: they are called there by their names, and so they are in what it refuses."""

    def __init__(self, *args: Any, names: Names, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.names = names
        for field in self:
            if isinstance(field, ConceptsField):
                field.read_names(names)

    def refuse(self, refusal: Refusal) -> None:
        for one in refusal.refusals:
            if "slug" in one.details:
                one.details = {**one.details, "slug": self.names.shown(one.details["slug"])}
        super().refuse(refusal)


class ConceptForm(NamingForm):
    """The names, words and links of a concept."""

    seen = HiddenField()
    sv = StringField(_("Namn på svenska"), [required(), longest(SHORT)])
    en = StringField(_("Namn på engelska"), [required(), longest(SHORT)])
    everyday_sv = LinesField(_("Vardagsord på svenska"))
    everyday_en = LinesField(_("Vardagsord på engelska"))
    trade_sv = LinesField(_("Fackord på svenska"))
    trade_en = LinesField(_("Fackord på engelska"))
    hints_sv = LinesField(_("Ledtrådar på svenska"))
    hints_en = LinesField(_("Ledtrådar på engelska"))
    broader = ConceptsField(_("Bredare begrepp"))
    related = ConceptsField(_("Närliggande begrepp"))
    ties = SelectMultipleField(_("Hör till"), [Optional()])

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.ties.choices = as_choices(tie_choices(current_language()))

    @classmethod
    def of(cls, row: ConceptRow, names: Names, **given: Any) -> "ConceptForm":
        said = {f"{kind}_{lang}": "\n".join(row.words[kind][lang]) for kind in KINDS for lang in LANGUAGES}
        links = {name: "\n".join(getattr(row, name)) for name in ("broader", "related")}
        values = {"sv": row.sv, "en": row.en, "ties": row.ties, **said, **links}
        return cls(names=names, **{"seen": fingerprint(row), **values, **given})

    def values(self) -> dict[str, Any]:
        words = {kind: {lang: self[f"{kind}_{lang}"].lines() for lang in LANGUAGES} for kind in KINDS}
        links = {"broader": self.broader.keys(), "related": self.related.keys()}
        return {"sv": self.sv.data, "en": self.en.data, "words": words, **links, "ties": list(self.ties.data or [])}

    def groups(self) -> list[tuple[str, list[Any]]]:
        """Return the kinds of the vocabulary, each with the choices that are of it."""
        options = list(self.ties.iter_choices())
        return [(kind, [one for one in options if one[0].startswith(f"{kind}:")]) for kind in CLASSIFYING]

    def validate_sv(self, field: StringField) -> None:
        if not tokens(field.data):
            raise ValidationError(_("Ett namn har minst ett ord."))

    def validate_en(self, field: StringField) -> None:
        self.validate_sv(field)


class NewConceptForm(ConceptForm):
    """A concept that is not there yet: its short name stands in its address from then on."""

    slug = StringField(
        _("Kortnamn"),
        [
            Optional(),
            longest(LONGEST_SLUG),
            Regexp(SLUG_ALONE, message=_("Skriv små bokstäver a–z och siffror, med bindestreck mellan orden.")),
        ],
    )

    def key(self) -> str:
        """Return the short name: what was typed, or what the English name makes."""
        return self.slug.data or slug_of(self.en.data or "")

    def validate_en(self, field: StringField) -> None:
        super().validate_en(field)
        if not self.key():
            raise ValidationError(_("Ett namn har minst ett ord."))


class SubjectsForm(NamingForm):
    """What a testbed is about."""

    seen = HiddenField()
    main = ConceptsField(_("Huvudämnen"), most=MOST_MAIN)
    also = ConceptsField(_("Hjälper också med"), most=MOST_ALSO)
    needs = LinesField(_("Vanliga behov"), most=MOST_NEEDS, each=LINE)

    @classmethod
    def of(cls, row: Subjects | None, names: Names, **given: Any) -> "SubjectsForm":
        said = {name: "\n".join(getattr(row, name)) if row else "" for name in ("main", "also", "needs")}
        return cls(names=names, **{"seen": subjects_seen(row), **said, **given})

    def values(self) -> dict[str, list[str]]:
        return {"main": self.main.keys(), "also": self.also.keys(), "needs": self.needs.lines()}


def tie_choices(language: str) -> list[tuple[str, str]]:
    """Return every key of the vocabulary as "kind:key" with its word."""
    return [(f"{kind}:{key}", word) for kind in CLASSIFYING for key, word in vocabulary.choices(kind, language)]
