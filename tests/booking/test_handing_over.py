"""Letting a colleague have a booking: the time stays, and nobody of another organisation gets it."""

from dataclasses import replace

import pytest

from portal.booking import queries, service
from portal.errors import Conflict, NotAllowed, NotFound, Refusal
from tests.booking.scene import NOW, claims, letters, make_scene, moves_of, taken
from tests.builders import hours, make_person


def test_a_colleague_takes_over_without_losing_the_time(app):
    scene = make_scene()
    colleague = make_person(scene.organisation, email="kollega@example.com", name="Kim Kollega")
    booking = scene.book(hours(0, 2))
    told = len(letters())

    after = service.hand_over(scene.booker, booking.reference, "kollega@example.com", NOW, seen=booking.version)

    assert (after.person_id, after.state) == (colleague.id, "confirmed")
    assert replace(queries.find_view(booking.reference), changed_at=after.changed_at) == after
    assert claims() == taken(hours(0, 2))
    assert {one.to_email for one in letters()[told:]} == {colleague.email, scene.owner.email, scene.booker.email}
    assert moves_of(booking)[-1] == "confirmed"
    with pytest.raises(Conflict):
        service.hand_over(scene.booker, booking.reference, scene.booker.email, NOW, seen=booking.version)


@pytest.mark.parametrize("email", ["nobody@example.com", "", "theirs"])
def test_nobody_outside_the_organisation_takes_over(app, email):
    scene = make_scene()
    booking = scene.book(hours(0, 2))

    with pytest.raises(Refusal):
        service.hand_over(scene.booker, booking.reference, scene.rival.email if email == "theirs" else email, NOW)
    with pytest.raises(NotFound):
        service.hand_over(scene.rival, booking.reference, scene.rival.email, NOW)
    with pytest.raises(NotAllowed):
        service.hand_over(scene.owner, booking.reference, scene.booker.email, NOW)
