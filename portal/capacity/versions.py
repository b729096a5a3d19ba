"""What a plan was each time it was saved: kept in the transaction that saves, so that any of them can be brought back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select

from portal.accounts.models import Person
from portal.capacity.models import PlanVersion
from portal.capacity.openings import DaysOff, Hours, Line
from portal.capacity.queries import PlanView
from portal.database import db
from portal.errors import N_, NotFound

SAVED, WEEK, COPIED, RESTORED, IMPORTED, FOUND = "saved", "week", "copied", "restored", "imported", "found"
CAUSES = {
    SAVED: N_("Sparad"),
    WEEK: N_("Vecka kopierad"),
    COPIED: N_("Kopierad från annan resurs"),
    RESTORED: N_("Tidigare version återställd"),
    IMPORTED: N_("Inläst från fil"),
    FOUND: N_("Gällde innan versioner sparades"),
}
NAMES = ("weekday", "opens", "closes", "units", "first_day", "last_day")


@dataclass(frozen=True)
class Version:
    """One plan as it was saved: by whom, when, and by what kind of action."""

    number: int
    saved_at: datetime | None
    person: str | None
    cause: str
    off: DaysOff
    lines: tuple[Line, ...]


def keep(resource_id: int, plan: PlanView, *, cause: str, person_id: int | None, now: datetime | None) -> None:
    """Add the plan to what is kept, in the transaction under way."""
    row = {
        "resource_id": resource_id,
        "version": plan.version,
        "saved_at": now,
        "person_id": person_id,
        "cause": cause,
        "closed_on_holidays": plan.closed_on_holidays,
        "closed_on_eves": plan.closed_on_eves,
        "lines": [written(line) for line in plan.lines],
    }
    db.session.execute(insert(PlanVersion), row)


def keep_what_was(resource_id: int, plan: PlanView) -> None:
    """Keep a plan that was made before versions were, just before it is replaced."""
    if plan.version and db.session.get(PlanVersion, (resource_id, plan.version)) is None:
        keep(resource_id, plan, cause=FOUND, person_id=None, now=None)


def versions_of(resource_id: int) -> list[Version]:
    """Return every plan that was saved, the latest first."""
    query = select(PlanVersion, Person.name).outerjoin(Person, Person.id == PlanVersion.person_id)
    query = query.where(PlanVersion.resource_id == resource_id).order_by(PlanVersion.version.desc())
    return [_version(row, name) for row, name in db.session.execute(query)]


def get_version(resource_id: int, number: int) -> Version:
    """Return the plan as it was saved as this version. Raise NotFound when there is none."""
    row = db.session.get(PlanVersion, (resource_id, number))
    if row is None:
        raise NotFound()
    return _version(row, None)


def values(line: Hours) -> dict[str, Any]:
    """Return the columns of a line."""
    return {name: getattr(line, name) for name in NAMES}


def written(line: Hours) -> dict[str, Any]:
    """Return a line as JSON can hold it."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values(line).items()}


def read(line: Mapping[str, Any]) -> Line:
    """Return the line that `written` wrote."""
    days = {name: date.fromisoformat(line[name]) if line[name] else None for name in ("first_day", "last_day")}
    return Line(**{**{name: line[name] for name in NAMES}, **days})


def _version(row: PlanVersion, name: str | None) -> Version:
    off = DaysOff(row.closed_on_holidays, row.closed_on_eves)
    return Version(row.version, row.saved_at, name, row.cause, off, tuple(read(line) for line in row.lines))
