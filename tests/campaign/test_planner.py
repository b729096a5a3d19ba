"""Planning a campaign: the first chain over several owners by each resource's own rules, or which step stops it."""

from datetime import date, timedelta

import pytest

from portal.booking import service as booking
from portal.booking.models import Booking
from portal.campaign import finding, queries, service
from portal.campaign.planning import TECHNOLOGY, TESTBED, Plan, Step, plan_of, plan_to_go_on
from portal.conditions.rules import Limit
from portal.conditions.service import BookingRules, save_rules
from portal.database import db
from tests.booking.scene import NOW, claims, count, make_scene, taken
from tests.builders import MONDAY, hours, make_person, make_testbed
from tests.campaign.steps import make_second
from tests.pages import Page
from tests.passport.scene import demand

DAY = date(2027, 3, 1)


def find(scene, *steps, first_day=DAY, last_day=date(2027, 3, 12), **more):
    return finding.find(scene.booker, Plan(steps, first_day, last_day), NOW, **more)


def times(found):
    return [(link.starts_at, link.ends_at) for link in found.links]


def during(*periods):
    return [(period.starts_at, period.ends_at) for period in periods]


def test_the_first_chain_over_two_owners_keeps_the_gap(app, scene):
    other = make_second()

    found = find(scene, Step(scene.slug, length=2), Step(other.slug, length=3, least_hours=4))

    # Monday 08-10 and 14-17: done on the same day.
    assert times(found) == during(hours(0, 2), hours(6, 9))


def test_what_is_taken_and_what_the_rules_forbid_is_passed_over(app, scene):
    other = make_second(shortest=2)
    scene.book(hours(0, 8), by=scene.rival)

    found = find(scene, Step(scene.slug, length=1), Step(other.slug, length=2))

    assert times(found) == during(hours(8, 9), hours(24, 26))


def test_the_next_possibility_begins_later(app, scene):
    other = make_second()
    steps = (Step(scene.slug, length=2), Step(other.slug, length=3))
    first = find(scene, *steps)

    later = find(scene, *steps, after=first.links[0].starts_at)

    assert later.links[0].starts_at > first.links[0].starts_at
    assert later.links[-1].ends_at >= first.links[-1].ends_at


def test_any_resource_of_the_testbed_or_with_the_technology_will_do(app, scene):
    twin = make_second("Tvillingen", testbed=scene.testbed)
    far = make_second("Fjärran", testbed=make_testbed(lat=65.6, lon=22.1))
    scene.book(hours(0, 9), by=scene.rival)

    just_this = find(scene, Step(scene.slug, length=2))
    testbed = find(scene, Step(scene.slug, TESTBED, length=2))
    chosen = finding.candidates(scene.booker, Step(scene.slug, f"{TECHNOLOGY}robotics-automation"))

    assert times(just_this) == during(hours(24, 26))
    assert [link.part.resource.id for link in testbed.links] == [twin.id]
    assert [one.id for one in chosen] == [scene.resource.id, twin.id, far.id]


def test_only_what_books_by_the_same_unit_and_is_as_real_stands_in(app, scene):
    make_second("Dagbänken", testbed=scene.testbed, unit="day")
    make_second("Påhittad", testbed=make_testbed(is_demonstration=True))

    chosen = finding.candidates(scene.booker, Step(scene.slug, f"{TECHNOLOGY}robotics-automation"))

    assert [one.id for one in chosen] == [scene.resource.id]


@pytest.mark.parametrize(
    ("step", "why"),
    [
        ({"length": 30}, finding.NO_TIME),
        ({"length": 2000}, finding.NOT_SO_LONG),
        ({"length": 1, "units": 5}, finding.NOT_SO_MANY),
        ({"length": 9, "least_hours": 100, "most_days": 4}, finding.NO_GAP),
    ],
)
def test_the_step_that_stops_the_chain_is_named_with_the_reason(app, scene, step, why):
    other = make_second()

    found = find(scene, Step(scene.slug, length=9), Step(other.slug, **step), last_day=date(2027, 3, 5))

    assert (found.links, found.step, found.why) == ((), 1, why)


def test_where_papers_are_missing_another_resource_is_found_or_it_is_said(app, scene):
    twin = make_second("Tvillingen", testbed=scene.testbed)
    demand(scene)

    alone = find(scene, Step(scene.slug, length=2))
    instead = find(scene, Step(scene.slug, TESTBED, length=2))

    assert (alone.links, alone.step, alone.why) == ((), 0, finding.CONDITIONS)
    assert [link.part.resource.id for link in instead.links] == [twin.id]
    assert service.hold_parts(
        scene.booker, instead.parts, "Prov", "", NOW, kind="campaign", form_key="nyckel-12", made_of={}
    ).parts


