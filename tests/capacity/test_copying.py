"""A week repeated over other weeks, a plan given to other resources: the pure rules, then the pages."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal import clock
from portal.capacity import extra_hours, queries, rules, versions
from portal.capacity.copying import at_most, pattern_of, repeated
from portal.capacity.openings import DaysOff, ExtraDays, Line
from tests.builders import make_resource, make_testbed
from tests.capacity.plans import lines
from tests.capacity.steps import MONDAY, NOW, OFFICE, address, book, in_page, on, save_plan, stretch

DAY = timedelta(days=1)
NONE = DaysOff(False, False)
mondays = st.builds(lambda n: MONDAY + n * 7 * DAY, st.integers(0, 60))


def openings(plan, day):
    """Return what begins on the day: the openings of one day, nights whole."""
    held = [one for one in plan if one.weekday == day.weekday()]
    valid = [one for one in held if (one.first_day or day) <= day <= (one.last_day or day)]
    return sorted((one.opens, one.closes, one.units) for one in valid)


@settings(max_examples=150, deadline=None)
@given(st.lists(lines, max_size=10), mondays, mondays, st.integers(0, 60) | st.none())
def test_within_the_days_the_week_repeats_and_outside_nothing_changes(plan, monday, first_day, length):
    last_day = None if length is None else first_day + length * DAY

    after = repeated(plan, pattern_of(plan, [], monday), first_day, last_day)

    for day in clock.days(first_day - 14 * DAY, first_day + 80 * DAY):
        inside = first_day <= day and (last_day is None or day <= last_day)
        asked = monday + day.weekday() * DAY if inside else day
        assert openings(after, day) == openings(plan, asked), day


@settings(max_examples=100, deadline=None)
@given(
    st.lists(lines, max_size=6),
    st.lists(
        st.builds(
            lambda day, opens, length, units: ExtraDays(
                MONDAY + day * DAY, MONDAY + day * DAY, opens, opens + length, units
            ),
            st.integers(0, 6),
            st.integers(0, 1439),
            st.integers(1, 1440),
            st.integers(1, 6),
        ),
        max_size=3,
    ),
)
def test_extra_hours_of_the_week_are_repeated_with_it(plan, extra):
    pattern = pattern_of(plan, extra, MONDAY)

    after = repeated(plan, pattern, MONDAY, MONDAY + 6 * DAY)

    assert all(0 <= one.opens < 1440 and one.opens < one.closes <= one.opens + 1440 for one in after)
    for day in clock.days(MONDAY, MONDAY + 6 * DAY):
        # Nights that meet extra hours of the next day add up in a line where they did not before: never less.
        wanted = rules.unfold(plan, [], day, day, NONE, extra)
        given_ = rules.unfold(after, [], day, day, NONE)
        for one in wanted:
            assert all(part.units >= one.units for part in rules.clipped(given_, one.period))
            assert sum(part.seconds for part in rules.clipped(given_, one.period)) == one.seconds


def test_lines_that_never_come_are_left_out():
    monday_line = Line(0, 480, 1020)

    after = repeated([monday_line], [], MONDAY + DAY, MONDAY + 5 * DAY)

    assert after == [Line(0, 480, 1020, 1, None, MONDAY), Line(0, 480, 1020, 1, MONDAY + 6 * DAY, None)]
    assert repeated([Line(0, 480, 1020, 1, MONDAY - 2 * DAY, None)], [], MONDAY, None) == []


def test_a_smaller_resource_gets_the_units_it_has():
    assert at_most([Line(0, 480, 1020, 3), Line(1, 480, 1020, 1)], 2) == [Line(0, 480, 1020, 2), Line(1, 480, 1020, 1)]


@pytest.fixture
def sibling(resource):
    return make_resource(resource.testbed, name="Syskonet", units=1)


pages = pytest.mark.usefixtures("stopped_clock")


@pages
def test_a_week_is_copied_after_it_was_seen(resource, owner, owner_client):
    save_plan(resource, OFFICE)
    saturday = MONDAY + 5 * DAY
    extra_hours.add_extra(owner, resource, ExtraDays(saturday, saturday, 600, 840, 2), "", NOW)
    form = {"week": clock.week_of(MONDAY), "first_day": "2027-03-15", "last_day": "2027-03-21", "version": "1"}

    page = owner_client.post(address(resource, "oppettider/kopiera-vecka"), data=form)
    assert page.status_code == 200
    assert "v. 11" in page.text
    assert queries.plan_of(resource.id).version == 1
    answer = owner_client.post(address(resource), data={**in_page(page), "do": "save"})

    assert answer.status_code == 303
    assert on(resource, date(2027, 3, 20)) == [stretch(date(2027, 3, 20), 10, 14, 2)]
    assert on(resource, date(2027, 3, 27)) == []
    assert on(resource, date(2027, 3, 23)) == [stretch(date(2027, 3, 23), 8, 17)]
    assert versions.versions_of(resource.id)[0].cause == versions.WEEK


@pages
def test_copying_a_week_under_bookings_is_refused_with_the_days(resource, owner_client):
    save_plan(resource, [*OFFICE[:4], Line(4, 480, 1020, 1, date(2027, 3, 10), None)])
    friday = date(2027, 3, 19)
    book(resource, friday, 9, 11)
    form = {"week": clock.week_of(MONDAY), "first_day": "2027-03-15", "last_day": "", "version": "1"}

    page = owner_client.post(address(resource, "oppettider/kopiera-vecka"), data=form)

    assert page.status_code == 409
    assert f"dag={friday.isoformat()}" in page.text


@pages
@pytest.mark.parametrize(
    "values",
    [
        {"week": "2027-W99"},
        {"week": ""},
        {"week": "2020-W01"},
        {"first_day": ""},
        {"first_day": "2020-01-01"},
        {"first_day": "9999-12-31"},
        {"last_day": "9999-12-31"},
        {"last_day": "2027-03-01"},
        {"last_day": "i morgon"},
    ],
)
def test_weeks_and_days_that_cannot_be_are_said(resource, owner_client, values):
    form = {"week": clock.week_of(MONDAY), "first_day": "2027-03-15", "last_day": "", "version": "0", **values}

    page = owner_client.post(address(resource, "oppettider/kopiera-vecka"), data=form)

    assert page.status_code == 422
    assert "Det här behöver ändras" in page.text


@pages
def test_a_plan_goes_to_other_resources_after_it_was_seen(resource, sibling, owner_client):
    save_plan(resource, [Line(0, 480, 1020, 3)], DaysOff(True, False))
    where = address(resource, "oppettider/kopiera")

    page = owner_client.post(where, data={"to": sibling.slug, "do": "check"})
    assert page.status_code == 200
    assert "Resursen har bara 1 enhet" in page.text
    assert queries.plan_of(sibling.id).version == 0
    answer = owner_client.post(where, data={**in_page(page), "to": sibling.slug, "do": "save"})

    assert answer.status_code == 303
    plan = queries.plan_of(sibling.id)
    assert (plan.lines, plan.off, plan.version) == ((Line(0, 480, 1020, 1),), DaysOff(True, False), 1)
    assert versions.versions_of(sibling.id)[0].cause == versions.COPIED


@pages
def test_all_of_them_or_none(resource, sibling, owner_client):
    other = make_resource(resource.testbed, name="Den andra")
    save_plan(other, OFFICE)
    save_plan(resource, [Line(0, 480, 600)])
    book(other, MONDAY, 14, 16)
    where, both = address(resource, "oppettider/kopiera"), [sibling.slug, other.slug]

    page = owner_client.post(where, data={"to": both, "do": "check"})
    assert page.status_code == 409
    assert "Kopiera öppettiderna" not in page.text
    seen = {f"version-{sibling.slug}": 0, f"version-{other.slug}": 1}
    answer = owner_client.post(where, data={"to": both, "do": "save", **seen})

    assert answer.status_code == 409
    assert f"/resurser/{other.slug}/stang?dag=2027-03-01" in answer.text
    assert queries.plan_of(sibling.id).version == 0


@pages
def test_a_plan_that_changed_meanwhile_is_not_overwritten(resource, sibling, owner_client):
    save_plan(resource, OFFICE)
    where = address(resource, "oppettider/kopiera")
    page = owner_client.post(where, data={"to": sibling.slug, "do": "check"})
    save_plan(sibling, [Line(6, 0, 60)])

    answer = owner_client.post(where, data={**in_page(page), "to": sibling.slug, "do": "save"})

    assert answer.status_code == 409
    assert queries.plan_of(sibling.id).lines == (Line(6, 0, 60),)


@pages
def test_nothing_is_copied_to_resources_of_others(resource, owner_client):
    save_plan(resource, OFFICE)
    foreign = make_resource(make_testbed())

    for to in ([], ["finns-inte"], [foreign.slug], [resource.slug]):
        data = {"to": to, "do": "save", f"version-{foreign.slug}": 0, f"version-{resource.slug}": 1}
        page = owner_client.post(address(resource, "oppettider/kopiera"), data=data)
        assert page.status_code == 422
        assert "Välj minst en resurs" in page.text

    assert queries.plan_of(foreign.id).version == 0


@pages
@pytest.mark.parametrize(
    "part", ["extratider", "oppettider/versioner", "oppettider/kopiera", "oppettider/kopiera-vecka"]
)
def test_the_pages_exist_in_english(resource, sibling, owner_client, english, part):
    page = owner_client.get(english(address(resource, part)))

    assert page.status_code == 200
    assert '<html lang="en"' in page.text
