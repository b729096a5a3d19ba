"""A form changes what it shows and nothing more, whatever further fields are sent along (S3)."""

from datetime import timedelta

import pytest

from portal import clock
from portal.database import Base, db
from tests.hygiene.clients import client_of, told
from tests.hygiene.forms import TRIED, forms_of, furnished
from tests.hygiene.tables import contents
from tests.hygiene.world import World

only_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
# It reads as a number, as a text, and as true.
POISON = "987654321"
POWERS = {"is_administrator", "is_national", "is_demonstration"}
LEAST_ACCEPTED = {"anonymous": 1, "sme_a": 6, "owner_a": 8, "admin": 3}


@only_sqlite
@pytest.mark.parametrize("role", TRIED)
def test_no_form_takes_more_than_it_shows(app, role):
    world, accepted = furnished(World()), 0
    columns = {column.name for table in Base.metadata.tables.values() for column in table.columns}
    before, faults = powers(), []

    for found, form in list(forms_of(app, world, role)):
        further = dict.fromkeys(columns - set(form.names), POISON)
        answer = client_of(app, world, role).post(form.action, data=further | form.filled(**sensible(form)))
        accepted += answer.status_code == 303
        if poisoned():
            faults.append(f"{found}: {poisoned()}")
        if powers() != before:
            faults.append(f"{found} changes who may what: {before ^ powers()}")

    assert not faults, told(faults)
    assert accepted >= LEAST_ACCEPTED[role]


def sensible(form):
    """Return what somebody could mean by filling in this form."""
    typed, day = {}, clock.local_day(clock.now()) + timedelta(days=400)
    for one in form.fields:
        if one.kind in ("text", "textarea") and not one.value and not one.is_readonly:
            typed[one.name] = "1" if "units" in one.name else "Prov av en axel"
        elif one.kind == "email":
            typed[one.name] = "en.ny@example.com"
        elif one.kind == "date":
            typed[one.name] = day.isoformat()
        elif one.kind == "time" and not one.value:
            typed[one.name] = "09:00" if "start" in one.name or "open" in one.name else "11:00"
        elif one.kind in ("radio", "select") and one.name not in typed:
            typed[one.name] = next((value for value in [*one.options, one.value] if value), "")
        elif one.kind == "password":
            typed[one.name] = "ett mycket långt lösenord 17"
    return typed


def poisoned():
    """Return the first rows in which the poison stands."""
    db.session.rollback()
    return [row for rows in contents(db.engine).values() for row in rows if POISON in row][:3]


def powers():
    """Return who holds a power that no form of theirs may give."""
    db.session.rollback()
    held = set()
    for table in Base.metadata.tables.values():
        for column in POWERS & set(table.columns.keys()):
            with db.engine.connect() as connection:
                held |= {
                    (table.name, column, row[0]) for row in connection.execute(table.select().where(table.c[column]))
                }
    return frozenset(held)
