"""Short ways to fill a basket and to hold it."""

from portal.campaign import queries, service
from portal.capacity import service as capacity
from tests.booking.scene import NOW
from tests.builders import make_opening_hours, make_resource, make_testbed


def make_second(name="Skakbordet", testbed=None, **values):
    """Return one more resource, at an owner of its own, open as the scene's."""
    resource = make_resource(testbed or make_testbed("Skakhallen"), name=name, **values)
    make_opening_hours(resource, units=resource.units)
    capacity.unfold_resource(resource.id, NOW)
    return resource


def put(scene, *periods, resource=None, by=None):
    for period in periods:
        service.add_item(by or scene.booker, resource or scene.resource, period, 1, NOW)


def basket(scene):
    return queries.basket_of(scene.booker)


def hold(scene, form_key="nyckel-12", now=NOW):
    return service.hold_basket(scene.booker, "Prov av allt", "", now, form_key)
