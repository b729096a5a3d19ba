"""The description in OpenAPI says what the portal does: every route, every method, every field."""

import re

import pytest

from portal.api import bookings, plans
from portal.web.problems import KINDS
from tests.api.conftest import wish
from tests.booking.scene import make_scene

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
METHODS = {"get", "put", "post", "patch", "delete"}


@pytest.fixture
def described(client):
    return client.get("/api/v1/openapi.json").json


def test_it_has_every_route_and_no_other(app, described):
    routes = {
        (re.sub(r"<(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.v1.")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }

    assert {(path, method) for path, item in described["paths"].items() for method in item.keys() & METHODS} == routes


def test_what_may_be_sent_is_what_is_read(described):
    schemas = described["components"]["schemas"]
    for name, fields in {"NewBooking": bookings.NEW, "Change": bookings.CHANGES, "NewPlan": plans.PLAN}.items():
        assert schemas[name]["properties"].keys() == fields.keys()
        assert set(schemas[name]["required"]) == {one for one, field in fields.items() if field.is_required}
        assert schemas[name]["additionalProperties"] is False
    line = schemas["NewPlan"]["properties"]["lines"]["items"]
    assert line["properties"].keys() == plans.LINE.keys()


def test_what_is_answered_is_what_is_described(described, freeze, program):
    from tests.booking.scene import NOW

    freeze(NOW)
    scene = make_scene()
    schemas, booker = described["components"]["schemas"], program(scene.booker_person)
    answers = {
        "Booking": booker.book(wish(scene)).json,
        "Bookings": booker.ask("GET", "/bookings").json,
        "Problem": booker.book({}).json,
        "Resource": booker.ask("GET", f"/resources/{scene.slug}").json,
        "FreeTimes": booker.ask("GET", f"/resources/{scene.slug}/free-times").json,
        "Plan": program(scene.owner_person).ask("GET", f"/resources/{scene.slug}/plan").json,
    }

    for name, answer in answers.items():
        assert set(schemas[name]["required"]) <= answer.keys() <= schemas[name]["properties"].keys(), name
    rules = schemas["Resource"]["properties"]["rules"]
    assert answers["Resource"]["rules"].keys() == rules["properties"].keys()


def test_every_reference_leads_somewhere_and_every_operation_has_its_own_name(described):
    for place in re.findall(r'"#/([\w/]+)"', str(described).replace("'", '"')):
        found = described
        for step in place.split("/"):
            found = found[step]
    names = [item[method]["operationId"] for item in described["paths"].values() for method in item.keys() & METHODS]
    assert len(set(names)) == len(names)


def test_the_page_explains_every_kind_of_problem(client):
    page = client.get("/om/api").text

    assert [kind for kind in KINDS if f'<tr id="{kind}">' not in page] == []
    assert "/om/api" in client.get("/om").text
