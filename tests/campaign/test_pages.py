"""The pages of the basket and of what is booked together, as a browser uses them."""

from datetime import timedelta

from portal.booking import service as booking
from portal.booking.models import Booking
from portal.campaign import service
from portal.conditions.models import PriceList
from portal.database import db, transaction
from tests.booking.scene import NOW, claims, count, state_of, taken
from tests.builders import hours, make_booking, make_person
from tests.campaign.steps import basket, hold, make_second, put
from tests.pages import Page

A_TIME = {"first_day": "2027-03-01", "starts": "08:00", "ends": "10:00"}


def fill(client, slug, **typed):
    """Press "Lägg i korgen" on the booking form."""
    page = Page(client.get(f"/resurser/{slug}/boka").text, "/")
    form = page.form(f"/resurser/{slug}/boka")
    return client.post(f"/resurser/{slug}/korg", data=form.filled(**{**A_TIME, **typed}))


def check_out(client, **typed):
    form = Page(client.get("/korg").text, "/korg").form("/korg")
    return client.post("/korg", data=form.filled(purpose="Prov av allt", note="", **typed))


def test_from_two_booking_forms_over_the_basket_to_one_confirmed_set(app, scene, sign_in):
    other = make_second(mode="request")
    client = sign_in(scene.booker_person)

    assert fill(client, scene.slug).status_code == 303
    assert fill(client, other.slug, starts="11:00", ends="13:00").status_code == 303
    page = Page(client.get("/korg").text)
    assert "Provbänken" in page.text and "Skakbordet" in page.text and page.text.count("Ledig") >= 2
    held = check_out(client)
    check = Page(client.get(held.location).text, held.location)
    assert "1 genast och 1 begärs" in check.text
    sent = client.post(check.form("/kontrollera").action, data=check.form("/kontrollera").filled())
    shown = client.get(sent.location).text

    assert "TPK-" in shown and "Bekräftad" in shown and "Begärd" in shown
    assert claims() == taken(hours(0, 2), hours(3, 5))
    assert "Korgen är tom" in client.get("/korg").text


def test_a_set_says_what_is_confirmed_at_once_for_those_who_have_been_there(app, scene, sign_in):
    other = make_second(testbed=scene.testbed, mode="request", direct_for_known=True)
    strange = make_second(mode="request", direct_for_known=True)
    make_booking(other, organisation=scene.organisation, state="completed", period=hours(8, 9))
    put(scene, hours(0, 2), resource=other)
    put(scene, hours(3, 5), resource=strange)
    client = sign_in(scene.booker_person)

    before = client.get("/korg").text
    check = client.get(check_out(client).location).text

    assert (before.count("Bekräftas genast"), before.count("Begärs: testbädden svarar")) == (1, 1)
    assert "1 genast och 1 begärs" in check and check.count("Bekräftas genast") == 1


def test_the_basket_says_what_each_time_and_all_of_it_costs(app, scene, sign_in):
    other = make_second(mode="request")
    with transaction() as session:
        for resource, per_hour in ((scene.resource, 45_000), (other, 100_000)):
            session.add(PriceList(resource_id=resource.id, customer_class="sme", per_hour=per_hour))
    client = sign_in(scene.booker_person)
    fill(client, scene.slug)
    alone = Page(client.get("/korg").text)
    fill(client, other.slug, starts="11:00", ends="13:00")

    page = Page(client.get("/korg").text)

    assert "900,00 kr utan moms" in alone.text and "Vägledande pris för allt" not in alone.text
    assert "Vägledande pris för allt: 2 900,00 kr utan moms, 3 625,00 kr med moms." in page.text


def test_the_booking_form_offers_the_basket_and_a_campaign(app, scene, sign_in):
    page = sign_in(scene.booker_person).get(f"/resurser/{scene.slug}/boka").text

    assert f'formaction="/resurser/{scene.slug}/korg"' in page
    assert f"/kampanj?s0-resurs={scene.slug}" in page


def test_a_time_that_cannot_be_booked_comes_back_with_its_faults_and_the_nearest(app, scene, sign_in):
    scene.book(by=scene.rival)
    client = sign_in(scene.booker_person)

    answer = fill(client, scene.slug)
    form = Page(answer.text, "/").form("/korg")
    chosen = client.post(form.action, data=form.filled(pick=_pick(answer.text)))

    assert answer.status_code == 409
    assert "Beta AB" not in answer.text
    assert chosen.status_code == 303
    assert [item.starts_at for item in basket(scene)] == [hours(2, 4).starts_at]


def _pick(text):
    return text.split('name="pick" value="')[1].split('"')[0]


def test_the_basket_says_which_is_no_longer_free_and_changes_or_drops_it(app, scene, sign_in):
    other = make_second()
    put(scene, hours(0, 2))
    put(scene, hours(3, 5), resource=other)
    scene.book(by=scene.rival)
    client = sign_in(scene.booker_person)

    answer = check_out(client)
    page = Page(answer.text, "/korg")
    assert answer.status_code == 409
    assert "ingen av dem hålls" in page.text and "Tiden är upptagen" in page.text
    assert page.form("/korg").named("purpose").value == "Prov av allt"
    change = page.form("/byt")
    client.post(change.action, data=change.filled())
    assert [item.starts_at for item in basket(scene)] == [hours(2, 4).starts_at, hours(3, 5).starts_at]
    drop = Page(client.get("/korg").text, "/korg").form("/ta-bort")
    client.post(drop.action, data=drop.filled())

    assert len(basket(scene)) == 1
    assert claims() == taken(hours(0, 2))


