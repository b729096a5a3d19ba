"""Every saved plan is kept, with who and when, and any of them comes back through the same guard."""

import pytest
from sqlalchemy import delete

from portal.capacity import queries, service, versions
from portal.capacity.models import PlanVersion
from portal.capacity.openings import DaysOff, Line
from portal.database import transaction
from portal.errors import NotFound
from tests.builders import make_resource
from tests.capacity.steps import MONDAY, NOW, OFFICE, address, book, in_page, save_plan

pytestmark = pytest.mark.usefixtures("stopped_clock")
NIGHT = (Line(4, 22 * 60, 30 * 60, 2, MONDAY, None),)


def test_each_saved_plan_is_kept_as_it_was(resource, owner):
    service.save_plan(owner, resource, OFFICE, DaysOff(True, False), NOW)
    service.save_plan(owner, resource, NIGHT, False, NOW)

    latest, first = versions.versions_of(resource.id)

    assert (latest.number, latest.lines, latest.off) == (2, NIGHT, DaysOff(False, False))
    assert (first.number, first.lines, first.off) == (1, OFFICE, DaysOff(True, False))
    assert (first.saved_at, first.person, first.cause) == (NOW, owner.name, versions.SAVED)


def test_a_trial_keeps_nothing(resource, owner):
    service.try_plan(owner, resource, OFFICE, True, NOW)

    assert versions.versions_of(resource.id) == []


def test_a_plan_from_before_versions_is_kept_when_it_is_replaced(resource):
    save_plan(resource, OFFICE)
    with transaction() as session:
        session.execute(delete(PlanVersion))

    save_plan(resource, NIGHT)

    first = versions.get_version(resource.id, 1)
    assert (first.lines, first.saved_at, first.cause) == (OFFICE, None, versions.FOUND)


def test_the_version_of_another_resource_is_not_found(resource):
    save_plan(resource, OFFICE)

    with pytest.raises(NotFound):
        versions.get_version(make_resource().id, 1)


def test_undo_shows_what_comes_back_and_saves_it_as_a_new_version(resource, owner_client):
    save_plan(resource, OFFICE, DaysOff(True, False))
    save_plan(resource, NIGHT, False)
    listed = owner_client.get(address(resource, "oppettider/versioner"))
    assert "Ångra senaste ändringen" in listed.text

    page = owner_client.post(address(resource, "oppettider/versioner"), data={"version": "1"})
    assert "08:00–17:00" in page.text
    assert queries.plan_of(resource.id).version == 2
    answer = owner_client.post(address(resource), data={**in_page(page), "do": "save"})

    assert answer.status_code == 303
    plan = queries.plan_of(resource.id)
    assert (plan.version, plan.lines, plan.off) == (3, OFFICE, DaysOff(True, False))
    assert versions.versions_of(resource.id)[0].cause == versions.RESTORED


def test_undo_does_not_pass_the_guard(resource, owner_client):
    save_plan(resource, ())
    save_plan(resource, OFFICE)
    book(resource, MONDAY, 9, 11)

    page = owner_client.post(address(resource, "oppettider/versioner"), data={"version": "1"})

    assert page.status_code == 409
    assert "Bokningar står i vägen" in page.text
    assert queries.plan_of(resource.id).lines == OFFICE


def test_undo_of_a_plan_that_changed_meanwhile_is_a_conflict(resource, owner_client):
    save_plan(resource, OFFICE)
    save_plan(resource, NIGHT)
    page = owner_client.post(address(resource, "oppettider/versioner"), data={"version": "1"})
    save_plan(resource, OFFICE[:1])

    answer = owner_client.post(address(resource), data={**in_page(page), "do": "save"})

    assert answer.status_code == 409
    assert queries.plan_of(resource.id).lines == OFFICE[:1]


@pytest.mark.parametrize("number", ["", "0", "9", "x", "-1", "99999999999999999999"])
def test_a_version_that_is_none_is_not_found(resource, owner_client, number):
    save_plan(resource, OFFICE)

    assert owner_client.post(address(resource, "oppettider/versioner"), data={"version": number}).status_code == 404


def test_an_unknown_cause_in_the_form_is_an_ordinary_saving(resource, owner_client):
    page = owner_client.get(address(resource))

    owner_client.post(address(resource), data={**in_page(page), "cause": "<script>", "do": "save"})

    assert versions.versions_of(resource.id)[0].cause == versions.SAVED
