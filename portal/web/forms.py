"""The base form: CSRF, stripped text, shared messages, and `refuse()`, which puts a refusal at the field it is about."""

import re
from collections.abc import Callable
from datetime import date, time
from functools import cache
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import CSRFProtect, FlaskForm
from wtforms import Field, HiddenField, SelectChoice, StringField
from wtforms.i18n import get_translations
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, StopValidation
from wtforms.widgets import DateInput, TimeInput

from portal.errors import Refusal
from portal.web.error_pages import translated, with_remedy
from portal.web.language import current_language

csrf = CSRFProtect()
SHORT, LINE, TEXT = 80, 200, 4000


def stripped(value: Any) -> Any:
    """Take white space off the ends, and signs that no keyboard makes: NUL breaks PostgreSQL, the others only deceive."""
    return (
        re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]", "", value).strip()
        if isinstance(value, str)
        else value
    )


def as_choices(choices: Any) -> Any:
    """Return choices written as pairs in the shape that WTForms wants from now on."""
    if callable(choices):
        return choices
    return [SelectChoice(*choice) if isinstance(choice, tuple) else choice for choice in choices]


@cache
def _library_words(language: str) -> Any:
    return get_translations([language])


class PortalForm(FlaskForm):
    """Every form that changes something extends this one."""

    class Meta(FlaskForm.Meta):
        def get_translations(self, form: Any) -> Any:
            """Return the library's own few words; without this it reads its catalogue anew for each form."""
            return _library_words(current_language())

        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Field:
            filters = unbound_field.kwargs.get("filters", [])
            if choices := unbound_field.kwargs.get("choices"):
                options = {**options, "choices": as_choices(choices)}
            if issubclass(unbound_field.field_class, StringField):
                filters = [stripped, *filters]
            return unbound_field.bind(form=form, filters=filters, **options)

    def refuse(self, refusal: Refusal) -> None:
        """Show each refusal at the field it names, or above the form where it names none."""
        for one in refusal.refusals:
            field = self._fields.get(one.field or "")
            if field is None:
                self.form_errors.append(with_remedy(one))
            else:
                field.errors = [*field.errors, translated(one)]

    def differing_from(self, saved: "PortalForm") -> list[tuple[Field, str, str]]:
        """Return each visible field whose typed value is not the saved one, with what is saved and what was typed."""
        seen = [field for field in self if not isinstance(field, HiddenField)]
        pairs = [
            (field, _in_words(field, saved[field.short_name].data), _in_words(field, field.data)) for field in seen
        ]
        return [(field, theirs, yours) for field, theirs, yours in pairs if theirs != yours]


def _in_words(field: Field, value: Any) -> str:
    """Return what a field holds as its page says it, by its own `in_words` or without the line ends that a browser sends."""
    if isinstance(value, bool):
        return gettext("Ja") if value else gettext("Nej")
    if hasattr(field, "in_words"):
        return str(field.in_words(value))
    if isinstance(value, list):
        return _list_in_words(field, value)
    for choice in getattr(field, "choices", None) or ():
        if choice.value == value:
            return str(choice.label)
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def _list_in_words(field: Field, value: list[Any]) -> str:
    """Return the rows of a table, a line for each, or the chosen of several choices after one another."""
    rows = [" ".join(str(part) for part in row.values() if part) for row in value if isinstance(row, dict)]
    if rows:
        return "\n".join(row for row in rows if row)
    return ", ".join(str(choice.label) for choice in getattr(field, "choices", None) or () if choice.value in value)


def required(message: Any = None) -> DataRequired:
    return DataRequired(message or lazy_gettext("Fyll i fältet."))


def chosen(message: Any = None) -> InputRequired:
    return InputRequired(message or lazy_gettext("Välj ett alternativ."))


def longest(characters: int) -> Length:
    return Length(max=characters, message=lazy_gettext("Skriv högst %(max)d tecken."))


def between(least: int, most: int) -> NumberRange:
    return NumberRange(least, most, message=lazy_gettext("Ange ett tal från %(min)s till %(max)s."))


class TypedField(StringField):
    """A text that must read as something; what was typed stays in the field when it does not."""

    parse: Callable[[str], Any]
    complaint: Any = ""

    def _value(self) -> str:
        return self.raw_data[0] if self.raw_data else self.written(self.data)

    def written(self, value: Any) -> str:
        return "" if value is None else str(value)

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if text:
            try:
                self.data = type(self).parse(text)
            except (ValueError, OverflowError):
                raise ValueError(self.complaint) from None

    def pre_validate(self, form: Any) -> None:
        if self.process_errors:
            # What could not be read is said once; no further rule judges it.
            raise StopValidation()


class DayField(TypedField):
    """A day as 2026-11-24."""

    widget = DateInput()
    parse = staticmethod(date.fromisoformat)
    complaint = lazy_gettext("Ange en dag som finns, till exempel 2026-11-24.")


class ClockField(TypedField):
    """A wall-clock time as 13:00."""

    widget = TimeInput()
    parse = staticmethod(time.fromisoformat)
    complaint = lazy_gettext("Ange ett klockslag från 00:00 till 23:59.")

    def written(self, value: Any) -> str:
        return "" if value is None else value.strftime("%H:%M")


class WholeNumberField(TypedField):
    """A whole number; spaces between thousands are taken away."""

    # Nine digits are more than anybody means, and no more than the integers of either database hold.
    parse = staticmethod(lambda text: int(re.sub(r"\s", "", text)[:9] if text.isascii() else "x"))
    complaint = lazy_gettext("Ange ett helt tal.")
