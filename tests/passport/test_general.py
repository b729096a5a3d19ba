"""What an owner demands everywhere: every resource inherits it, may add to it or do without, and a company sees the gap."""

from datetime import date, timedelta

import pytest

from portal.accounts.models import Organisation
from portal.clock import local_day
from portal.database import db, transaction
from portal.errors import Conflict, NotFound, Refusal
from portal.passport import queries, service
from portal.passport.demands import (
    Wanted,
    owner_demand_seen,
    remove_demand,
    remove_owner_demand,
    save_demand,
    save_owner_demand,
    waive_demand,
)
from portal.passport.rules import EQUIPMENT, INSURANCE, NDA, TERMS
from tests.booking.scene import NOW
from tests.builders import make_resource, make_testbed
from tests.enquiry.after import make_case
from tests.pages import Page
from tests.passport.scene import answer, have, make_demanding_scene

TODAY = local_day(NOW)


@pytest.fixture
def scene(database):
    return make_demanding_scene()


def owner_of(scene):
    return db.session.get_one(Organisation, scene.owner.organisation_ids[0])


def everywhere(scene, kind=INSURANCE, **wanted):
    save_owner_demand(scene.owner, owner_of(scene), kind, Wanted(**wanted), NOW)


def kinds_at(resource):
    return [one.kind for one in queries.demands_of(resource.id)]


def gap(scene, **more):
    found = queries.gap_for(scene.booker.organisation_ids[0], owner_of(scene).id, TODAY, **more)
    return {row.kind.key: row for row in found}


def test_every_resource_inherits_it_also_a_new_one(scene) -> None:
    everywhere(scene)

    assert kinds_at(scene.resource) == [INSURANCE]
    assert kinds_at(make_resource(scene.resource.testbed)) == [INSURANCE]
    assert kinds_at(make_resource(make_testbed())) == []


def test_what_a_resource_says_itself_goes_first(scene) -> None:
    everywhere(scene, lead_days=2)
    save_demand(scene.owner, scene.resource, INSURANCE, Wanted(lead_days=9), NOW)

    assert [one.lead_days for one in queries.demands_of(scene.resource.id)] == [9]


def test_a_resource_does_without_and_takes_it_back(scene) -> None:
    everywhere(scene)

    waive_demand(scene.owner, scene.resource, INSURANCE, NOW)
    assert kinds_at(scene.resource) == []
    remove_demand(scene.owner, scene.resource, INSURANCE, NOW)
    assert kinds_at(scene.resource) == [INSURANCE]


def test_demanded_no_longer_it_is_gone_but_where_a_resource_demands_it_itself(scene) -> None:
    other = make_resource(scene.resource.testbed)
    everywhere(scene)
    save_demand(scene.owner, scene.resource, INSURANCE, Wanted(), NOW)

    remove_owner_demand(scene.owner, owner_of(scene), INSURANCE, NOW)

    assert (kinds_at(scene.resource), kinds_at(other)) == ([INSURANCE], [])


def test_a_booking_is_judged_by_what_is_inherited(scene) -> None:
    everywhere(scene)

    papers = queries.papers_for(scene.booker.organisation_ids[0], scene.resource.id, scene.booker.id)

    assert [one.kind.key for one in papers.gaps(TODAY, TODAY)] == [INSURANCE]


def test_general_terms_are_accepted_once_for_all_resources(scene) -> None:
    everywhere(scene, TERMS, terms="Hjälm på.")
    other = make_resource(scene.resource.testbed)
    mark = queries.find_demand(scene.resource.id, TERMS).mark

    service.accept_terms(scene.booker, scene.resource, mark, NOW)

    papers = queries.papers_for(scene.booker.organisation_ids[0], other.id, scene.booker.id)
    assert papers.gaps(TODAY, TODAY) == []


@pytest.mark.parametrize("kind", [TERMS, EQUIPMENT])
def test_terms_need_words_and_equipment_is_of_one_resource(scene, kind) -> None:
    with pytest.raises((Refusal, NotFound)):
        everywhere(scene, kind)


