"""What people type of money: aid that they have been granted, and what a test costs."""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import FieldList, Form, FormField, SelectField, StringField, ValidationError
from wtforms.validators import Optional

from portal.support.aid import RULES, Aid, euro_cents
from portal.web.forms import DayField, PortalForm, TypedField, as_choices, longest, stripped

MOST_ROWS = 25
MOST = Decimal(1_000_000_000)
FILL_IN = _("Fyll i fältet.")
UNITS = (("hour", _("timme")), ("day", _("dag")), ("piece", _("styck")), ("sum", _("summa")))


def _amount(text: str) -> Decimal:
    """Return an amount as people write it: 12 500,50 or 12500.5. Raise ValueError for anything else."""
    plain = re.sub(r"[\s\u00a0\u202f]", "", text[:40]).replace(",", ".")
    if not re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,6})?", plain):
        raise ValueError(text)
    try:
        found = Decimal(plain)
    except InvalidOperation:
        raise ValueError(text) from None
    if found > MOST:
        raise ValueError(text)
    return found


class AmountField(TypedField):
    """An amount of money, or another number with decimals."""

    parse = staticmethod(_amount)
    complaint = _("Skriv ett tal, till exempel 12 500 eller 12 500,50.")

    def written(self, value: Any) -> str:
        return "" if value is None else f"{value.normalize():f}".replace(".", ",")


class RowForm(Form):
    """One row of a table that grows; an empty row says nothing, and one that is begun must be whole."""

    whole: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not any(str(self[name]._value() or "").strip() for name in self.whole)

    def validate(self, extra_validators: Any = None) -> bool:
        if self.is_empty:
            return True
        stands = bool(super().validate(extra_validators))
        for name in self.whole:
            field = self[name]
            if field.data in (None, "") and not field.errors:
                field.errors = [FILL_IN]
                stands = False
        return stands


class RowsForm(PortalForm):
    """A form with a table of rows: three to begin with, one more when asked for."""

    rows: FieldList

    def grow(self, least: int = 3) -> None:
        """Let there be as many rows as are shown at first."""
        while len(self.rows) < least:
            self.rows.append_entry()

    def add_row(self) -> None:
        if len(self.rows) < MOST_ROWS:
            self.rows.append_entry()

    def said(self) -> Iterator[Any]:
        """Yield the rows in which something stands."""
        return (entry.form for entry in self.rows if not entry.form.is_empty)


class AidRow(RowForm):
    """Aid that was granted: how much, when, and by which rule."""

    whole = ("amount", "granted_on")
    amount = AmountField(_("Belopp"))
    currency = SelectField(_("Valuta"), default="EUR")
    granted_on = DayField(_("Beviljat den"))
    rule = SelectField(_("Regel"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.currency.choices = as_choices([("EUR", "EUR"), ("SEK", "SEK")])
        self.rule.choices = as_choices([(rule.key, _(rule.name)) for rule in RULES])

    def validate_granted_on(self, field: DayField) -> None:
        _in_our_time(field)


class AidForm(RowsForm):
    """Aid of the last three years, the day that is asked about, and what a euro costs."""

    on = DayField(_("Vilken dag gäller frågan?"))
    rate = AmountField(_("Kronor för en euro"))
    rows = FieldList(FormField(AidRow), max_entries=MOST_ROWS)

    def validate_on(self, field: DayField) -> None:
        _in_our_time(field)

    def validate(self, extra_validators: Any = None) -> bool:
        stands = bool(super().validate(extra_validators))
        needs_rate = any(row.currency.data == "SEK" for row in self.said())
        if needs_rate and not self.rate.data and not self.rate.errors:
            self.rate.errors = [_("Skriv vad en euro kostade den dag stödet beviljades: ni har belopp i kronor.")]
            stands = False
        return stands

    def declared(self) -> list[Aid]:
        return [
            Aid(
                euro_cents(row.amount.data, self.rate.data if row.currency.data == "SEK" else None),
                row.granted_on.data,
                row.rule.data,
            )
            for row in self.said()
        ]


class CostRow(RowForm):
    """A line of a cost statement: what, how many hours or pieces, and the price of one without VAT."""

    whole = ("what", "quantity", "price")
    what = StringField(_("Vad"), [Optional(), longest(200)], filters=[stripped])
    quantity = AmountField(_("Antal"))
    unit = SelectField(_("Enhet"))
    price = AmountField(_("Pris utan moms"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.unit.choices = as_choices(list(UNITS))


class CostForm(RowsForm):
    """What a test costs, and the share of it that support would pay."""

    testbed = StringField(_("Testbädd"), [Optional(), longest(200)])
    company = StringField(_("Företag"), [Optional(), longest(200)])
    reference = StringField(_("Referens, till exempel en prisuppgift"), [Optional(), longest(40)])
    vat_percent = AmountField(_("Moms i procent"))
    share = AmountField(_("Stödets andel i procent av kostnaden utan moms"))
    most = AmountField(_("Stödets tak i kronor"))
    rows = FieldList(FormField(CostRow), max_entries=MOST_ROWS)

    @property
    def units(self) -> dict[str, str]:
        return {key: str(word) for key, word in UNITS}

    def validate_vat_percent(self, field: AmountField) -> None:
        _percent(field)

    def validate_share(self, field: AmountField) -> None:
        _percent(field)


def _percent(field: AmountField) -> None:
    if field.data is not None and field.data > 100:
        raise ValidationError(_("Skriv ett tal från 0 till 100."))


def _in_our_time(field: DayField) -> None:
    if field.data is not None and not 2000 <= field.data.year <= 2100:
        raise ValidationError(_("Skriv en dag mellan år 2000 och 2100."))
