"""What belongs together, as its owner says it and as everybody reads it."""

from datetime import date, timedelta

import pytest

from portal.booking import service
from portal.booking.linked import linking
from portal.booking.linked.words import links_in_words
from portal.capacity.models import NEEDS, WHOLE
from portal.capacity.queries import links_of
from portal.errors import CapacityExceeded, NotFound, Refusal
from tests.booking.scene import NOW, make_scene
from tests.builders import hours, make_booking, make_capacity, make_resource, make_testbed
from tests.pages import Page

WEEK = hours(0, 5 * 24)


def make_part(scene, name="Cellen", *, units=1, testbed=None):
    part = make_resource(testbed or scene.testbed, name=name, units=units)
    make_capacity(part, WEEK, units=units)
    return part


def link(scene, takes, kind=WHOLE, units=1, *, by=None, resource=None):
    linking.link(by or scene.owner, resource or scene.resource, takes.slug, kind, units, NOW)


def test_a_hall_takes_the_cells_that_its_owner_names(app):
    scene = make_scene()
    cell = make_part(scene)

    link(scene, cell)
    scene.book(hours(0, 2))

    assert [one.slug for one in links_of(scene.resource.id).parts] == [cell.slug]
    assert [one.slug for one in links_of(cell.id).wholes] == [scene.slug]
    with pytest.raises(CapacityExceeded):
        service.hold(scene.rival, cell, hours(1, 3), 1, "Prov", "", NOW)


def test_bookings_already_made_are_taken_along_from_the_day_of_the_link(app):
    scene = make_scene()
    cell = make_part(scene)
    scene.book(hours(0, 2))

    link(scene, cell)

    with pytest.raises(CapacityExceeded):
        service.hold(scene.rival, cell, hours(1, 3), 1, "Prov", "", NOW)


def test_a_link_that_bookings_contradict_names_the_days_and_nobody(app):
    scene = make_scene()
    cell = make_part(scene)
    for day in (0, 1, 3):
        scene.book(hours(24 * day, 24 * day + 2))
    for day in (0, 2, 3):
        make_booking(cell, period=hours(24 * day + 1, 24 * day + 3))

    with pytest.raises(linking.BookingsContradict) as refused:
        link(scene, cell)

    assert refused.value.days == [date(2027, 3, 1), date(2027, 3, 4)]
    assert refused.value.details == {"days": "2027-03-01, 2027-03-04"}
    assert links_of(scene.resource.id).rows == ()


def test_equipment_that_would_not_suffice_names_the_days(app):
    scene = make_scene(units=2)
    pump = make_part(scene, "Pumpen", units=3)
    for day in (0, 1):
        scene.book(hours(24 * day, 24 * day + 2), units=2)
    make_booking(pump, period=hours(0, 1), units=2)

    with pytest.raises(linking.BookingsContradict) as refused:
        link(scene, pump, NEEDS, 1)

    assert refused.value.days == [date(2027, 3, 1)]


def test_a_hold_that_has_lapsed_contradicts_nothing(app):
    scene = make_scene()
    cell = make_part(scene)
    service.hold(scene.rival, cell, hours(0, 2), 1, "Prov", "", NOW - timedelta(hours=1))
    scene.book(hours(0, 2))

    link(scene, cell)

    assert links_of(scene.resource.id).parts


def test_an_unlinked_cell_is_free_again_and_unlinking_twice_is_once(app):
    scene = make_scene()
    cell = make_part(scene)
    link(scene, cell)
    scene.book(hours(0, 2))

    for _ in range(2):
        linking.unlink(scene.owner, scene.resource, cell.slug, NOW)

    assert links_of(cell.id).rows == ()
    assert service.hold(scene.rival, cell, hours(0, 2), 1, "Prov", "", NOW).state == "held"


@pytest.mark.parametrize(
    ("message", "arrange"),
    [
        (linking.HAS_PARTS, lambda scene, hall, cell, corner: link(scene, corner, resource=cell)),
        (linking.IS_A_PART, lambda scene, hall, cell, corner: link(scene, scene.resource, resource=hall)),
        (linking.ALREADY_LINKED, lambda scene, hall, cell, corner: link(scene, cell, NEEDS)),
        (linking.ALREADY_LINKED, lambda scene, hall, cell, corner: link(scene, scene.resource, NEEDS, resource=cell)),
    ],
)
def test_what_the_guard_could_not_follow_is_refused(app, message, arrange):
    scene = make_scene()
    hall, cell, corner = (make_part(scene, name) for name in ("Hallen", "Cellen", "Hörnet"))
    arrange(scene, hall, cell, corner)

    with pytest.raises(Refusal) as refused:
        link(scene, cell)

    assert (refused.value.message, refused.value.field) == (message, "takes")


def test_nobody_can_need_more_than_there_is(app):
    scene = make_scene()
    pump = make_part(scene, units=2)

    with pytest.raises(Refusal) as refused:
        link(scene, pump, NEEDS, 3)

    assert (refused.value.field, refused.value.details) == ("units", {"most": 2})


