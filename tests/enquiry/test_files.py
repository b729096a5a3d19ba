"""Files in a case: with the message they came with, for who may read it, and every look from outside is written down."""

import io
from functools import partial

import pytest
from sqlalchemy import select

from portal.database import db, transaction
from portal.enquiry import attached, service
from portal.enquiry.models import Ask, Look, Post, PostFile
from portal.enquiry.queries import all_asks
from portal.errors import NotFound
from portal.files.models import KeptFile
from portal.files.uploads import Upload
from tests.builders import (
    LONG_AGO,
    make_ask,
    make_coordinator,
    make_enquiry,
    make_organisation,
    make_owner,
    make_person,
    make_testbed,
)
from tests.files.making import PROGRAM, pdf, png
from tests.visitors import visitor_of

GIVEN = pdf()


@pytest.fixture
def case(app):
    """Return a case of a company, asked of one owner."""
    company = make_organisation("Frågande AB")
    testbed = make_testbed("Valsverket", level="request-here")
    asker = make_person(company)
    enquiry = make_enquiry(testbed, person=asker, organisation_id=company.id)
    return Case(enquiry, all_asks(enquiry)[0], asker, make_owner(testbed))


class Case:
    def __init__(self, enquiry, ask, asker, owner):
        self.enquiry, self.ask, self.asker, self.owner = enquiry, ask, asker, owner
        self.address = f"/arenden/{enquiry.reference}"
        self.thread = f"{self.address}/{ask.reference}"

    def write(self, client, *files, body="Se ritningen."):
        data = {"body": body, "files": [(io.BytesIO(content), name) for name, content in files]}
        return client.post(self.thread, data=data, content_type="multipart/form-data")

    def send(self, uploads, by=None):
        write = partial(service.post, visitor_of(by or self.asker), self.ask, "Se filen.", now=LONG_AGO)
        return attached.send(write, uploads, now=LONG_AGO)

    def give(self, name="ritning.pdf", content=GIVEN, by=None):
        post = self.send([upload(name, content)], by=by)
        return f"{self.address}/filer/{attached.files_of([post.id])[post.id][0].reference}"


def upload(name, content):
    return Upload.judged(name, io.BytesIO(content))


def change(model, key, **values):
    with transaction() as session:
        row = session.get_one(model, key)
        for name, value in values.items():
            setattr(row, name, value)


def test_files_come_with_a_message_and_are_listed_at_it(case, client, sign_in):
    sign_in(case.asker)

    answer = case.write(client, ("ritning.pdf", GIVEN), ("fäste.png", png()))
    page = client.get(case.address).text

    assert answer.status_code == 303
    assert "ritning.pdf" in page and "fäste.png" in page and "PDF, 1 kB" in page


def test_a_refused_file_refuses_the_message_and_keeps_what_was_typed(case, client, sign_in):
    sign_in(case.asker)

    answer = case.write(client, ("ritning.pdf", GIVEN), ("prov.pdf", PROGRAM), body="Det jag skrev")

    assert answer.status_code == 422
    assert "prov.pdf är ett program" in answer.text and "Det jag skrev" in answer.text
    assert db.session.scalars(select(Post)).all() == db.session.scalars(select(KeptFile)).all() == []


def test_the_same_file_twice_with_one_message_is_kept_once(case):
    message = case.send([upload("a.pdf", GIVEN)])

    with transaction():
        attached.attach(message, [upload("a.pdf", GIVEN)], now=LONG_AGO)

    assert len(attached.files_of([message.id])[message.id]) == 1


def test_a_case_that_is_full_takes_no_more(case, client, sign_in, monkeypatch):
    monkeypatch.setattr(attached, "MOST_IN_A_CASE", len(GIVEN))
    sign_in(case.asker)
    case.write(client, ("a.pdf", GIVEN))

    answer = case.write(client, ("b.png", png()), body="En till")

    assert answer.status_code == 422
    assert "Ärendet rymmer högst" in answer.text and "En till" in answer.text
    assert len(db.session.scalars(select(KeptFile)).all()) == len(db.session.scalars(select(Post)).all()) == 1


def test_the_other_side_gets_the_file_and_the_look_is_written_down(case, client, sign_in):
    address = case.give()
    sign_in(case.owner)

    answer = client.get(address)

    assert (answer.status_code, answer.data) == (200, GIVEN)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="ritning.pdf"'
    (look,) = db.session.scalars(select(Look)).all()
    assert (look.person_id, look.organisation_id, look.what) == (case.owner.id, case.ask.organisation_id, "ritning.pdf")


