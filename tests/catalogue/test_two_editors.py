"""Two who edit the same page: neither overwrites the other unseen, and nothing of what was typed is lost (G26)."""

import pytest

from tests.builders import make_owner, make_resource, make_testbed
from tests.pages import Page

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
EDITORS = {
    "listing": ("/testbaddar/{testbed}/redigera", "access", "Öppen för alla", "Bara efter samtal"),
    "terms": ("/resurser/{resource}/villkor", "price_sv", "900 kr per timme", "1 200 kr per timme"),
    "presence": ("/resurser/{resource}/narvaro", "late_hours", "12", "48"),
}


@pytest.mark.parametrize("name", EDITORS)
def test_who_saves_second_sees_what_the_other_saved_and_may_then_save_again(app, sign_in, name):
    path, field, theirs, yours = EDITORS[name]
    testbed = make_testbed()
    address = path.format(testbed=testbed.slug, resource=make_resource(testbed).slug)
    one, other = (sign_in(make_owner(testbed), app.test_client()) for _ in range(2))
    first, second = one.get(address), other.get(address)

    assert one.post(address, data=filled(first, **{field: theirs})).status_code == 303
    refused = other.post(address, data=filled(second, **{field: yours}))

    assert refused.status_code == 409
    notice = refused.text.split('id="under-tiden"')[1].split("</section>")[0]
    assert theirs in notice and yours in notice
    assert stands(refused, field) == yours
    assert stands(one.get(address), field) == theirs
    assert other.post(address, data=filled(refused)).status_code == 303
    assert stands(one.get(address), field) == yours


def filled(answer, **typed):
    """Return what a browser would send of the page's own form."""
    return max(Page(answer.text).forms, key=lambda one: len(one.fields)).filled(**typed)


def stands(answer, field):
    return max(Page(answer.text).forms, key=lambda one: len(one.fields)).named(field).value