def test_only_the_owner_links_and_only_what_is_theirs(app):
    scene = make_scene()
    cell, foreign = make_part(scene), make_part(scene, testbed=make_testbed())
    other_testbed = make_part(scene, testbed=make_testbed(owner=None, owner_id=scene.testbed.owner_id))

    with pytest.raises(NotFound):
        link(scene, cell, by=scene.rival)
    with pytest.raises(Refusal):
        link(scene, foreign)
    link(scene, other_testbed)

    assert [one.slug for one in links_of(scene.resource.id).parts] == [other_testbed.slug]


def test_everybody_reads_what_is_taken_along(scene, client, english):
    cells = [make_part(scene, name) for name in ("Cell 1", "Cell 2")]
    pump = make_part(scene, "Pumpen", units=3)
    for cell in cells:
        link(scene, cell)
    link(scene, pump, NEEDS, 2)

    page = client.get(f"/testbaddar/{scene.testbed.slug}").text

    assert "Bokas Provbänken tas Cell 1 och Cell 2 med." in page
    assert "Pumpen (2 enheter för varje bokad enhet)" in page
    assert "Provbänken. Är den ena bokad kan den andra inte bokas då." in page
    assert "Cell 1 (en) and Cell 2 (en)" in client.get(english(f"/testbaddar/{scene.testbed.slug}")).text


def test_the_page_kept_for_everybody_changes_with_the_link(scene, client):
    cell, address = make_part(scene), f"/testbaddar/{scene.testbed.slug}"
    before = client.get(address).text
    link(scene, cell)

    assert "tas Cellen med" not in before
    assert "tas Cellen med" in client.get(address).text


def test_a_hidden_testbed_is_not_told_of(app):
    scene = make_scene()
    hidden = make_part(scene, testbed=make_testbed(owner=None, owner_id=scene.testbed.owner_id, lifecycle="draft"))
    link(scene, hidden)

    with app.test_request_context():
        assert links_in_words(scene.resource) == []


def test_the_form_that_books_says_it_too(scene, client, sign_in):
    link(scene, make_part(scene, "Cell 1"))
    sign_in(scene.booker_person)

    assert "Bokas Provbänken tas Cell 1 med." in client.get(f"/resurser/{scene.slug}/boka").text


def address(scene):
    return f"/resurser/{scene.slug}/hor-ihop"


def test_the_owner_adds_parts_and_needs_and_takes_them_away(scene, client, sign_in):
    cell, pump = make_part(scene), make_part(scene, "Pumpen", units=3)
    sign_in(scene.owner_person)

    first = client.post(address(scene), data={"part-takes": cell.slug})
    second = client.post(address(scene), data={"need-takes": pump.slug, "need-units": "2"})
    page = Page(client.get(address(scene)).text)
    assert (first.status_code, second.status_code) == (303, 303)
    links = links_of(scene.resource.id)
    assert ([one.slug for one in links.parts], [(one.slug, one.each) for one in links.needs]) == (
        [cell.slug],
        [(pump.slug, 2)],
    )
    assert "Cellen" in page.text and "Det finns ingen annan resurs att välja." not in page.text

    gone = client.post(f"{address(scene)}/ta-bort", data={"takes": cell.slug})
    assert gone.status_code == 303
    assert links_of(scene.resource.id).parts == []


def test_what_cannot_be_linked_is_said_at_its_field(scene, client, sign_in):
    pump = make_part(scene, units=2)
    sign_in(scene.owner_person)

    nothing = client.post(address(scene), data={"part-takes": ""})
    too_many = client.post(address(scene), data={"need-takes": pump.slug, "need-units": "3"})

    assert (nothing.status_code, too_many.status_code) == (422, 422)
    assert "Välj en resurs i listan." in nothing.text
    assert "Så många enheter finns inte. Välj 1 till 2." in too_many.text
    assert 'value="3"' in too_many.text


def test_days_that_contradict_are_told_with_409(scene, client, sign_in):
    cell = make_part(scene)
    scene.book(hours(0, 2))
    make_booking(cell, period=hours(1, 3))
    sign_in(scene.owner_person)

    answer = client.post(address(scene), data={"part-takes": cell.slug})

    assert answer.status_code == 409
    assert "går inte ihop med det: 2027-03-01." in answer.text
    assert "Alfa AB" not in answer.text


def test_what_the_parts_need_in_their_turn_is_pointed_out(scene, client, sign_in):
    cell, pump = make_part(scene), make_part(scene, "Pumpen")
    link(scene, pump, NEEDS, resource=cell)
    link(scene, cell)
    sign_in(scene.owner_person)

    assert "tas inte med av Provbänken: Pumpen." in client.get(address(scene)).text

    link(scene, pump, NEEDS)
    assert "tas inte med av" not in client.get(address(scene)).text