def test_without_a_purpose_nothing_is_held(app, scene, sign_in):
    put(scene, hours(0, 2))
    client = sign_in(scene.booker_person)
    form = Page(client.get("/korg").text, "/korg").form("/korg")

    assert client.post("/korg", data=form.filled(purpose="")).status_code == 422
    assert claims() == []


def test_a_double_click_on_check_out_holds_once(app, scene, sign_in):
    put(scene, hours(0, 2))
    client = sign_in(scene.booker_person)
    form = Page(client.get("/korg").text, "/korg").form("/korg")
    data = form.filled(purpose="Prov", note="")

    first, again = (client.post("/korg", data=data) for _ in range(2))
    sent = [client.post(first.location) for _ in range(2)]

    assert first.location == again.location
    assert [answer.status_code for answer in sent] == [303, 303]
    assert count(Booking) == 1


def test_held_times_are_extended_and_let_go_on_the_page(app, scene, sign_in, freeze):
    put(scene, hours(0, 2))
    bundle = hold(scene)
    client = sign_in(scene.booker_person)
    freeze(NOW + timedelta(minutes=10))
    address = f"/samlade-bokningar/{bundle.reference}"

    assert "till kl. 08:25" in client.post(f"{address}/forlang", follow_redirects=True).text
    assert "Tiderna är släppta" in client.post(f"{address}/slapp", follow_redirects=True).text
    assert claims() == []


def test_when_the_time_of_a_lapsed_set_is_gone_the_basket_says_so(app, scene, sign_in, freeze):
    put(scene, hours(0, 2), hours(3, 4))
    bundle = hold(scene)
    later = NOW + timedelta(minutes=20)
    freeze(later)
    scene.book(by=scene.rival, now=later)
    client = sign_in(scene.booker_person)

    answer = client.post(f"/samlade-bokningar/{bundle.reference}/kontrollera", follow_redirects=True)

    assert "inte längre ledig" in answer.text and "Byt till" in answer.text
    assert claims() == taken(hours(0, 2))


def test_a_held_part_shows_the_way_to_the_whole_and_nothing_to_send_alone(app, scene, sign_in):
    put(scene, hours(0, 2))
    bundle = hold(scene)
    client = sign_in(scene.booker_person)

    page = client.get(f"/bokningar/{bundle.parts[0].reference}", follow_redirects=True).text
    client.post(f"/bokningar/{bundle.parts[0].reference}/kontrollera")

    assert bundle.reference in page
    assert state_of(bundle.parts[0].reference) == "held"


def test_an_owner_sees_the_part_and_not_the_whole(app, scene, sign_in):
    put(scene, hours(0, 2))
    bundle = service.submit(scene.booker, hold(scene).reference, NOW)

    page = sign_in(scene.owner_person).get(f"/bokningar/{bundle.parts[0].reference}")

    assert page.status_code == 200
    assert bundle.reference not in page.text


def test_after_a_no_the_page_and_the_desk_ask_what_is_to_become_of_the_rest(app, scene, sign_in):
    other = make_second(mode="request")
    owner = make_person(db.session.get_one(type(scene.organisation), other.testbed.owner_id))
    put(scene, hours(0, 2))
    put(scene, hours(3, 5), resource=other)
    bundle = service.submit(scene.booker, hold(scene).reference, NOW)
    booking.decline_booking(scene.visitor(owner), bundle.parts[1].reference, "staff", "", NOW)
    client = sign_in(scene.booker_person)

    assert "En del blev inte av" in client.get("/skrivbord").text
    page = client.get(f"/samlade-bokningar/{bundle.reference}").text
    assert "Ny tid: Skakbordet" in page
    form = Page(client.get(f"/samlade-bokningar/{bundle.reference}/avboka").text, "/").forms[-1]
    client.post(f"/samlade-bokningar/{bundle.reference}/avboka", data=form.filled(reason="plans", text=""))

    assert claims() == []
    assert "Inget väntar på er" in client.get("/skrivbord").text


def test_the_calendar_file_has_every_part(app, scene, sign_in):
    put(scene, hours(0, 2), hours(3, 4))
    bundle = service.submit(scene.booker, hold(scene).reference, NOW)

    answer = sign_in(scene.booker_person).get(f"/samlade-bokningar/{bundle.reference}.ics")

    assert answer.text.count("BEGIN:VEVENT") == 2
    assert "Prov av allt" not in answer.text


def test_the_pages_speak_english(app, scene, sign_in, english):
    put(scene, hours(0, 2))
    client = sign_in(scene.booker_person)

    assert "Basket" in client.get(english("/korg")).text
    assert "Plan a campaign" in client.get(english("/kampanj")).text


def test_the_list_of_bookings_shows_what_is_booked_together(app, scene, sign_in):
    put(scene, hours(0, 2), hours(3, 4))
    bundle = service.submit(scene.booker, hold(scene).reference, NOW)

    assert bundle.reference in sign_in(scene.booker_person).get("/mina-bokningar").text
