"""Reading the inventory: every fault at once, nothing written if there is one, and the same file twice changes nothing."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal.catalogue import seeds, service
from portal.catalogue.models import Resource, Testbed
from portal.catalogue.queries import catalogue_version
from portal.database import transaction
from portal.seeding.files import collected_on
from portal.seeding.writing import Faulty
from portal.seeding.writing import seed as write_seeds
from portal.settings import ROOT
from portal.support import seeds as support_seeds
from tests.builders import make_testbed

SEEDS = ROOT / "seeds"
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
KINDS = (seeds.KIND, support_seeds.KIND)
WORDS = "ett två tre fyra fem sex sju åtta nio tio elva tolv tretton"


def record(**changes):
    return {
        "slug": "ljusbagsugnen",
        "name": "Ljusbågsugnen",
        "operator": "Operatören",
        "operator_type": "company",
        "municipality": "Falun",
        "county": "Dalarnas län",
        "lat": 60.6,
        "lon": 15.6,
        "location_precision": "site",
        "website": "https://example.com/",
        "summary_sv": WORDS,
        "summary_en": WORDS,
        "technologies": ["robotics-automation"],
        "market_areas": [],
        "sectors": [],
        "environments": ["lab"],
        "services": ["advice"],
        "equipment": [],
        "status": "active",
        "confidence": "high",
        "sources": [{"url": "https://example.com/", "supports": "all"}],
        **changes,
    }


def faults_of(*records):
    return [(fault.record, fault.field, fault.message) for fault in seeds.check(list(records), "x.json")]


@pytest.fixture
def write(app, tmp_path):
    """Write these records to a file and seed it: write([record()], ...), one list for each file."""

    def seed_files(*files, now=NOW):
        paths = []
        for number, records in enumerate(files):
            paths.append(tmp_path / f"seeds-{number}.json")
            paths[-1].write_text(records if isinstance(records, str) else json.dumps(records), encoding="utf-8")
        return write_seeds(paths, KINDS, folder=SEEDS, finish=service.bump_version, now=now)

    return seed_files


def listings(database):
    return {row.slug: row for row in database.scalars(select(Testbed))}


def count(database, model):
    return database.scalar(select(func.count()).select_from(model))


def test_a_sound_record_has_no_fault():
    assert faults_of(record()) == []


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"slug": "Ljusbågen"}, "slug", "hyphens"),
        ({"slug": "a" * 81}, "slug", "more than 80"),
        ({"slug": 7}, "slug", "hyphens"),
        ({"name": ""}, "name", "is empty"),
        ({"name": "x" * 161}, "name", "more than 160"),
        ({"name": " Ugn"}, "name", "white space"),
        ({"name": ["Ugn"]}, "name", "is not text but a list"),
        ({"name": None}, "name", "is not text but null"),
        ({"name": "Ugn\x00"}, "name", "U+0000"),
        ({"name": "Ugn\u202etxt"}, "name", "U+202E"),
        ({"name": "Ugn\ud800"}, "name", "U+D800"),
        ({"name": "Ugn\nett"}, "name", "U+000A"),
        ({"access": "skriv till nagon@example.com"}, "access", "e-mail"),
        ({"operator_type": "shop"}, "operator_type", "'shop' is not in the vocabulary"),
        ({"county": "Dalarna"}, "county", "vocabulary"),
        ({"status": "open"}, "status", "vocabulary"),
        ({"status": ["active"]}, "status", "vocabulary"),
        ({"confidence": "sure"}, "confidence", "vocabulary"),
        ({"location_precision": "about"}, "location_precision", "vocabulary"),
        ({"lat": 70}, "lat", "outside Sweden"),
        ({"lon": "15.6"}, "lon", "not a number"),
        ({"lat": float("nan")}, "lat", "not a number"),
        ({"lat": True}, "lat", "not a number"),
        ({"trl_min": 0}, "trl_min", "1 to 9"),
        ({"trl_max": 7.5}, "trl_max", "1 to 9"),
        ({"trl_min": True}, "trl_min", "1 to 9"),
        ({"trl_min": 8, "trl_max": 4}, "trl_min", "above trl_max"),
        ({"website": "javascript:alert(1)"}, "website", "web address"),
        ({"website": "https://"}, "website", "web address"),
        ({"website": "https://a b.se"}, "website", "web address"),
        ({"website": "https://user:word@example"}, "website", "web address"),
        ({"website": "https://example.com/" + "a" * 400}, "website", "more than 400"),
        ({"technologies": []}, "technologies", "is empty"),
        ({"technologies": "lab"}, "technologies", "is not a list but text"),
        ({"technologies": ["magic"]}, "technologies", "value 1 ('magic' is not in the vocabulary)"),
        ({"services": ["advice", "advice"]}, "services", "stands 2 times"),
        ({"equipment": ["x" * 201]}, "equipment", "value 1 has 201 characters"),
        ({"partners": [""]}, "partners", "value 1 is empty"),
        ({"sources": []}, "sources", "is empty"),
        ({"sources": [{"url": "https://example.com"}]}, "sources", "neither"),
        ({"sources": [{"url": "javascript:alert(1)", "supports": "all"}]}, "sources", "url is not a web address"),
        ({"sources": ["https://example.com"]}, "sources", "neither"),
        ({"summary_sv": "för kort"}, "summary_sv", "2 words, not 12 to 90"),
        ({"summary_en": "word " * 91}, "summary_en", "91 words"),
        ({"price": "100"}, "price", "not a field"),
    ],
    ids=lambda value: str(value)[:30].encode("unicode_escape").decode(),
)
def test_each_fault_is_named_at_its_field(changes, field, message):
    found = faults_of(record(**changes))

    assert any(field == at and message in said for _, at, said in found), found


@pytest.mark.parametrize("field", sorted(record()))
def test_a_missing_field_is_named(field):
    incomplete = {name: value for name, value in record().items() if name != field}

    assert [(at, said) for _, at, said in faults_of(incomplete)] == [(field, "is missing")]


def test_every_fault_of_every_record_is_named_at_once():
    found = faults_of(record(name="", county="x"), record(slug="b", lat=0), "no record")

    assert [(name, field) for name, field, _ in found] == [
        ("ljusbagsugnen", "name"),
        ("ljusbagsugnen", "county"),
        ("b", "lat"),
        ("#3", "-"),
    ]


def test_the_same_slug_twice_in_a_file_is_a_fault():
    assert faults_of(record(), record()) == [("ljusbagsugnen", "slug", "is also in x.json")]


def test_what_is_no_list_is_a_fault():
    assert [fault.message for fault in seeds.check({"slug": "x"}, "x.json")] == ["is not a list of records"]


def test_the_same_slug_in_two_files_is_a_fault(write):
    with pytest.raises(Faulty) as refused:
        write([record()], [record()])

    assert [str(fault) for fault in refused.value.faults] == [
        "seeds-1.json: ljusbagsugnen: slug: is also in seeds-0.json"
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[{", "is not JSON"),
        ('[{"slug": "a", "slug": "b"}]', "has the field 'slug' twice"),
        ("{}", "is not a list of records"),
        ('[{"slug": "a"}]', "holds neither testbeds nor support"),
        ("[" * 100_000, "too deep"),
    ],
)
def test_a_file_that_is_no_file_of_records_is_a_fault(write, content, message):
    with pytest.raises(Faulty) as refused:
        write(content)

    assert message in str(refused.value.faults[0])


def test_nothing_is_written_when_one_record_has_a_fault(write, database):
    version = catalogue_version()

    with pytest.raises(Faulty):
        write([record(), record(slug="b", county="x")])

    assert count(database, Testbed) == 0
    assert catalogue_version() == version


def test_a_record_becomes_a_listing_that_can_be_asked_but_has_no_owner_and_nothing_to_book(write, database):
    write([record()])

    listing = listings(database)["ljusbagsugnen"]
    assert (listing.level, listing.lifecycle, listing.owner_id) == ("request-here", "published", None)
    assert (listing.collected_on, listing.confirmed_on, listing.partners) == (date(2026, 11, 1), None, [])
    assert count(database, Resource) == 0


@pytest.mark.parametrize(
    ("status", "lifecycle", "level"),
    [
        ("closed", "closed", "contact-only"),
        ("planned", "published", "contact-only"),
        ("uncertain", "published", "request-here"),
    ],
)
def test_what_does_not_work_today_cannot_be_requested(write, database, status, lifecycle, level):
    write([record(status=status)])

    listing = listings(database)["ljusbagsugnen"]
    assert (listing.lifecycle, listing.level) == (lifecycle, level)


def test_reading_the_same_file_again_changes_nothing(write, database):
    write([record()])
    before = catalogue_version()

    counts = write([record()], now=LATER)["testbeds"]

    assert (len(counts.unchanged), counts.touched) == (1, False)
    assert catalogue_version() == before
    assert listings(database)["ljusbagsugnen"].changed_at == NOW


def test_a_changed_record_changes_its_listing_alone(write, database):
    write([record(), record(slug="b")])

    counts = write([record(), record(slug="b", name="Bågen")], now=LATER)["testbeds"]

    rows = listings(database)
    assert (counts.changed, counts.unchanged) == (["b"], ["ljusbagsugnen"])
    assert (rows["b"].name, rows["b"].changed_at, rows["ljusbagsugnen"].changed_at) == ("Bågen", LATER, NOW)


def test_a_field_that_has_gone_from_the_record_goes_from_the_listing(write, database):
    write([record(notes="Stängt i juli.")])

    write([record()])

    assert listings(database)["ljusbagsugnen"].notes is None


def test_a_record_that_has_left_is_reported_and_stays(write, database):
    write([record(), record(slug="b")])

    counts = write([record()])["testbeds"]

    assert counts.left == ["b"]
    assert set(listings(database)) == {"ljusbagsugnen", "b"}


def test_the_demonstration_is_not_said_to_have_left(write, app):
    make_testbed(is_demonstration=True)

    assert write([record()])["testbeds"].left == []


def test_what_the_owner_has_confirmed_is_kept_and_reported(write, database):
    write([record()])
    with transaction():
        listings(database)["ljusbagsugnen"].confirmed_on = date(2026, 11, 20)

    counts = write([record(name="Annat")])["testbeds"]

    assert counts.kept == ["ljusbagsugnen"]
    assert listings(database)["ljusbagsugnen"].name == "Ljusbågsugnen"


def test_a_listing_that_somebody_paused_stays_paused(write, database):
    write([record()])
    with transaction():
        listings(database)["ljusbagsugnen"].lifecycle = "paused"

    write([record(name="Nytt namn")])

    assert listings(database)["ljusbagsugnen"].lifecycle == "paused"


def test_the_search_index_follows_each_changed_listing_in_the_same_transaction(write, database, monkeypatch):
    told = []
    monkeypatch.setattr(service, "on_change", [lambda testbed: told.append((testbed.slug, testbed.id))])
    write([record(), record(slug="b")])
    write([record(), record(slug="b", name="Nytt")])

    assert [slug for slug, _ in told] == ["ljusbagsugnen", "b", "b"]
    assert all(number for _, number in told)


def test_the_collecting_month_is_the_one_that_the_folder_states(tmp_path):
    (tmp_path / "collected.json").write_text('{"testbeds": "2026-11"}')

    assert collected_on(tmp_path, "testbeds") == date(2026, 11, 1)
    assert collected_on(tmp_path, "support") is None
    assert collected_on(Path(tmp_path / "elsewhere"), "testbeds") is None


def test_the_whole_inventory_loads_and_loads_again(app, database):
    runner = app.test_cli_runner()

    first, second = (runner.invoke(args=["seed"]) for _ in range(2))

    assert (first.exit_code, second.exit_code) == (0, 0), first.output
    assert "testbeds: 225 created, 0 changed, 0 unchanged" in first.output
    assert "support: 60 created, 0 changed, 0 unchanged" in first.output
    assert "testbeds: 0 created, 0 changed, 225 unchanged" in second.output
    real = select(func.count()).select_from(Testbed).where(Testbed.is_demonstration.is_(False))
    assert database.scalar(real) == 225
    invented = select(func.count()).select_from(Resource).join(Testbed).where(Testbed.is_demonstration.is_(False))
    assert database.scalar(invented) == 0


def test_the_command_names_file_record_and_field_and_writes_nothing(app, database, tmp_path):
    path = tmp_path / "mine.json"
    path.write_text(json.dumps([record(lat=0, name="")]))

    result = app.test_cli_runner().invoke(args=["seed", str(path)])

    assert result.exit_code == 1
    assert "mine.json: ljusbagsugnen: name: is empty" in result.output
    assert "mine.json: ljusbagsugnen: lat: 0 is outside Sweden" in result.output
    assert "2 faults: nothing was written." in result.output
    assert count(database, Testbed) == 0


def test_the_command_reads_the_named_files_alone(app, database, tmp_path):
    path = tmp_path / "mine.json"
    path.write_text(json.dumps([record()]))

    result = app.test_cli_runner().invoke(args=["seed", str(path)])

    assert result.output == "testbeds: 1 created, 0 changed, 0 unchanged\n"
