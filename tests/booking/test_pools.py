"""A share kept for small and medium-sized companies: others cannot eat it, everybody reads of it, and it is let go in time."""

from datetime import date, timedelta

import pytest

from portal.booking import calendar_pages, holds, service
from portal.booking.models import Booking, Repair
from portal.booking.shares import pools
from portal.booking.shares.pooling import kept_in, pools_of
from portal.capacity.models import NEEDS, WHOLE
from portal.errors import CapacityExceeded, NotFound, Refusal, Refusals
from tests.booking.filling import send
from tests.booking.scene import NOW, count, make_scene, state_of
from tests.booking.test_links import link, make_part
from tests.booking.test_race import at_once, here, won
from tests.builders import MONDAY, hours, make_booking, make_organisation, make_person

KEPT_UNTIL = date(2027, 2, 22)
"""With six days' release the share of Monday 1 March is let go on 23 February: the day after NOW."""


def keep(scene, units=1, released_days=6, **when):
    pools.add_pool(scene.owner, scene.resource, units, released_days, NOW, **when)


def large(scene, name="Storbolaget AB", size="large"):
    return scene.visitor(make_person(make_organisation(name, size_class=size)))


@pytest.fixture
def kept(app):
    """Three units, of which one is kept."""
    scene = make_scene(units=3)
    keep(scene)
    return scene


def test_a_large_company_cannot_take_what_is_kept(kept):
    big = large(kept)

    with pytest.raises(CapacityExceeded, match="sparas") as refused:
        kept.book(hours(0, 2), by=big, units=3)

    assert refused.value.details == {"units": 1, "day": KEPT_UNTIL}
    assert kept.book(hours(0, 2), by=big, units=2).state == "confirmed"
    with pytest.raises(CapacityExceeded, match="sparas"):
        kept.book(hours(1, 2), by=large(kept, "Annat AB"))


def test_a_small_company_can_and_then_nothing_more_is_kept(kept):
    assert kept.book(hours(0, 2), units=1).state == "confirmed"

    assert kept.book(hours(0, 2), by=large(kept), units=2).state == "confirmed"


def test_whoever_has_not_said_how_large_they_are_does_not_count_as_small(kept):
    with pytest.raises(CapacityExceeded, match="sparas"):
        kept.book(hours(0, 2), by=large(kept, size="unknown"), units=3)


def test_the_share_is_let_go_so_many_days_before(kept):
    later = NOW + timedelta(days=1)

    assert kept.book(hours(0, 2), by=large(kept), units=3, now=later).state == "confirmed"


def test_the_nearest_other_time_is_one_that_nobody_keeps(app):
    scene = make_scene()
    keep(scene, weekdays=[0], opens=8 * 60, closes=12 * 60)

    with pytest.raises(CapacityExceeded) as refused:
        scene.book(hours(2, 4), by=large(scene))

    # From noon on Monday nothing is kept.
    assert refused.value.nearest == hours(4, 6)


def test_a_taken_time_is_told_as_taken_and_not_as_kept(app):
    scene = make_scene()
    keep(scene)
    scene.book(hours(0, 2))

    with pytest.raises(CapacityExceeded) as refused:
        scene.book(hours(0, 2), by=large(scene))

    assert refused.value.message == "Tiden är upptagen."


def test_a_hold_that_has_lapsed_has_taken_nothing_of_the_share(kept):
    kept.hold(hours(0, 2), now=NOW - timedelta(hours=1))

    with pytest.raises(CapacityExceeded, match="sparas"):
        kept.book(hours(0, 2), by=large(kept), units=3)


def test_two_large_companies_at_once_cannot_eat_it_together(app):
    scene = make_scene(units=2)
    keep(scene)
    companies = [large(scene, f"Storbolaget {number} AB") for number in range(4)]

    results = at_once(
        app,
        [lambda who=who: service.hold(who, here(scene), hours(0, 2), 1, "Prov", "", NOW) for who in companies],
    )

    assert len(won(results)) == 1
    assert scene.book(hours(0, 2)).state == "confirmed"


def test_the_last_word_is_spoken_where_claims_are_entered(app, monkeypatch):
    scene = make_scene()
    keep(scene)
    monkeypatch.setattr(holds, "with_shares", lambda _resource_id, claims, *_, **__: claims)

    with pytest.raises(CapacityExceeded):
        scene.book(hours(0, 2), by=large(scene))

    assert count(Booking) == 0