def test_a_chain_leaves_room_for_the_quota_of_each_week(app, scene):
    save_rules(scene.owner, scene.resource, BookingRules(0, None, False), [Limit("count", "week", 1)], NOW)
    scene.book(hours(0, 2))

    found = find(scene, Step(scene.slug, length=2))
    within = find(scene, Step(scene.slug, length=2), last_day=date(2027, 3, 5))

    assert times(found) == during(hours(168, 170))
    assert (within.links, within.why, within.done_at) == ((), finding.CONDITIONS, hours(168, 170).ends_at)


def test_when_only_the_last_day_stands_in_the_way_the_first_possible_day_is_told(app, scene):
    other = make_second()

    found = find(scene, Step(scene.slug, length=9), Step(other.slug, length=9), last_day=DAY)

    assert found.links == ()
    assert found.done_at == hours(24, 33).ends_at


def test_two_steps_on_one_resource_keep_its_buffers_apart(app, freeze):
    freeze(NOW)
    scene = make_scene(buffer_after=120)

    found = find(scene, Step(scene.slug, length=2), Step(scene.slug, length=2))
    bundle = service.hold_parts(
        scene.booker, found.parts, "Prov", "", NOW, kind="campaign", form_key="nyckel-12", made_of={}
    )

    assert times(found) == during(hours(0, 2), hours(4, 6))
    assert len(bundle.parts) == 2


def test_days_and_hours_are_chained_by_when_they_are_used(app, scene):
    days = make_second(unit="day")

    found = find(scene, Step(days.slug, length=1), Step(scene.slug, length=1, least_hours=15))

    assert times(found) == during(hours(0, 9), hours(24, 25))


def test_a_plan_is_the_same_after_it_has_been_an_address():
    plan = Plan((Step("a", TESTBED, 2, 3, 4, 5), Step("b")), DAY, None)

    assert plan_of(plan.query) == plan


def test_new_times_are_looked_for_from_the_step_that_fell_away(app, scene):
    other = make_second(mode="request")
    owner = make_person(db.session.get_one(type(scene.organisation), other.testbed.owner_id))
    plan = Plan((Step(scene.slug, length=2), Step(other.slug, length=2)), date(2027, 2, 25), None)
    parts = finding.find(scene.booker, plan, NOW).parts
    held = service.hold_parts(
        scene.booker, parts, "Prov", "", NOW, kind="campaign", form_key="nyckel-12", made_of={"plan": plan.query}
    )
    sent = service.submit(scene.booker, held.reference, NOW)
    booking.decline_booking(scene.visitor(owner), sent.parts[1].reference, "staff", "", NOW)

    rest = plan_of(plan_to_go_on(queries.get_bundle(sent.reference, scene.booker)))

    assert [step.slug for step in rest.steps] == [other.slug]
    assert rest.first_day == sent.parts[0].ends_at.date()


def plan_form(answer):
    """Return the form that asks, which stands in the address."""
    return next(
        form for form in Page(answer.text, "/kampanj").forms if form.method == "get" and form.action == "/kampanj"
    )


def plan_page(client, scene, other, **days):
    """Add two steps as a browser does and ask for times."""
    first = client.get("/kampanj", query_string={"lagg": scene.slug}, follow_redirects=True)
    form = plan_form(first)
    second = client.get("/kampanj", query_string=form.filled(lagg=other.slug), follow_redirects=True)
    form = plan_form(second)
    given = {"s0-langd": 2, "s1-langd": 3, "s1-minst": 4, "fran": "2027-03-01", "till": "2027-03-12", **days}
    return client.get("/kampanj", query_string=form.filled(visa=1, **given))


def test_a_campaign_from_two_steps_to_a_confirmed_chain(app, scene, sign_in):
    other = make_second()
    client = sign_in(scene.booker_person)

    page = Page(plan_page(client, scene, other).text, "/kampanj")
    assert "mån 1 mars 2027 kl. 08:00–10:00" in page.text and "kl. 14:00–17:00" in page.text
    form = next(one for one in page.forms if one.action.endswith("/kampanj") and one.method == "post")
    data = form.filled(purpose="Prov av allt", note="")
    held, again = (client.post("/kampanj", data=data) for _ in range(2))
    assert held.location == again.location
    sent = client.post(held.location)

    assert "TPK-" in client.get(sent.location).text
    assert claims() == taken(hours(0, 2), hours(6, 9))
    assert count(Booking) == 2


