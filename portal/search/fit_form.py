"""The form that asks whether an object fits, as its page shows it: what was asked for, and what could not be read."""

from dataclasses import dataclass

from flask_babel import gettext

from portal.limits.quantities import QUANTITIES
from portal.limits.written import address_of
from portal.search import needs
from portal.search.criteria import Criteria

_EXAMPLES = {"matt-vikt": "800 kg", needs.COLDEST: "−40 °C", needs.HOTTEST: "120 °C", needs.AMOUNT: "50 kN"}


@dataclass(frozen=True)
class FitField:
    """One field: its name and label, what stands in it, and whether that could not be read."""

    name: str
    title: str
    value: str
    is_unread: bool
    example: str

    @property
    def is_amount(self) -> bool:
        return self.name == needs.AMOUNT


@dataclass(frozen=True)
class FitForm:
    """All fields, the quantities of the last row with the chosen one, and the needs that go along unseen."""

    fields: tuple[FitField, ...]
    quantities: tuple[tuple[str, str], ...]
    chosen: str
    unseen: tuple[str, ...]

    @property
    def has_errors(self) -> bool:
        return any(field.is_unread for field in self.fields)


def shown(criteria: Criteria, language: str) -> FitForm:
    """Return the form as it stands after this search."""
    values = needs.in_fields(criteria.needs, criteria.unread, language)
    strange = {name for name, _typed in criteria.unread}
    fields = tuple(
        FitField(name, gettext(title), values.get(name, ""), name in strange, _EXAMPLES.get(name, "2,4 m"))
        for name, title in needs.TITLES.items()
    )
    own = {*needs.FIELDS.values(), "temperature"}
    offered = tuple((one.slug, one.label(language)) for one in QUANTITIES if one.key not in own)
    unseen = tuple(address_of(one) for one in needs.others(criteria.needs)[1:])
    return FitForm(fields, offered, values.get(needs.OTHER, ""), unseen)


def unread(criteria: Criteria) -> list[tuple[str, str]]:
    """Return what was typed and could not be read, each with the name of its field."""
    return [(gettext(needs.TITLES[name]), text) for name, text in criteria.unread if name in needs.TITLES]
