"""Limits of a testbed: read from the inventory's words, edited by the owner, shown on the page."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from portal.catalogue import capabilities
from portal.catalogue.models import INVENTORY, OWNER, Capability
from portal.catalogue.queries import capabilities_of, catalogue_version
from portal.catalogue.service import replace_capabilities
from portal.limits.stated import Stated
from tests.builders import make_owner, make_testbed
from tests.catalogue.test_editing import FORM
from tests.pages import Page

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
EQUIPMENT = ["Kammare 6 × 4 × 3 m, −40 °C", "Vibrationsbord 800 kg", "Tre noder"]


@pytest.fixture
def testbed(app):
    testbed = make_testbed(equipment=EQUIPMENT, summary_sv="Provning.", summary_en="Testing.")
    replace_capabilities(testbed, capabilities.read_from(testbed), INVENTORY)
    return testbed


@pytest.fixture
def as_owner(testbed, sign_in):
    return sign_in(make_owner(testbed))


def stated(testbed):
    return [(row.quantity, row.low, row.high, row.source) for row in capabilities_of(testbed.id)]


def line(number, quantity="vikt", low="", high="", subject=""):
    values = {"quantity": quantity, "low": low, "high": high, "subject": subject}
    return {f"limits-{number}-{name}": value for name, value in values.items()}


def save(client, testbed, *lines):
    typed = {name: value for one in lines for name, value in one.items()}
    return client.post(f"/testbaddar/{testbed.slug}/redigera", data={**FORM, **typed})


def test_what_the_words_state_is_stored_in_si_with_its_sentence(testbed):
    assert stated(testbed) == [
        ("length", None, 6.0, INVENTORY),
        ("width", None, 4.0, INVENTORY),
        ("height", None, 3.0, INVENTORY),
        ("temperature", 233.15, None, INVENTORY),
        ("mass", None, 800.0, INVENTORY),
    ]
    assert {row.subject_sv for row in capabilities_of(testbed.id)} == set(EQUIPMENT[:2])


def test_writing_the_same_limits_again_changes_nothing(testbed):
    version = catalogue_version()

    assert not replace_capabilities(testbed, capabilities.read_from(testbed), INVENTORY)
    assert catalogue_version() == version


def test_other_limits_take_the_place_of_all_and_every_process_hears_of_it(testbed):
    version = catalogue_version()

    assert replace_capabilities(testbed, [Stated("mass", None, 900.0)], OWNER)
    assert stated(testbed) == [("mass", None, 900.0, OWNER)]
    assert catalogue_version() > version


def test_the_page_shows_each_limit_with_the_sentence_that_states_it(client, testbed):
    swedish, english = (client.get(f"{path}/testbaddar/{testbed.slug}").text for path in ("", "/en"))

    assert "Mått och gränser" in swedish and "Höjd upp till 3 m" in swedish and "Temperatur från −40 °C" in swedish
    assert EQUIPMENT[0] in swedish.split('id="granser"')[1]
    assert "Limits" in english and "Height up to 3 m" in english


def test_a_page_without_limits_has_no_table(client, app):
    assert "granser" not in client.get(f"/testbaddar/{make_testbed().slug}").text


def test_the_form_shows_the_limits_and_saving_it_unchanged_keeps_them_as_they_are(as_owner, testbed):
    before = stated(testbed)
    page = as_owner.get(f"/testbaddar/{testbed.slug}/redigera")
    form = max(Page(page.text).forms, key=lambda one: len(one.fields))

    answer = as_owner.post(f"/testbaddar/{testbed.slug}/redigera", data=form.filled(equipment="\n".join(EQUIPMENT)))

    assert answer.status_code == 303
    assert stated(testbed) == before


def test_the_owner_writes_limits_with_units_as_they_like(as_owner, testbed, database):
    answer = save(
        as_owner,
        testbed,
        line(0, "vikt", high="1,2 ton", subject="Lyftbordet"),
        line(1, "temperatur", low="-70", high="+180 °C"),
        line(2, "langd", low="", high=""),
        line(3, "temperatur", low="−40–120 °C"),
    )

    assert answer.status_code == 303
    assert stated(testbed) == [
        ("mass", None, 1200.0, OWNER),
        ("temperature", 203.15, 453.15, OWNER),
        ("temperature", 233.15, 393.15, OWNER),
    ]
    assert database.scalars(select(Capability.subject_sv)).first() == "Lyftbordet"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (line(0, "vikt", high="tungt"), "Skriv ett tal med enhet"),
        (line(0, "vikt", high="800"), "Skriv ett tal med enhet"),
        (line(0, "vikt", high="2,4 m"), "Skriv ett tal med enhet"),
        (line(0, "", high="2,4 m"), "Välj vad gränsen gäller."),
        (line(0, "skonhet", high="2,4 m"), "Välj vad gränsen gäller."),
        (line(0, "vikt", low="900 kg", high="800 kg"), "Till ska vara minst lika mycket som från."),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field_and_all_that_was_typed_stays(as_owner, testbed, wrong, message):
    before = stated(testbed)

    answer = save(as_owner, testbed, wrong, line(1, "langd", high="2,75 m", subject="Stora hallen"))

    assert answer.status_code == 422
    assert message in answer.text
    assert all(f'value="{value}"' in answer.text for value in ("2,75 m", "Stora hallen", wrong["limits-0-high"]))
    assert stated(testbed) == before


def test_a_form_without_the_section_says_nothing_about_limits(as_owner, testbed):
    before = stated(testbed)

    assert save(as_owner, testbed).status_code == 303
    assert stated(testbed) == before


def test_who_saves_over_another_s_limits_is_told(app, sign_in, testbed):
    one, other = (sign_in(make_owner(testbed), app.test_client()) for _ in range(2))
    first, second = (
        max(Page(client.get(f"/testbaddar/{testbed.slug}/redigera").text).forms, key=lambda form: len(form.fields))
        for client in (one, other)
    )
    address = f"/testbaddar/{testbed.slug}/redigera"

    assert one.post(address, data=first.filled(**line(4, "vikt", high="700 kg"))).status_code == 303
    refused = other.post(address, data=second.filled(**line(4, "vikt", high="600 kg")))

    assert refused.status_code == 409
    assert "700 kg" in refused.text and "600 kg" in refused.text