def test_a_booking_that_takes_its_time_again_holds_to_it_too(app):
    scene = make_scene()
    keep(scene)
    big = make_person(make_organisation(size_class="large"))
    organisation = scene.visitor(big).organisation
    lapsed = make_booking(scene.resource, person=big, organisation=organisation, state="expired")

    with pytest.raises(CapacityExceeded):
        service.submit_hold(scene.visitor(big), lapsed.reference, NOW)

    assert state_of(lapsed.reference) == "expired"


def test_a_repair_holds_to_it_too(app):
    scene = make_scene()
    big = make_person(make_organisation(size_class="large"))
    booking = scene.book(hours(24, 26), by=scene.visitor(big))
    service.close_days(scene.owner, scene.resource, date(2027, 3, 2), date(2027, 3, 2), 0, "fault", "", NOW)
    keep(scene)
    assert count(Repair) == 1

    with pytest.raises(Refusal) as refused:
        service.settle_repair(scene.visitor(big), booking.reference, "moved", NOW, hours(0, 2))
    assert "sparas" in refused.value.message


def test_shared_equipment_keeps_its_share_when_it_is_taken_along(app):
    scene = make_scene(units=3)
    pump = make_part(scene, "Pumpen", units=3)
    link(scene, pump, NEEDS)
    pools.add_pool(scene.owner, pump, 2, 6, NOW)

    with pytest.raises(CapacityExceeded, match="sparas") as refused:
        scene.book(hours(0, 2), by=large(scene), units=2)

    assert refused.value.details["units"] == 2
    assert scene.book(hours(0, 2), by=large(scene), units=1).state == "confirmed"
    assert scene.book(hours(0, 2), units=2).state == "confirmed"


def test_the_whole_is_not_taken_by_a_large_company_while_a_part_is_kept(app):
    scene = make_scene()
    cell = make_part(scene, units=2)
    link(scene, cell, WHOLE)
    pools.add_pool(scene.owner, cell, 1, 6, NOW)

    with pytest.raises(CapacityExceeded, match="sparas"):
        scene.book(hours(0, 2), by=large(scene))
    assert scene.book(hours(0, 2)).state == "confirmed"


def test_where_shares_meet_the_largest_holds(app):
    scene = make_scene(units=3)
    keep(scene, 1)
    keep(scene, 2, weekdays=[0], opens=8 * 60, closes=12 * 60)

    kept = [(one.starts_at, one.ends_at, one.units) for one in kept_in(scene.resource.id, hours(0, 9), NOW)]

    assert kept == [(hours(0, 4).starts_at, hours(0, 4).ends_at, 2), (hours(4, 9).starts_at, hours(4, 9).ends_at, 1)]


def test_nothing_is_kept_where_nothing_is_offered(app):
    scene = make_scene(units=2)
    keep(scene, 2)
    service.close_days(scene.owner, scene.resource, date(2027, 3, 1), date(2027, 3, 1), 1, "fault", "", NOW)

    assert {one.units for one in kept_in(scene.resource.id, hours(0, 24), NOW)} == {1}
    assert kept_in(scene.resource.id, hours(5 * 24, 7 * 24 - 1), NOW) == []


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"units": 4}, "units"),
        ({"units": 0}, "units"),
        ({"weekdays": []}, "weekdays"),
        ({"opens": 600, "closes": 600}, "closes"),
        ({"released_days": 366}, "released_days"),
    ],
)
def test_a_share_that_cannot_be_is_refused_at_its_field(app, said, field):
    scene = make_scene(units=3)

    with pytest.raises(Refusals) as refused:
        pools.add_pool(scene.owner, scene.resource, now=NOW, **{"units": 1, "released_days": 6, **said})

    assert [one.field for one in refused.value.refusals] == [field]


def test_only_the_owner_keeps_and_lets_go(kept):
    with pytest.raises(NotFound):
        pools.add_pool(kept.rival, kept.resource, 1, 6, NOW)
    pool = pools_of(kept.resource.id)[0]
    with pytest.raises(NotFound):
        pools.remove_pool(kept.rival, kept.resource, pool.id, NOW)

    for _ in range(2):
        pools.remove_pool(kept.owner, kept.resource, pool.id, NOW)

    assert kept.book(hours(0, 2), by=large(kept), units=3).state == "confirmed"


