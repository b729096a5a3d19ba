"""What an owner may write about the limits of a testbed: a line for each, with the numbers and units as they are typed."""

from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import FieldList, Form, FormField, SelectField, StringField
from wtforms.validators import Optional

from portal.limits.quantities import BY_KEY, QUANTITIES, Quantity
from portal.limits.stated import Stated
from portal.limits.written import Bounds, bounds_of, by_name, end_in_words
from portal.web.forms import PortalForm, longest
from portal.web.language import current_language
from portal.web.wording import language_of

EMPTY_LINES, MOST_LINES, LONGEST_VALUE = 3, 60, 40
UNREADABLE = lazy_gettext("Skriv ett tal med enhet, till exempel 2,4 m, 800 kg eller −40 °C.")


def _choices() -> list[tuple[str, str]]:
    language = current_language()
    return [("", gettext("Välj")), *((one.slug, one.label(language)) for one in QUANTITIES)]


class LimitForm(PortalForm):
    """One limit: what it is of, from and to, and the words that say it; without numbers it says nothing."""

    class Meta(PortalForm.Meta):
        csrf = False

    quantity = SelectField(lazy_gettext("Storhet"), choices=_choices, validate_choice=False)
    low = StringField(lazy_gettext("Från"), [Optional(), longest(LONGEST_VALUE)])
    high = StringField(lazy_gettext("Till"), [Optional(), longest(LONGEST_VALUE)])
    subject = StringField(lazy_gettext("Vad det gäller"), [Optional(), longest(400)])

    @property
    def is_empty(self) -> bool:
        return not (self.low.data or self.high.data)

    @property
    def kind(self) -> Quantity | None:
        return by_name().get(self.quantity.data or "")

    def validate(self, extra_validators: Any = None) -> bool:
        if self.is_empty:
            return True
        stands = super().validate(extra_validators)
        if self.kind is None:
            self.quantity.errors = [gettext("Välj vad gränsen gäller.")]
            return False
        return stands and self._is_readable(self.kind)

    def _is_readable(self, quantity: Quantity) -> bool:
        for field in (self.low, self.high):
            if field.data and _read(field.data, quantity) is None:
                field.errors = [UNREADABLE]
                return False
        low, high = self._ends(quantity)
        if low is not None and high is not None and low > high:
            self.high.errors = [gettext("Till ska vara minst lika mycket som från.")]
            return False
        return True

    def _ends(self, quantity: Quantity) -> Bounds:
        """Return low and high; a whole span typed in one field alone counts as both."""
        low, high = (_read(field.data or "", quantity) or (None, None) for field in (self.low, self.high))
        if not (self.low.data and self.high.data):
            both = low if self.low.data else high
            if None not in both and both[0] != both[1]:
                return both
        return (low[0] if low[0] is not None else low[1]), (high[1] if high[1] is not None else high[0])

    def stated(self) -> Stated:
        """Return the line as a limit, once it is valid."""
        assert self.kind is not None  # nosec B101: validate() says so
        said, language = self.subject.data or None, language_of(self.subject.data or "")
        in_swedish, in_english = (said if language != other else None for other in ("en", "sv"))
        return Stated(self.kind.key, *self._ends(self.kind), in_swedish, in_english)


def _read(text: str, quantity: Quantity) -> Bounds | None:
    try:
        return bounds_of(text, quantity, current_language())
    except ValueError:
        return None


class WithLimits(Form):
    """A form that has a section of limits; where none of its fields was sent, nothing is said about them."""

    limits = FieldList(FormField(LimitForm), lazy_gettext("Mått och gränser"), max_entries=MOST_LINES)

    def limits_said(self) -> list[Stated] | None:
        """Return the limits that are to stand, or None when the section was not part of what was sent."""
        if not self.limits.entries:
            return None
        return [entry.form.stated() for entry in self.limits if not entry.form.is_empty]

    def add_empty_lines(self) -> None:
        for _line in range(min(EMPTY_LINES, MOST_LINES - len(self.limits.entries))):
            self.limits.append_entry()


def lines_of(limits: list[Stated]) -> list[dict[str, str]]:
    """Return what the lines hold for these limits."""
    return [_line_of(one) for one in limits]


def _line_of(one: Stated) -> dict[str, str]:
    language = current_language()
    said = (one.subject_en, one.subject_sv) if language == "en" else (one.subject_sv, one.subject_en)
    return {
        "quantity": BY_KEY[one.quantity].slug,
        "low": end_in_words(one.quantity, one.low, language),
        "high": end_in_words(one.quantity, one.high, language),
        "subject": said[0] or said[1] or "",
    }
