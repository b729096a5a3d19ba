"""One case, two owners: what each says and is told is found nowhere by the other, by strangers or by other coordinators (P3, G15).

Twelve texts are planted in a blind case. Each role then follows links and asks by name for every address of the case, and the
texts are looked for in what it is given and in the letters it gets.
"""

import io
import zipfile
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

from portal.database import db
from portal.enquiry import queries, service
from portal.enquiry.answers import answering
from portal.enquiry.answers.rules import Given
from portal.enquiry.case import steering
from portal.outbox import Message
from tests.builders import make_coordinator, make_organisation, make_person, make_testbed
from tests.enquiry.cases import NOW, Case, make_case
from tests.hygiene.crawler import Crawl

only_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
WORDS = "company person confidential place thread0 thread1 times0 text0 no1 refer1 other coordinator".split()
OF_ONE = {"thread0", "times0", "text0"}
OF_TWO = {"thread1", "refer1"}


def mark(word):
    return f"HEMLIGT{word.upper()}8K"


@dataclass
class Planted:
    """The case and those who may not read all of it."""

    case: Case
    other: Any
    people: dict[str, Any]

    def addresses(self):
        """Return every address of the case, its threads' and its referral's included."""
        case = self.case.address
        for ask in queries.all_asks(self.case.enquiry):
            for page in ("", "/svara", "/svara?svar=annan", "/villkor"):
                yield f"{case}/{ask.reference}{page}"
        yield from (
            case,
            f"{case}/fraga-fler",
            "/arenden",
            "/arenden?vy=mottagna&lage=alla",
            "/skrivbord",
            "/samordning",
        )


@pytest.fixture
def planted(database, freeze):
    freeze(NOW)
    case = make_case(2, blind=True, company=mark("company"), confidential=mark("confidential"), place=mark("place"))
    case.person.name = mark("person")
    db.session.commit()
    other = make_testbed(mark("other"), county="Skåne län")
    people = {
        "one": case.owners[0],
        "two": case.owners[1],
        "company": case.person,
        "rival": make_person(make_organisation()),
        "region": make_coordinator("Skåne län"),
        "national": make_coordinator(),
    }
    service.post(case.company, case.ask(0), mark("thread0"), now=NOW)
    service.post(case.company, case.ask(1), mark("thread1"), now=NOW)
    _answer(case, 0, Given("yes", mark("text0"), times=mark("times0")))
    _answer(case, 1, Given("no", mark("no1"), "capacity"))
    _answer(case, 1, Given("referred", mark("refer1")), instead=other)
    steering.call_coordinator(case.company, case.enquiry, now=NOW)
    steering.write_to_coordinator(case.company, case.enquiry, mark("coordinator"), now=NOW)
    return Planted(case, other, people)


def _answer(case, number, given, **more):
    seen = answering.answer_of(case.ask(number)).mark
    answering.answer(case.owner(number), case.ask(number), given, seen=seen, now=NOW, **more)


def found_by(app, planted, role, sign_in):
    """Return the planted words that this role meets on any page, in either language, or in its letters."""
    client = app.test_client()
    if role != "anonymous":
        sign_in(planted.people[role], client)
    addresses = list(planted.addresses())
    answers = [visit.answer for visit in Crawl(app, client, most=4).walk()]
    answers += [client.get(prefix + address) for address in addresses for prefix in ("", "/en")]
    said = "".join(words_of(one.get_data()) + str(one.headers) for one in answers)
    email = getattr(planted.people.get(role), "email", "")
    said += "".join(
        f"{one.subject}{one.body}" for one in db.session.scalars(select(Message).where(Message.to_email == email))
    )
    assert len(answers) > 60, "hardly anything was read"
    return {word for word in WORDS if mark(word) in said}


def words_of(data):
    """Return what is in an answer, a file of zipped parts (a document, a table) as well."""
    if not data.startswith(b"PK"):
        return data.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return "".join(parts.read(name).decode(errors="replace") for name in parts.namelist())


@only_sqlite
@pytest.mark.parametrize(
    ("role", "may"),
    [
        # The other testbed is in the inventory: everybody meets its name there, and nothing of the case with it.
        ("anonymous", {"other"}),
        ("rival", {"other"}),
        ("region", {"other"}),
        ("one", OF_ONE | {"other"}),
        ("two", OF_TWO | {"other"}),
        ("national", OF_ONE | OF_TWO | {"coordinator", "other"}),
        ("company", set(WORDS) - {"no1"}),
    ],
)
def test_each_meets_only_what_is_its_own(app, planted, sign_in, role, may) -> None:
    found = found_by(app, planted, role, sign_in)

    assert found - may == set()
    assert may - {"other"} - found == set(), "the words are there to be found"
