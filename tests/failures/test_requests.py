"""Requests that wait: failure 19 of the register."""

from portal.enquiry import service as enquiry
from portal.enquiry.brief import Brief
from tests.booking.scene import NOW, letters, make_scene
from tests.builders import hours, make_owner


def test_no_request_comes_without_everybody_of_the_owner_being_told(app):
    scene = make_scene(mode="request")
    colleague = make_owner(scene.testbed)
    owners = {scene.owner_person.email, colleague.email}

    scene.book(hours(0, 2))
    told = {one.to_email for one in letters() if one.kind == "booking.requested"}
    enquiry.send_enquiry(
        enquiry.sender_of(scene.booker), Brief("Vi behöver prova en kontakt."), [scene.testbed], now=NOW
    )

    assert owners <= told
    assert owners <= {one.to_email for one in letters() if one.kind.startswith("enquiry")}
