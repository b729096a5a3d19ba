"""What company A confides is read by its own people and by whoever it was said to; nobody else meets a word of it (P3, G15).

Every confidential text of this world carries a mark that stands nowhere else. Then strangers fetch every address that the
portal has, by links and by name, in both languages and as every kind of file, and the marks are looked for in bodies,
headers, letters and the log.
"""

import io
import zipfile
from dataclasses import dataclass, field

import pytest
import structlog
from sqlalchemy import select

from portal.database import db
from portal.outbox import Message
from tests.hygiene.clients import client_of, programs_headers, told
from tests.hygiene.crawler import Crawl
from tests.hygiene.table import addresses
from tests.hygiene.world import BOOKINGS, ENQUIRIES, OF_A_CASE, WORDS, World

only_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
# By links some of each kind of page; by name then every address, with a thing of every kind.
EACH_KIND = 8
STRANGERS = ("anonymous", "sme_b", "owner_b", "region")


def mark(word):
    return f"HEMLIGT{word.upper()}7Q"


@pytest.fixture
def marked(make_app):
    """Return an application that logs all it can, a world whose words are marks, and what is written to the log."""
    app, log = make_app(LOG_LEVEL="DEBUG", LOG_FORMAT="json"), io.StringIO()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(log))  # type: ignore[arg-type]
    with app.app_context():
        world = World({word: mark(word) for word in WORDS})
        for thing in (*BOOKINGS, *ENQUIRIES):
            world.kept(thing)
        yield app, world, log


@dataclass
class Reading:
    """Everything that one role was given."""

    secrets: dict[str, str]
    fetched: int = 0
    hits: list[str] = field(default_factory=list)

    def read(self, where, answer):
        self.fetched += 1
        said = text_of(answer) + str(answer.headers)
        self.hits += [f"{word} at {where}" for word, secret in self.secrets.items() if secret in said]


def text_of(answer):
    """Return what an answer says, whatever kind of file it is; office files are packed."""
    said = answer.get_data()
    if not said.startswith(b"PK"):
        return said.decode()
    with zipfile.ZipFile(io.BytesIO(said)) as packed:
        return "".join(packed.read(name).decode() for name in packed.namelist() if name.endswith((".xml", ".rels")))


def marks():
    return {word: mark(word) for word in WORDS}


def who(world):
    """Return what tells who it is that books: names, and addresses that only the parties have been given."""
    person = world.people["sme_a"]
    return {"company": world.company_a.name, "person": person.name, "address": person.email}


def read_everything(app, world, role, secrets=None):
    """Follow every link, then ask by name for every address in the table, in both languages."""
    reading, client = Reading(secrets or marks()), client_of(app, world, role)
    for visit in Crawl(app, client, most=EACH_KIND).walk():
        reading.read(visit.url, visit.answer)
    for address in addresses(world):
        for url in (address, "/en" + address):
            reading.read(url, client.get(url, headers=programs_headers(world, role, url)))
    return reading


@only_sqlite
@pytest.mark.parametrize("role", STRANGERS)
def test_strangers_meet_no_word_of_it_and_do_not_learn_whose_it_is(marked, role):
    app, world, _ = marked

    reading = read_everything(app, world, role, marks() | who(world))

    assert not reading.hits, told(reading.hits)
    assert reading.fetched > 150


@only_sqlite
def test_the_national_coordinator_reads_only_what_was_asked_there(marked):
    """One thing was asked of the national coordinator, who is a stranger to all the rest."""
    app, world, _ = marked

    reading = read_everything(app, world, "nation")

    # The link in its letter answers that very case, too, and its desk says what is needed in it.
    its_own = (world.kept("case"), "/arenden-svar?", "need at /samordning/arenden", "need at /en/samordning/arenden")
    assert [hit for hit in reading.hits if not any(one in hit for one in its_own)] == []
    assert {hit.split()[0] for hit in reading.hits} == set(OF_A_CASE)


@only_sqlite
@pytest.mark.parametrize("role", ["sme_a", "owner_a"])
def test_both_sides_read_all_of_it_and_the_log_holds_no_word(marked, role):
    """The marks are there to be found: without this the tests above would prove nothing."""
    app, world, log = marked

    reading = read_everything(app, world, role, marks() | who(world))

    assert {hit.split()[0] for hit in reading.hits} == {*WORDS, *who(world)}
    assert log.getvalue().count("/arenden/") > 1, "the log was looked at"
    assert words_in(log) == []


@only_sqlite
def test_strangers_get_no_letter_and_letters_hold_what_they_may(marked):
    _, world, _ = marked
    parties = {world.people[role].email for role in ("sme_a", "owner_a", "nation")}

    letters = list(db.session.scalars(select(Message)))

    assert {letter.to_email for letter in letters} <= parties
    subjects = [letter.subject for letter in letters if any(mark(word) in letter.subject for word in WORDS)]
    calendars = [letter.calendar for letter in letters if any(mark(word) in (letter.calendar or "") for word in WORDS)]
    assert letters and subjects == [] and calendars == []


@only_sqlite
def test_the_log_holds_no_word_of_what_is_written_and_searched(marked):
    app, world, log = marked

    read_everything(app, world, "admin")
    client = client_of(app, world, "sme_a")
    client.post(f"/arenden/{world.kept('ask')}", data={"body": mark("thread")})
    client.get(f"/testbaddar?q={mark('need')}")

    assert "/testbaddar" in log.getvalue(), "the log was looked at"
    assert words_in(log) == []


def words_in(log):
    return [word for word in WORDS if mark(word) in log.getvalue()]