def states(client, scene):
    page = client.get(f"/resurser/{scene.slug}/vecka/2027-W09", headers={"HX-Request": "true"})
    return page.text


def test_the_calendar_of_a_large_company_shows_what_it_can_book(scene, client, sign_in, english):
    keep(scene)
    note = "mån 1 mars 2027: 1 enhet sparas åt små och medelstora företag till och med mån 22 feb. 2027."

    everybody = states(client, scene)
    assert "Ledig</a>" in everybody and note in everybody
    sign_in(make_person(make_organisation(size_class="large")))
    theirs = states(client, scene)
    assert "Ledig</a>" not in theirs.split("ons")[0] and "Upptaget" in theirs and note in theirs
    page = client.get(english(f"/testbaddar/{scene.testbed.slug}"), query_string={"vecka": "2027-W09"}).text
    assert "Kept for small and medium-sized companies" in page


def test_the_pages_of_one_process_do_not_mix_up_who_reads(scene, client, sign_in):
    keep(scene)
    address = f"/testbaddar/{scene.testbed.slug}?vecka=2027-W09&resurs={scene.slug}"
    free = client.get(address).text.count("Ledig</a>")

    sign_in(make_person(make_organisation(size_class="large")))
    less = client.get(address).text.count("Ledig</a>")
    sign_in(scene.booker_person)
    again = client.get(address).text.count("Ledig</a>")

    assert less < free == again


def test_a_week_tells_a_large_company_what_is_left(app, monkeypatch):
    scene = make_scene(units=3)
    keep(scene)
    monkeypatch.setattr(calendar_pages.clock, "now", lambda: NOW)

    assert {
        cell.free for cell in calendar_pages.week_for(scene.resource, MONDAY.date(), large(scene)).rows[0].cells
    } == {2}


def test_the_owner_sees_what_was_kept_used_and_let_go(app):
    scene = make_scene(units=2)
    keep(scene, 1, weekdays=[0])
    scene.book(hours(0, 3))
    scene.book(hours(0, 2))
    scene.book(hours(7 * 24, 7 * 24 + 1), by=large(scene))

    march = next(one for one in pools.months_of(scene.resource, NOW + timedelta(days=1)) if one.first_day.month == 3)

    # Four Mondays of nine hours, since the fifth is Easter Monday. The first one's share has been let go: three were used.
    assert (march.kept, march.used, march.released, march.still_kept) == (36, 3, 6, 27)


def address(scene):
    return f"/resurser/{scene.slug}/andel"


def test_the_owner_keeps_a_share_and_lets_it_go_on_a_page(scene, client, sign_in):
    sign_in(scene.owner_person)
    said = {"units": "1", "weekdays": ["0", "1"], "opens": "08:00", "closes": "12:00", "released_days": "6"}

    assert client.post(address(scene), data=said).status_code == 303
    page = client.get(address(scene)).text
    assert "1 enhet, måndag och tisdag 08:00–12:00, tills det är 6 dagar kvar" in page
    assert "Månad för månad" in page

    pool = pools_of(scene.resource.id)[0]
    assert client.post(f"{address(scene)}/ta-bort", data={"pool": pool.id}).status_code == 303
    assert pools_of(scene.resource.id) == []


def test_what_cannot_be_kept_is_said_at_its_field(scene, client, sign_in):
    sign_in(scene.owner_person)
    said = {"units": "9", "weekdays": ["0"], "opens": "12", "closes": "24:00", "released_days": "6"}

    answer = client.post(address(scene), data=said)
    again = client.post(address(scene), data={**said, "opens": "12:00"})

    assert (answer.status_code, again.status_code) == (422, 422)
    assert "Ange ett klockslag från 00:00 till 24:00." in answer.text
    assert "Resursen har 1 enheter. Spara högst så många." in again.text


def test_the_form_that_books_tells_a_large_company_why(scene, client, sign_in):
    keep(scene)
    sign_in(make_person(make_organisation(size_class="large")))

    answer = send(client, scene)

    assert answer.status_code == 409
    assert "En enhet sparas åt små och medelstora företag till och med mån 22 feb. 2027." in answer.text
