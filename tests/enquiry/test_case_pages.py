"""The page of a case, as each of its readers meets it."""

import re

import pytest
from sqlalchemy import func, select

from portal.accounts.models import Membership
from portal.booking import service as booking
from portal.booking.states import CONFIRMED
from portal.database import db, transaction
from portal.enquiry import queries, service, terms
from portal.enquiry.answers import answering
from portal.enquiry.answers.rules import Given
from portal.enquiry.case import steering
from portal.enquiry.models import Look
from portal.enquiry.secrecy.looking import accept_terms
from portal.outbox import Message
from tests.builders import hours, make_booking, make_capacity, make_coordinator, make_resource, make_testbed
from tests.enquiry.cases import NOW, SECRET, make_case


@pytest.fixture
def now(freeze):
    freeze(NOW)
    return NOW


def seen_by(sign_in, client, person, case):
    sign_in(person)
    answer = client.get(case.address)
    assert answer.status_code == 200, answer.status
    return answer.text


def test_the_company_reads_everything_and_what_comes_next(client, sign_in, database, now) -> None:
    case = make_case(2)

    page = seen_by(sign_in, client, case.person, case)

    assert "Provhall 0" in page and "Provhall 1" in page and SECRET in page
    assert "ska svara" in page and "fre 27 nov. 2026" in page


def test_an_owner_reads_its_own_question_and_nothing_of_the_others(client, sign_in, database, now) -> None:
    case = make_case(2)
    service.post(case.company, case.ask(1), "BARA-TILL-ETT", now=NOW)
    answering.answer(case.owner(1), case.ask(1), Given("no", "NEJ-FRÅN-ETT", "capacity"), seen=_mark(case, 1), now=NOW)

    page = seen_by(sign_in, client, case.owners[0], case)

    assert "Provhall 0" in page and "Hemliga AB" in page
    others = (
        "Provhall 1",
        case.ask(1).organisation.name,
        case.ask(1).reference,
        "BARA-TILL-ETT",
        "NEJ-FRÅN-ETT",
        SECRET,
    )
    assert [word for word in others if word in page] == []


def _mark(case, number):
    return answering.answer_of(case.ask(number)).mark


def test_what_is_confidential_takes_a_press_that_the_company_reads(client, sign_in, database, now) -> None:
    case = make_case()
    assert SECRET not in seen_by(sign_in, client, case.owners[0], case)

    for _press in range(2):
        pressed = client.post(f"{case.address}/konfidentiellt", data={"ask": case.ask().reference})

    assert pressed.status_code == 303
    assert SECRET in client.get(case.address).text
    assert db.session.scalar(select(func.count(Look.id))) == 1
    assert case.owners[0].name in seen_by(sign_in, client, case.person, case).split('id="oppnat"')[1]


def test_what_was_pressed_for_is_hidden_again_after_an_hour(client, sign_in, database, freeze) -> None:
    freeze(NOW)
    case = make_case()
    sign_in(case.owners[0])
    client.post(f"{case.address}/konfidentiellt", data={"ask": case.ask().reference})

    freeze(NOW.replace(hour=11))

    assert SECRET not in client.get(case.address).text


def test_a_blind_owner_meets_no_name_until_it_has_accepted_the_terms(client, sign_in, database, now) -> None:
    case = make_case(blind=True)
    service.post(case.company, case.ask(), "Hur kallt?", now=NOW)
    sign_in(case.owners[0])
    places = (case.address, "/arenden", "/skrivbord", f"{case.address}/{case.ask().reference}/svara")

    before = [client.get(place).text for place in places]
    terms = f"{case.address}/{case.ask().reference}/villkor"
    mark = re.search(r'name="mark"[^>]*value="(\w+)"', client.get(terms).text)[1]
    accepted = client.post(terms, data={"accepts": "y", "mark": mark})

    assert not [place for place, page in zip(places, before, strict=True) if "Hemliga" in page]
    assert "Ett företag i branschen fordon" in before[0]
    assert accepted.status_code == 303
    assert [place for place in places[:3] if "Hemliga AB" not in client.get(place).text] == []


def test_a_blind_owner_cannot_press_before_the_terms(client, sign_in, database, now) -> None:
    case = make_case(blind=True)
    sign_in(case.owners[0])

    answer = client.post(f"{case.address}/konfidentiellt", data={"ask": case.ask().reference})

    assert answer.location.endswith("/villkor")
    assert db.session.scalar(select(func.count(Look.id))) == 0


def test_terms_that_were_not_the_ones_read_are_not_accepted(client, sign_in, database, now) -> None:
    case = make_case(blind=True)
    sign_in(case.owners[0])

    answer = client.post(f"{case.address}/{case.ask().reference}/villkor", data={"accepts": "y", "mark": "0" * 64})

    assert answer.status_code == 422
    assert case.ask().terms_at is None


