"""Where the earliest start is shown and explained: on hits, on the testbed's page, on the form, in both languages."""

import re

import pytest

from portal.catalogue.service import save_testbed
from tests.booking.scene import NOW, make_scene
from tests.builders import LONG_AGO, hours, make_booking, make_resource, make_testbed
from tests.pages import Page

LINE = re.compile(r'<(details|p) class="start[^"]*">.*?</\1>', re.S)


@pytest.fixture(autouse=True)
def at_the_scenes_time(freeze):
    freeze(NOW)


def lines(answer):
    """Return each earliest start on the page as words."""
    return [" ".join(Page(f"<html>{found}</html>").text.split()) for found in whole(answer.text)]


def whole(html):
    return [found.group() for found in LINE.finditer(html)]


def listed(scene):
    save_testbed(scene.testbed, now=LONG_AGO)
    return scene


def test_a_hit_says_when_one_can_begin_and_why(app, client):
    listed(make_scene(mode="request", notice_days=2, answer_days=3))
    save_testbed(make_testbed("Bara fråga", level="request-here"), now=LONG_AGO)

    (line,) = lines(client.get("/testbaddar"))

    assert line.startswith("Tidigast fre 26 feb. 2027 kl. 08:00 för ett nytt företag")
    assert "Framförhållning: 2 arbetsdagar, till ons 24 feb. 2027" in line
    assert "Ägaren lovar svar inom 3 arbetsdagar, till tors 25 feb. 2027" in line
    assert "Provbänken: första lediga tid fre 26 feb. 2027 kl. 08:00" in line


def test_a_hit_in_english(app, client):
    listed(make_scene(mode="request", notice_hours=48))

    (line,) = lines(client.get("/en/testbaddar"))

    assert line.startswith("Earliest Wed 24 Feb 2027 at 08:00 if the testbed answers at once")
    assert "Notice: 2 days" in line and "How long that takes is not known" in line


def test_a_kept_list_notices_a_booking_and_a_listing_with_nothing_left(app, client):
    scene = listed(make_scene(horizon_days=1))
    before = lines(client.get("/testbaddar"))

    for day in (0, 1):
        make_booking(scene.resource, period=hours(24 * day - 168, 24 * day - 159))

    assert before[0].startswith("Tidigast mån 22 feb. 2027 kl. 08:00")
    assert lines(client.get("/testbaddar"))[0].startswith("Ingen ledig tid den närmaste dagen")


def test_who_is_known_reads_their_own_start_and_nobody_in_particular_is_told_to_sign_in(app, client, sign_in):
    scene = listed(make_scene(mode="request", direct_for_known=True, answer_days=2))
    make_booking(scene.resource, organisation=scene.organisation, state="completed", period=hours(240, 241))
    known = sign_in(scene.booker_person, app.test_client())

    (anybody,), (own,) = lines(client.get("/testbaddar")), lines(known.get("/testbaddar"))

    assert "Logga in för att se vad som gäller er" in anybody
    assert own.startswith("Tidigast mån 22 feb. 2027 kl. 08:00 Varför?") and "svar" not in own


def test_the_testbeds_page_the_form_and_the_free_times_say_it_of_each_resource(app, client, sign_in):
    scene = listed(make_scene(notice_hours=24))
    make_resource(scene.testbed, name="Tomma bänken", horizon_days=30)
    member = sign_in(scene.booker_person, app.test_client())
    first = "Tidigast tis 23 feb. 2027 kl. 08:00"

    page = lines(client.get(f"/testbaddar/{scene.testbed.slug}"))
    form = lines(member.get(f"/resurser/{scene.slug}/boka"))
    hits = lines(client.get("/lediga-tider?fran=2027-03-01&till=2027-03-05"))

    assert [line[: len(first)] for line in page] == [first, "Ingen ledig tid de närmaste 30 dagarna"[: len(first)]]
    assert [line[: len(first)] for line in (*form, *hits)] == [first, first]
