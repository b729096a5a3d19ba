"""What nobody can use is thrown away; everything else stays."""

from datetime import timedelta

from sqlalchemy import func, select

from portal.accounts import housekeeping, queries, service, tickets
from portal.accounts.models import Attempt, Organisation, Person, SignIn, Ticket
from tests.accounts.steps import MARIA, NOW, OTHER, PASSWORD, guess, reset_token, sign_up, verified
from tests.builders import make_person


def count(database, table):
    return database.scalar(select(func.count()).select_from(table))


def test_an_account_that_nobody_confirms_goes_after_a_week_with_its_organisation(app, database):
    sign_up()

    housekeeping.tidy_up(NOW + timedelta(days=6))
    assert (count(database, Person), count(database, Organisation)) == (1, 1)

    housekeeping.tidy_up(NOW + timedelta(days=7))
    assert (count(database, Person), count(database, Organisation), count(database, Ticket)) == (0, 0, 0)


def test_a_confirmed_account_stays(app, database):
    verified()

    housekeeping.tidy_up(NOW + timedelta(days=700))

    assert queries.find_person(MARIA).verified_at
    assert count(database, Organisation) == 1


def test_an_organisation_with_others_in_it_stays(app, database):
    sign_up()
    colleague = make_person(database.scalars(select(Organisation)).one())

    housekeeping.tidy_up(NOW + timedelta(days=7))

    assert [person.id for person in database.scalars(select(Person))] == [colleague.id]
    assert count(database, Organisation) == 1


def test_ended_sign_ins_and_old_attempts_and_links_go(app, database):
    _, token = verified()
    guess(3)

    housekeeping.tidy_up(NOW + timedelta(hours=1))
    assert queries.find_visitor(token, now=NOW)
    assert count(database, Attempt) > 0

    housekeeping.tidy_up(NOW + timedelta(days=40))
    assert [count(database, table) for table in (SignIn, Attempt, Ticket)] == [0, 0, 0]


def test_links_in_force_still_work(app):
    verified()
    token = reset_token()

    housekeeping.tidy_up(NOW + timedelta(minutes=20))

    service.reset_password(token, OTHER, now=NOW + timedelta(minutes=20))
    assert tickets.LASTS[tickets.RESET] == timedelta(minutes=30)


def test_the_command_makes_an_administrator(app):
    make_person(email=MARIA, password=PASSWORD)
    runner = app.test_cli_runner()

    assert runner.invoke(args=["administrator", "ingen@verkstan.se"]).exit_code == 1
    assert runner.invoke(args=["administrator", MARIA]).exit_code == 0
    assert queries.find_person(MARIA).is_administrator
