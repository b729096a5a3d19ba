"""The demonstration's accounts: made twice they are the same, and removed they leave nobody behind."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from portal.accounts import demonstration, queries, service
from portal.accounts.models import Organisation, Person
from portal.errors import Refusal
from tests.builders import make_organisation, make_person

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def test_accounts_can_be_made_twice(app, database):
    demonstration.create(NOW)
    demonstration.create(NOW)

    people = database.scalars(select(Person)).all()
    assert sorted(person.email for person in people) == sorted(email for email, _ in demonstration.accounts())
    assert len(database.scalars(select(Organisation)).all()) == 5


@pytest.mark.parametrize("email", [email for email, _ in demonstration.accounts()])
def test_each_account_signs_in_with_the_known_password(app, email):
    demonstration.create(NOW)

    token = service.sign_in(email, demonstration.PASSWORD, now=NOW)

    visitor = queries.find_visitor(token, now=NOW)
    assert visitor.email == email
    assert visitor.is_demonstration


def test_the_roles_are_those_that_are_told(app):
    demonstration.create(NOW)

    def visitor(name):
        token = service.sign_in(f"{name}@demo.example", demonstration.PASSWORD, now=NOW)
        return queries.find_visitor(token, now=NOW)

    assert visitor("agare").has_role("owner")
    assert visitor("region").coordinated_counties == ("Dalarnas län", "Gävleborgs län", "Värmlands län")
    assert visitor("nation").coordinated_counties is None
    assert visitor("admin").is_administrator
    assert visitor("foretag").organisation.size_class == "sme"


def test_removing_leaves_only_what_is_real(app, database):
    real = make_person(make_organisation("Riktiga AB"))
    demonstration.create(NOW)
    service.sign_in("foretag@demo.example", demonstration.PASSWORD, now=NOW)

    demonstration.remove()

    assert [person.id for person in database.scalars(select(Person))] == [real.id]
    assert [organisation.name for organisation in database.scalars(select(Organisation))] == ["Riktiga AB"]


def test_no_accounts_with_a_known_password_outside_a_demonstration(make_app):
    app = make_app(DEMONSTRATION=False)

    with app.app_context(), pytest.raises(Refusal):
        demonstration.create(NOW)