def test_letters_of_a_blind_case_name_nobody(database) -> None:
    case = make_case(blind=True)
    service.post(case.company, case.ask(), "Hur kallt?", now=NOW)

    to_owner = list(db.session.scalars(select(Message).where(Message.to_email == case.owners[0].email)))

    assert len(to_owner) == 2
    assert not [one for one in to_owner if "Hemliga" in one.body + one.subject]


def test_the_coordinator_reads_all_but_the_confidential_once_it_is_let_in(client, sign_in, database, now) -> None:
    coordinator = make_coordinator()
    case = make_case(2, blind=True)
    steering.call_coordinator(case.company, case.enquiry, now=NOW)

    page = seen_by(sign_in, client, coordinator, case)
    client.post(f"{case.address}/konfidentiellt")

    assert "Provhall 0" in page and "Provhall 1" in page and "Hemliga" not in page and SECRET not in page
    assert SECRET in client.get(case.address).text
    assert db.session.scalar(select(Look.ask_id)) is None


@pytest.mark.parametrize(
    ("kind", "typed", "state"),
    [
        ("ja", {"times": "v. 10", "price": "24 000", "text": ""}, "yes"),
        ("fraga", {"text": "Hur tung?"}, "question"),
        ("nej", {"reason": "size", "text": ""}, "no"),
    ],
)
def test_an_owner_answers_on_the_page(client, sign_in, database, now, kind, typed, state) -> None:
    case = make_case()
    sign_in(case.owners[0])
    address = f"{case.address}/{case.ask().reference}/svara?svar={kind}"
    seen = re.search(r'name="seen"[^>]*value="(\w+)"', client.get(address).text)[1]

    answer = client.post(address, data={"seen": seen, **typed})

    assert answer.status_code == 303
    assert case.ask().state == state


def test_a_stale_answer_is_refused_with_what_was_typed(client, sign_in, database, now) -> None:
    case = make_case()
    sign_in(case.owners[0])
    stale = _mark(case, 0)
    answering.answer(case.owner(), case.ask(), Given("yes", times="v. 10"), seen=stale, now=NOW)

    address = f"{case.address}/{case.ask().reference}/svara?svar=nej"
    answer = client.post(address, data={"seen": stale, "reason": "size", "text": "Min långa text"})

    assert answer.status_code == 409
    assert "Min långa text" in answer.text and "kollega" in answer.text


@pytest.mark.parametrize("bad", ["x", "a\x00b", "9" * 40, "-5"])
def test_a_price_that_is_none_is_refused_at_its_field(client, sign_in, database, now, bad) -> None:
    case = make_case()
    sign_in(case.owners[0])

    answer = client.post(
        f"{case.address}/{case.ask().reference}/svara?svar=ja",
        data={"seen": _mark(case, 0), "times": "v. 10", "price": bad},
    )

    assert answer.status_code in (303, 422)
    assert (answer.status_code == 303) == (bad == "9" * 40)


def test_a_referral_is_chosen_out_of_what_the_search_finds(client, sign_in, database, now) -> None:
    case = make_case(2)
    sign_in(case.owners[0])
    address = f"{case.address}/{case.ask().reference}/svara?svar=annan"

    answer = client.post(address, data={"seen": _mark(case, 0), "testbed": case.testbeds[1].slug, "text": "Större"})

    assert answer.status_code == 303
    assert queries.referrals_of([case.ask()])[0].testbed_id == case.testbeds[1].id


def test_a_booking_from_the_case_belongs_to_it_by_itself(client, sign_in, database, now) -> None:
    case = make_case()
    resource = make_resource(case.testbeds[0])
    make_capacity(resource, hours(0, 8))
    sign_in(case.person)

    to_form = client.get(f"{case.address}/boka/{resource.slug}")
    held = booking.hold(case.company, resource, hours(0, 2), 1, "", "", NOW)
    sent = client.post(f"/bokningar/{held.reference}/kontrollera")

    assert to_form.location == f"/resurser/{resource.slug}/boka"
    assert sent.status_code == 303
    assert [one.reference for one in queries.bookings_of(case.enquiry)] == [held.reference]


def test_own_bookings_are_linked_and_let_go_and_others_are_not(client, sign_in, database, now) -> None:
    case, other = make_case(), make_case()
    resource = make_resource(case.testbeds[0])
    make_capacity(resource, units=2)
    own = make_booking(resource, person=case.person, organisation=case.enquiry.organisation, state=CONFIRMED)
    foreign = make_booking(resource, person=other.person, organisation=other.enquiry.organisation, state=CONFIRMED)
    sign_in(case.person)
    address = f"{case.address}/bokningar"

    assert client.post(address, data={"bokning": own.reference}).status_code == 303
    assert client.post(address, data={"bokning": foreign.reference}).status_code == 404
    assert [one.reference for one in queries.bookings_of(case.enquiry)] == [own.reference]
    client.post(address, data={"bokning": own.reference, "koppla": "bort"})
    assert queries.bookings_of(case.enquiry) == []