def test_the_companys_own_look_is_no_ones_business(case, client, sign_in):
    address = case.give()
    answered = case.give("svar.png", png(), by=case.owner)
    sign_in(case.asker)

    assert client.get(address).status_code == client.get(answered).status_code == 200
    assert db.session.scalars(select(Look)).all() == []


def test_nobody_else_gets_it(case, client, sign_in):
    address = case.give()
    other = make_enquiry(make_testbed(), organisation_id=case.enquiry.organisation_id)

    for stranger in (make_person(make_organisation()), make_coordinator()):
        assert sign_in(stranger).get(address).status_code == 404
    sign_in(case.asker)
    assert client.get(address.replace(case.enquiry.reference, other.reference)).status_code == 404
    assert client.get(case.address + "/filer/FI-0000-0000").status_code == 404
    assert client.get(case.address + "/filer/x%00y").status_code == 404


def test_another_who_is_asked_in_the_same_case_does_not_get_it(case, client, sign_in):
    address = case.give()
    rival = make_testbed("Rivalen")
    make_ask(case.enquiry, rival)

    assert sign_in(make_owner(rival)).get(address).status_code == 404
    assert db.session.scalars(select(Look)).all() == []


def test_in_a_blind_case_files_wait_for_the_terms(case, client, sign_in):
    address = case.give("Frågande AB ritning.pdf")
    change(type(case.enquiry), case.enquiry.id, is_blind=True)
    sign_in(case.owner)

    page = client.get(case.address).text
    assert client.get(address).status_code == 404
    assert "ritning.pdf" not in page and "det konfidentiella: 1" in page

    change(Ask, case.ask.id, terms_at=LONG_AGO)

    assert client.get(address).status_code == 200
    assert "ritning.pdf" in client.get(case.address).text


def test_files_of_a_case_are_removed_and_its_messages_stay(case):
    case.give()

    assert attached.discard_all(case.enquiry, person_id=None, now=LONG_AGO) == 1

    assert db.session.scalars(select(PostFile)).all() == db.session.scalars(select(KeptFile)).all() == []
    assert len(db.session.scalars(select(Post)).all()) == 1


def test_a_message_by_who_may_not_write_keeps_no_file(case):
    with pytest.raises(NotFound):
        case.give(by=make_person(make_organisation()))

    assert db.session.scalars(select(KeptFile)).all() == []


def test_a_coordinator_who_has_been_let_in_reads_files_and_is_written_down_once_an_hour(case, client, sign_in):
    address = case.give()
    change(type(case.enquiry), case.enquiry.id, routed_at=LONG_AGO)
    coordinator = make_coordinator()
    sign_in(coordinator)

    assert client.get(address).status_code == client.get(address).status_code == 200
    assert [look.person_id for look in db.session.scalars(select(Look))] == [coordinator.id]


def test_in_a_blind_case_a_coordinator_asks_to_see_first(case, client, sign_in):
    address = case.give("Frågande AB ritning.pdf")
    change(type(case.enquiry), case.enquiry.id, is_blind=True, routed_at=LONG_AGO)
    sign_in(make_coordinator())

    assert client.get(address).status_code == 404
    assert "ritning.pdf" not in client.get(case.address).text

    client.post(f"{case.address}/konfidentiellt")

    assert client.get(address).status_code == 200
    assert "ritning.pdf" in client.get(case.address).text


def test_files_go_with_a_message_to_the_coordinator(case, client, sign_in):
    change(type(case.enquiry), case.enquiry.id, routed_at=LONG_AGO)
    sign_in(case.asker)
    data = {"body": "Kan ni hjälpa oss?", "files": (io.BytesIO(GIVEN), "ritning.pdf")}

    answer = client.post(f"{case.address}/samordnare", data=data, content_type="multipart/form-data")

    assert answer.status_code == 303
    (kept,) = db.session.scalars(select(KeptFile)).all()
    address = f"{case.address}/filer/{kept.reference}"
    assert client.get(address).status_code == 200
    assert sign_in(case.owner).get(address).status_code == 404
    assert sign_in(make_coordinator()).get(address).status_code == 200
