"""A connection that the database server has ended is noticed before it is used."""

import pytest
from sqlalchemy import text

from portal import database
from portal.database import db


@pytest.mark.own_app  # no connections that rest from earlier tests
@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_connection_that_was_ended_while_it_rested_is_replaced(app, engine, monkeypatch) -> None:
    with db.engine.connect() as connection:
        ended = connection.execute(text("SELECT pg_backend_pid()")).scalar()
    monkeypatch.setattr(database, "RESTED", 0.0)
    with db.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as first, db.engine.connect() as second:
        mine = first.execute(text("SELECT pg_backend_pid()")).scalar()
        victim = second.execute(text("SELECT pg_backend_pid()")).scalar()
        assert ended in (mine, victim)
        second.rollback()
        first.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": victim})
        second.close()

    with db.engine.connect() as again:
        assert again.execute(text("SELECT 1")).scalar() == 1