@pytest.mark.parametrize(
    "choice", ["", "?vy=mottagna&lage=alla", "?lage=avslutade&sortera=nyast", "?vy=x&lage=x&sida=99"]
)
def test_the_list_takes_every_choice(client, sign_in, database, now, choice) -> None:
    case = make_case()
    sign_in(case.person)

    assert client.get(f"/arenden{choice}").status_code == 200


def test_the_list_shows_the_earliest_promise_first_and_closed_ones_apart(client, sign_in, database, now) -> None:
    case = make_case(2)
    case.ask(1).reply_by = NOW.date()
    db.session.commit()
    sign_in(case.person)

    page = client.get("/arenden").text
    client.post(f"{case.address}/avsluta")

    assert page.index("Provhall 1") < page.index("Provhall 0")
    assert "Provhall" not in client.get("/arenden").text
    assert "Provhall" in client.get("/arenden?lage=avslutade").text


def link_in(letter):
    return re.search(r"http\S+(/arenden-svar\S+)", letter.body)[1]


def newest_to(person):
    return db.session.scalars(
        select(Message).where(Message.to_email == person.email).order_by(Message.id.desc())
    ).first()


def test_a_letter_lets_its_reader_answer_without_signing_in(client, database, now) -> None:
    case = make_case(blind=True)
    service.post(case.company, case.ask(), "Hur kallt?", now=NOW)
    link = link_in(newest_to(case.owners[0]))

    page = client.get(link)
    answer = client.post("/arenden-svar", data={"nyckel": link.split("nyckel=")[1], "body": "Minus fyrtio."})

    assert page.status_code == 200 and "Hur kallt?" in page.text and "Hemliga" not in page.text
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert answer.status_code == 303
    assert [one.body for one in queries.posts_of(case.ask())] == ["Hur kallt?", "Minus fyrtio."]


@pytest.mark.parametrize("ended", ["closed", "left", "withdrawn", "old"])
def test_a_link_ends_with_what_it_was_for(client, database, freeze, ended) -> None:
    freeze(NOW)
    case = make_case()
    service.post(case.company, case.ask(), "Hur kallt?", now=NOW)
    link = link_in(newest_to(case.owners[0]))
    if ended == "closed":
        service.close(case.company, case.enquiry, now=NOW)
    elif ended == "withdrawn":
        steering.withdraw(case.company, case.ask(), now=NOW)
    elif ended == "old":
        freeze(NOW.replace(year=2027))
    else:
        with transaction() as session:
            session.delete(session.scalars(select(Membership).where(Membership.person_id == case.owners[0].id)).one())

    answer = client.get(link)

    assert answer.status_code == 410
    assert "Hur kallt?" not in answer.text


@pytest.mark.parametrize("word", ["", "x", "\0", "a" * 5000])
def test_what_is_no_link_is_said_politely(client, database, word) -> None:
    assert client.get("/arenden-svar", query_string={"nyckel": word}).status_code == 404


def test_who_is_asked_about_two_testbeds_sees_the_one_that_waits_and_presses_with_the_one_it_accepted(
    client, sign_in, database, now
) -> None:
    case = make_case(blind=True)
    second = make_testbed("Andra hallen", owner=case.testbeds[0].owner)
    steering.ask_more(case.company, case.enquiry, second, now=NOW)
    answering.answer(case.owner(), case.ask(0), Given("no", reason="capacity"), seen=_mark(case, 0), now=NOW)
    accept_terms(case.owner(), case.ask(0), terms.MARK, now=NOW)
    sign_in(case.owners[0])

    page = client.get(case.address).text
    client.post(f"{case.address}/konfidentiellt", data={"ask": case.ask(0).reference})

    assert f"{case.ask(1).reference}/svara" in page.split('id="nasta"')[1].split("</section>")[0]
    assert f'name="ask" value="{case.ask(0).reference}"' in page
    assert SECRET in client.get(case.address).text


def test_who_is_let_go_may_not_open_what_is_confidential(client, sign_in, database, now) -> None:
    case = make_case()
    steering.withdraw(case.company, case.ask(), now=NOW)
    sign_in(case.owners[0])

    page = client.get(case.address).text

    assert "Visa det konfidentiella" not in page
    assert client.post(f"{case.address}/konfidentiellt", data={"ask": case.ask().reference}).status_code == 404
