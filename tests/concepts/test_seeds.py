"""The thesaurus and the subjects as files: every fault is named, across files too, and the files hold what they promise."""

import json

import pytest
from sqlalchemy import select

from portal.catalogue import seeds as catalogue_seeds
from portal.concepts import queries, seeds
from portal.concepts.models import ConceptRow, ThesaurusStamp
from portal.database import transaction
from portal.seeding.writing import Faulty
from portal.seeding.writing import seed as write_seeds
from portal.settings import ROOT
from tests.builders import LONG_AGO, make_concept, make_testbed

SEEDS = ROOT / "seeds"
LEAST_CONCEPTS = 400
KINDS = (seeds.CONCEPTS_KIND, catalogue_seeds.KIND, seeds.SUBJECTS_KIND)


def concept(slug="corrosion", **changes):
    kinds = {"trade": {"sv": ["rostskydd"], "en": []}, "everyday": {"sv": ["rost"], "en": ["rust"]}}
    return {"slug": slug, "sv": slug, "en": slug, **kinds, "broader": [], "related": [], "ties": [], **changes}


def subjects(slug="ljusbagsugnen", **changes):
    return {"slug": slug, "main": ["corrosion"], "also": [], "needs": ["bilen rostar"], **changes}


def faults_of(check, record):
    return [(fault.record, fault.field) for fault in check([record], "x.json")]


@pytest.fixture
def write(app, tmp_path):
    def write(now=LONG_AGO, **files):
        for name, records in files.items():
            (tmp_path / f"{name}.json").write_text(json.dumps(records), encoding="utf-8")
        paths = [tmp_path / f"{name}.json" for name in files]
        return write_seeds(paths, KINDS, folder=tmp_path, finish=lambda: None, now=now)

    return write


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"slug": "Å"}, "slug"),
        ({"sv": ""}, "sv"),
        ({"en": "x" * 81}, "en"),
        ({"trade": {"sv": ["Rost", "rost"]}}, "trade"),
        ({"everyday": {"de": ["Rost"]}}, "everyday"),
        ({"everyday": {"sv": ["x" * 81]}}, "everyday"),
        ({"hints": ["salt"]}, "hints"),
        ({"broader": "rust"}, "broader"),
        ({"ties": ["technologies:alchemy"]}, "ties"),
    ],
)
def test_a_fault_of_a_concept_is_named_with_its_field(changes, field):
    assert [found for _, found in faults_of(seeds.check_concepts, concept(**changes))] == [field]


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"main": ["Rost!"]}, "main"), ({"also": ["rust", "rust"]}, "also"), ({"needs": ["x" * 201]}, "needs")],
)
def test_a_fault_of_subjects_is_named_with_its_field(changes, field):
    assert faults_of(seeds.check_subjects, subjects(**changes)) == [("ljusbagsugnen", field)]


def test_what_does_not_agree_across_files_is_named_all_at_once_and_nothing_is_written(write, database):
    one = [concept(broader=["nowhere"]), concept("rust", broader=["pitting"]), concept("wear", related=["wear"])]
    other = [concept("pitting", broader=["rust"], related=["rust"])]

    with pytest.raises(Faulty) as faulty:
        write(one=one, other=other, about=[subjects("no-testbed", main=["rust", "gone"], also=["rust"])])

    assert sorted((fault.file, fault.record, fault.field) for fault in faulty.value.faults) == [
        ("about.json", "no-testbed", "also"),
        ("about.json", "no-testbed", "main"),
        ("about.json", "no-testbed", "slug"),
        ("one.json", "corrosion", "broader"),
        ("one.json", "rust", "broader"),
        ("one.json", "wear", "related"),
        ("other.json", "pitting", "broader"),
        ("other.json", "pitting", "related"),
    ]
    assert database.scalar(select(ConceptRow.id)) is None


def test_a_concept_that_stands_in_two_files_is_named(write):
    with pytest.raises(Faulty) as faulty:
        write(one=[concept()], other=[concept()])

    assert [(fault.file, fault.record) for fault in faulty.value.faults] == [("other.json", "corrosion")]


def test_a_file_by_itself_may_lead_to_what_the_database_has(write):
    make_concept("corrosion")
    make_testbed(slug="ljusbagsugnen")

    done = write(one=[concept("rust", broader=["corrosion"])], about=[subjects(main=["corrosion", "rust"])])

    assert done["concepts"].created == ["rust"]
    assert done["subjects"].created == ["ljusbagsugnen"]


def test_the_same_files_twice_change_nothing_and_keep_the_stamp(write, database):
    make_testbed(slug="ljusbagsugnen")
    files = {"one": [concept()], "about": [subjects()]}
    write(**files)
    stamp = database.scalar(select(ThesaurusStamp.stamp))

    again = write(**files)

    assert [counts.touched for counts in again.values()] == [False, False]
    assert database.scalar(select(ThesaurusStamp.stamp)) == stamp


def test_what_a_process_keeps_of_the_thesaurus_is_read_anew_when_the_stamp_changes(write):
    write(one=[concept()])
    first = queries.thesaurus()
    assert queries.thesaurus() is first

    write(one=[concept(sv="frätning")])

    assert queries.thesaurus().label("corrosion", "sv") == "frätning"


def test_what_was_rolled_back_is_not_kept(write):
    write(one=[concept()])
    with pytest.raises(ZeroDivisionError), transaction():
        seeds.write_concepts([concept(sv="frätning")], None, LONG_AGO)
        assert queries.thesaurus().label("corrosion", "sv") == "frätning"
        raise ZeroDivisionError

    assert queries.thesaurus().label("corrosion", "sv") == "corrosion"


def inventory(name):
    return json.loads((SEEDS / name).read_text(encoding="utf-8"))


def every_concept():
    return [
        record for path in sorted((SEEDS / "concepts").glob("*.json")) for record in json.loads(path.read_text("utf-8"))
    ]


def test_the_thesaurus_is_as_wide_as_it_says():
    assert len({record["slug"] for record in every_concept()}) >= LEAST_CONCEPTS


def test_every_concept_has_everyday_and_trade_words_in_both_languages():
    kinds = [(kind, language) for kind in ("everyday", "trade") for language in ("sv", "en")]
    lacking = [record["slug"] for record in every_concept() if not all(record[kind].get(lang) for kind, lang in kinds)]

    assert lacking == []


@pytest.mark.parametrize("language", ["sv", "en"])
def test_no_two_concepts_have_one_name(language):
    names = [record[language].casefold() for record in every_concept()]

    assert sorted(names) == sorted(set(names))


def test_every_testbed_of_the_inventory_has_subjects_and_needs():
    about = {record["slug"]: record for record in inventory("subjects.json")}
    lacking = [one["slug"] for one in inventory("testbeds.json") if not about.get(one["slug"], {}).get("main")]

    assert lacking == []
    assert [slug for slug, record in about.items() if not record["needs"]] == []


@pytest.mark.usefixtures("app")
def test_the_files_agree_with_each_other():
    files = {
        "concepts": [("concepts", every_concept())],
        "testbeds": [("testbeds.json", inventory("testbeds.json"))],
        "subjects": [("subjects.json", inventory("subjects.json"))],
    }

    assert seeds.faults_among_concepts(files) + seeds.faults_among_subjects(files) == []