def test_only_the_owner_says_what_it_demands(scene) -> None:
    with pytest.raises(NotFound):
        save_owner_demand(scene.booker, owner_of(scene), INSURANCE, Wanted(), NOW)
    with pytest.raises(NotFound):
        save_owner_demand(
            scene.booker, db.session.get_one(Organisation, scene.organisation.id), INSURANCE, Wanted(), NOW
        )


def test_who_saves_over_another_is_told(scene) -> None:
    seen = owner_demand_seen(owner_of(scene).id, INSURANCE)
    everywhere(scene, lead_days=1)

    with pytest.raises(Conflict):
        save_owner_demand(scene.owner, owner_of(scene), INSURANCE, Wanted(lead_days=2), NOW, seen=seen)


def test_the_gap_says_what_is_missing_and_on_which_page_it_is_closed(scene) -> None:
    everywhere(scene, lead_days=3)

    row = gap(scene)[INSURANCE]

    assert (row.state, row.is_general, row.resource.id) == ("missing", True, scene.resource.id)


@pytest.mark.parametrize(
    ("last_day", "state"),
    [(date(2027, 12, 31), "accepted"), (TODAY + timedelta(days=20), "expires")],
)
def test_the_gap_says_what_is_there_and_what_ends_soon(scene, last_day, state) -> None:
    everywhere(scene)
    have(scene, first_day=TODAY - timedelta(days=1), last_day=last_day)

    assert gap(scene)[INSURANCE].state == state


def test_the_gap_follows_the_owners_yes(scene) -> None:
    everywhere(scene, by_owner=True)
    paper = have(scene, first_day=TODAY, last_day=None)

    waiting = gap(scene)[INSURANCE].state
    answer(scene, queries.find_review(paper.id, owner_of(scene).id))

    assert (waiting, gap(scene)[INSURANCE].state) == ("waiting", "accepted")


def test_the_gap_tells_what_one_resource_demands_by_its_name_and_keeps_to_one_testbed(scene) -> None:
    everywhere(scene)
    elsewhere = make_resource(make_testbed(owner=owner_of(scene)), name="Ugnen")
    save_demand(scene.owner, elsewhere, NDA, Wanted(), NOW)

    assert (gap(scene)[NDA].resource.id, gap(scene)[NDA].is_general) == (elsewhere.id, False)
    assert set(gap(scene, testbed_id=scene.resource.testbed_id)) == {INSURANCE}


def test_an_owner_without_resources_has_a_gap_all_the_same(scene) -> None:
    everywhere(scene)
    with transaction():
        scene.resource.is_open = False

    assert gap(scene)[INSURANCE].resource is None


def test_nothing_is_demanded_of_the_owners_own_people(scene) -> None:
    everywhere(scene)

    assert queries.gap_for(owner_of(scene).id, owner_of(scene).id, TODAY) == []


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_owner_writes_it_on_a_page_and_a_resource_shows_where_it_comes_from(app, client, sign_in, freeze) -> None:
    freeze(NOW)
    scene = make_demanding_scene()
    sign_in(scene.owner_person)
    page = f"/konto/organisation/{owner_of(scene).slug}/krav/ansvarsforsakring"

    form = Page(client.get(page).text, page).form(holding="lead_days")
    assert client.post(page, data=form.filled(lead_days="3")).status_code == 303
    shown = client.get(f"/resurser/{scene.slug}/handlingar").text
    client.post(f"/resurser/{scene.slug}/handlingar/ansvarsforsakring/undanta", data=form.filled())

    assert "som hos era andra resurser" in shown
    assert "krävs inte här" in client.get(f"/resurser/{scene.slug}/handlingar").text


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_case_shows_what_an_owner_without_resources_demands(app, client, sign_in, freeze) -> None:
    freeze(NOW)
    case = make_case()
    owner = db.session.get_one(Organisation, case.owner.organisation_ids[0])
    save_owner_demand(case.owner, owner, INSURANCE, Wanted(how_sv="Skicka försäkringsbrevet."), NOW)
    sign_in(case.person)

    page = client.get(f"/arenden/{case.enquiry.reference}").text

    assert "Det här kräver" in page and "Skicka försäkringsbrevet." in page