def test_a_chain_of_which_one_was_taken_meanwhile_holds_nothing_and_says_which(app, scene, sign_in):
    other = make_second()
    client = sign_in(scene.booker_person)
    page = Page(plan_page(client, scene, other).text, "/kampanj")
    form = next(one for one in page.forms if one.method == "post" and one.action.endswith("/kampanj"))
    scene.book(by=scene.rival)

    answer = client.post("/kampanj", data=form.filled(purpose="Prov av allt", note=""))

    assert answer.status_code == 409
    assert "ingen av dem hålls" in answer.text and "Tiden är upptagen" in answer.text
    assert "Prov av allt" in answer.text
    assert claims() == taken(hours(0, 2))


def test_steps_are_moved_and_removed_and_all_that_was_typed_stays(app, scene, sign_in):
    other = make_second()
    client = sign_in(scene.booker_person)
    steps = {"s0-resurs": scene.slug, "s0-langd": "7", "s1-resurs": other.slug, "s1-langd": "5", "fran": "2027-03-01"}

    moved = client.get("/kampanj", query_string={**steps, "upp": 1}, follow_redirects=True)
    removed = client.get("/kampanj", query_string={**steps, "bort": 0}, follow_redirects=True)

    form = plan_form(moved)
    assert [form.named(f"s{n}-langd").value for n in (0, 1)] == ["5", "7"]
    form = plan_form(removed)
    assert form.named("s0-resurs").value == other.slug and "s1-resurs" not in form.names


def test_the_search_finds_open_resources_by_name_and_place(app, scene, sign_in):
    make_second("Östra kammaren")
    client = sign_in(scene.booker_person)

    assert "Östra kammaren" in client.get("/kampanj?sok=östra+västerås").text
    assert "heter så" in client.get("/kampanj?sok=finns-inte").text


@pytest.mark.parametrize(
    "query",
    [
        {"s0-langd": "x", "s0-enheter": "-1", "s0-minst": "9" * 50, "fran": "i går", "till": "9999-99-99"},
        {"s0-langd": "", "s0-enheter": "", "s0-minst": "", "fran": "1000-01-01", "till": ""},
        {"s0-langd": "1", "s0-enheter": "1", "s0-minst": "0", "fran": "2027-03-05", "till": "2027-03-01"},
        {
            "s0-langd": "1",
            "s0-enheter": "1",
            "s0-minst": "0",
            "s0-bredd": "teknik:'; --",
            "fran": "2027-03-01",
            "till": "",
        },
        {"s0-langd": "1", "s0-enheter": "1", "s0-minst": "0", "fran": "2100-03-01", "till": "", "efter": "9" * 10},
        {"lagg": "finns-inte", "bort": "٣", "upp": "-1"},
    ],
)
def test_whatever_stands_in_the_address_is_answered(app, scene, sign_in, query):
    client = sign_in(scene.booker_person)
    address = {"s0-resurs": scene.slug, "s0-bredd": "resurs", "visa": "1", **query}

    answer = client.get("/kampanj", query_string=address, follow_redirects=True)

    assert answer.status_code == 200
    assert "De första tiderna" not in answer.text


@pytest.mark.parametrize("picks", [[], ["x"], ["resurs~1-2", "a~b"], [f"x~{'9' * 400}"]])
def test_a_chain_that_nobody_was_shown_is_not_there(app, scene, sign_in, picks):
    plan = Plan((Step(scene.slug),), DAY, None)
    client = sign_in(scene.booker_person)

    for query in (plan.query, "", "s0-resurs=x&fran=%00"):
        data = {"plan": query, "pick": picks, "purpose": "Prov", "form_key": "nyckel-12"}
        assert client.post("/kampanj", data=data).status_code == 404
    assert claims() == []


def test_a_search_over_eight_steps_of_eight_resources_is_done_in_seconds(app, scene):
    for number in range(7):
        make_second(f"Bänk {number}", testbed=scene.testbed)
    steps = [Step(scene.slug, TESTBED, length=8, least_hours=12) for _ in range(8)]
    before = MONDAY

    found = find(scene, *steps, last_day=None)

    assert len(found.links) == 8
    assert found.links[-1].ends_at - before < timedelta(days=12)
