"""The made-up operator: it can all be booked, it is marked as made up, and one command takes it away without a trace."""

from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from sqlalchemy import func, select

from portal import outbox
from portal.accounts.models import Organisation, Person
from portal.audit import AuditEvent
from portal.booking.models import Booking, BookingEvent, Claim
from portal.booking.states import STATES
from portal.capacity.models import Capacity, OpeningHours
from portal.catalogue import seeds
from portal.catalogue.models import Resource, Testbed
from portal.catalogue.queries import catalogue_version
from portal.database import Base, transaction
from portal.demonstration import content, removal, service, use
from portal.errors import Refusal
from portal.search.queries import Criteria, find, shelf
from tests.builders import make_booking, make_enquiry, make_organisation, make_person, make_resource, make_testbed
from tests.search.listing import list_testbed

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)
NEXT_MONTH = datetime(2026, 12, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def app(make_app):
    """Return a portal that looks a few weeks ahead only: what is made up is mostly capacity."""
    app = make_app(HORIZON_DAYS=40)
    with app.app_context():
        yield app


@pytest.fixture
def added(app):
    return service.add(NOW)


# What the index keeps of a listing that is gone: that it went, and that there have been such words.
OF_THE_INDEX = {"listing_change", "term"}


def rows_by_table(database):
    return {
        table.name: count
        for table in Base.metadata.sorted_tables
        if table.name not in OF_THE_INDEX and (count := database.scalar(select(func.count()).select_from(table)))
    }


def resources(database):
    return list(database.scalars(select(Resource)))


def test_the_file_has_testbeds_without_fault_in_different_counties():
    testbeds = [content.testbed_values(record) for record in content.content()["testbeds"]]

    assert seeds.check(testbeds, "demonstration.json") == []
    assert len({record["county"] for record in testbeds}) == len(testbeds) >= 6
    assert all(record["slug"].startswith("demoverkstaden-") for record in testbeds)
    assert all(record["name"].startswith("Demoverkstaden ") for record in testbeds)


def test_every_way_of_booking_can_be_tried(added, database):
    found = resources(database)

    assert (added.testbeds, added.resources) == (7, len(found))
    assert len(found) >= 15
    assert {one.unit for one in found} == {"half-hour", "hour", "half-day", "day"}
    assert {1, 2, 3, 5} <= {one.units for one in found}
    assert {one.mode for one in found} == {"direct", "request"}
    around_the_clock = select(OpeningHours.id).where(OpeningHours.opens == 0, OpeningHours.closes == 1440)
    assert database.scalars(around_the_clock).first()


def test_each_resource_offers_time_to_come_and_never_more_units_than_it_has(added, database):
    for resource in resources(database):
        most, last = database.execute(
            select(func.max(Capacity.units), func.max(Capacity.ends_at)).where(Capacity.resource_id == resource.id)
        ).one()
        assert most == resource.units
        assert (last - NOW).days > 30


def test_everything_is_marked_as_demonstration(added, database):
    assert all(testbed.is_demonstration for testbed in database.scalars(select(Testbed)))
    assert all(person.is_demonstration for person in database.scalars(select(Person)))
    assert all(organisation.is_demonstration for organisation in database.scalars(select(Organisation)))


def test_the_level_follows_what_can_be_booked(added, database):
    levels = dict(database.execute(select(Testbed.slug, Testbed.level)).all())

    assert levels["demoverkstaden-falun"] == "book-here"
    assert levels["demoverkstaden-karlstad"] == "request-here"


def test_there_is_a_past_and_something_to_come(added, database):
    states = Counter(database.scalars(select(Booking.state)))

    assert added.bookings == states.total() > 200
    assert {"completed", "no-show", "confirmed", "requested"} <= set(states)
    assert set(states) <= set(STATES)
    ended = database.scalars(select(Booking.state).where(Booking.ends_at <= NOW))
    assert "requested" not in set(ended)


def test_each_booking_has_claims_within_it_and_a_history_that_ends_in_its_state(added, database):
    claims, last = {}, {}
    for claim in database.scalars(select(Claim)):
        claims.setdefault(claim.booking_id, []).append(claim)
    for event in database.scalars(select(BookingEvent).order_by(BookingEvent.id)):
        last[event.booking_id] = event.to_state

    for booking in database.scalars(select(Booking)):
        mine = sorted(claims[booking.id], key=lambda claim: claim.starts_at)
        assert (mine[0].starts_at, mine[-1].ends_at) == (booking.starts_at, booking.ends_at)
        assert last[booking.id] == booking.state
        assert booking.created_at <= NOW


def test_adding_again_adds_nothing_even_on_a_later_day(added, database):
    before = rows_by_table(database)

    again = service.add(LATER)

    assert (again.testbeds, again.resources, again.bookings) == (0, 0, 0)
    assert rows_by_table(database) == before


def test_adding_again_leaves_what_people_have_changed(added, database):
    with transaction():
        falun = database.scalar(select(Testbed).where(Testbed.slug == "demoverkstaden-falun"))
        falun.access = "Ändrat av ägaren."

    service.add(LATER)

    database.refresh(falun)
    assert falun.access == "Ändrat av ägaren."


def test_what_somebody_deleted_is_made_again(added, database):
    removal.remove(NOW)

    assert service.add(NEXT_MONTH).testbeds == 7


def test_removing_leaves_no_row_but_the_word_that_it_was_done(app, database):
    before = rows_by_table(database)
    service.add(NOW)

    removal.remove(LATER)

    after = rows_by_table(database)
    assert after.pop("audit_event") == 1
    assert after == before
    assert database.scalar(select(AuditEvent.action)) == "demonstration.removed"


def test_removing_takes_what_people_did_to_it(app, database):
    somebody = make_person(make_organisation())
    before = rows_by_table(database)
    service.add(NOW)
    with transaction():
        testbed = database.scalar(select(Testbed).where(Testbed.slug == "demoverkstaden-falun"))
        robot = database.scalar(select(Resource).where(Resource.slug == "demoverkstaden-falun-robotcell"))
    booking = make_booking(robot, person=somebody, state="cancelled")
    make_enquiry(testbed, person=somebody)
    letter = outbox.Letter("x", somebody.email, "sv", "Ämne", "Text", about=booking.reference)
    with transaction():
        outbox.tell(letter, now=NOW)

    removal.remove(NOW)

    after = rows_by_table(database)
    # The builder of enquiries makes an organisation for each, which is real and stays.
    assert after["organisation"] - before["organisation"] == 2
    assert {"booking", "claim", "ask", "message", "testbed", "resource"} & set(after) == set()
    assert database.get(Person, somebody.id) is not None


def test_removing_touches_nothing_real(app, database):
    real = make_testbed()
    booking = make_booking(None)
    make_resource(real)
    before = rows_by_table(database)
    service.add(NOW)

    removal.remove(NOW)

    after = rows_by_table(database)
    after.pop("audit_event")
    assert after == before
    assert database.get(Booking, booking.id).state == "confirmed"


def test_a_real_testbed_that_the_demonstration_owns_stays_and_loses_its_owner(added, database):
    owner = database.scalar(select(Organisation).where(Organisation.slug == "demoverkstaden"))
    real = make_testbed(owner=owner)

    removal.remove(NOW)

    database.refresh(real)
    assert real.owner_id is None


def test_removing_twice_does_no_harm(added, database):
    removal.remove(NOW)
    version = catalogue_version()

    assert removal.remove(NOW) == {}
    assert catalogue_version() == version


def test_pages_follow_when_it_comes_and_goes(app, client):
    client.get("/testbaddar/demoverkstaden-falun")
    service.add(NOW)
    assert client.get("/testbaddar/demoverkstaden-falun").status_code == 200

    removal.remove(NOW)

    assert client.get("/testbaddar/demoverkstaden-falun").status_code == 404


def test_a_search_no_longer_finds_what_was_removed(added, database):
    real = list_testbed("Demoverkstadens granne")
    found = [one.slug for one in find(Criteria(q="demoverkstaden")).hits.listed]
    assert "demoverkstaden-falun" in found

    removal.remove(NOW)

    assert [one.slug for one in find(Criteria(q="demoverkstaden")).hits.listed] == [real.slug]
    assert len(shelf()) == 1


def test_where_the_demonstration_is_off_nothing_is_added(make_app, database_url):
    app = make_app(DEMONSTRATION=False)
    with app.app_context(), pytest.raises(Refusal):
        service.add(NOW)


def test_the_commands_add_list_and_remove(app, database):
    runner = app.test_cli_runner()

    add = runner.invoke(args=["demonstration", "add"])
    listed = runner.invoke(args=["demonstration", "accounts"])
    asked = runner.invoke(args=["demonstration", "remove"], input="n\n")
    still_there = database.scalar(select(func.count()).select_from(Testbed))
    removed = runner.invoke(args=["demonstration", "remove", "--yes"])

    assert (add.exit_code, removed.exit_code, asked.exit_code) == (0, 0, 1), add.output + removed.output
    assert "demonstration: 7 testbeds" in add.output
    assert "foretag@demo.example" in listed.output
    assert still_there == 7
    assert "testbed: 7 deleted" in removed.output


@pytest.mark.parametrize("unit", ["half-hour", "hour", "half-day", "day"])
def test_made_up_use_is_the_same_for_the_same_days(added, database, unit):
    resource = next(one for one in resources(database) if one.unit == unit)
    kind = use.Kind(resource.slug, unit, resource.units, True, resource.longest, 60)
    there = [
        use.Stretch(row.starts_at, row.ends_at, row.units)
        for row in database.scalars(select(Capacity).where(Capacity.resource_id == resource.id))
    ]

    first, second = (list(use.made_up(kind, there, NOW)) for _ in range(2))

    assert first == second
    assert all(one.units <= resource.units for one in first)
    assert all(a.period.ends_at <= b.period.starts_at for a, b in pairwise(first))
