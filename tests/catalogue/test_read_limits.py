"""Seeding reads the limits that a listing's words state, once, and never over what an owner has confirmed."""

from datetime import date

from sqlalchemy import select

from portal.catalogue import service
from portal.catalogue.models import Capability, Testbed
from portal.catalogue.queries import catalogue_version
from tests.catalogue.test_seeds import record, write  # noqa: F401


def test_what_the_words_state_as_limits_is_written_with_the_listing_and_once(write, database):  # noqa: F811
    write([record(equipment=["Släpränna 260 m"])])
    version = catalogue_version()

    write([record(equipment=["Släpränna 260 m"])])

    assert [(row.quantity, row.high, row.subject_sv) for row in database.scalars(select(Capability))] == [
        ("length", 260.0, "Släpränna 260 m")
    ]
    assert catalogue_version() == version


def test_limits_that_an_owner_has_confirmed_are_not_read_again(write, database):  # noqa: F811
    write([record(equipment=["Släpränna 260 m"])])
    row = database.scalars(select(Testbed)).one()
    row.confirmed_on = date(2026, 11, 1)
    database.commit()
    service.replace_capabilities(row, [], "owner")

    write([record(equipment=["Släpränna 260 m"])])

    assert database.scalars(select(Capability)).all() == []
