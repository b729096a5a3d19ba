"""Templates and facts become documents: both languages alike, nothing invented, and everybody can say which text it is."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from portal.agreements import wording
from portal.agreements.documents import PLACEHOLDER, build, fingerprint, offers, option_at
from portal.agreements.facts import Cost, Facts, Party, plain
from portal.agreements.pieces import BLANK, FACT
from portal.errors import NotFound
from portal.web.formats import money
from tests.agreements.samples import FULL, HOSTILE, all_runs, filled_with, texts, words_of

RELEASED = Path(__file__).with_name("released.json")


def runs_of(document, kind):
    blocks = [block for section in document.sections for block in section.blocks]
    return [run for block in blocks for runs in all_runs(block) for run in runs if run.kind == kind]


def test_there_are_five_templates_in_the_order_in_which_they_are_needed():
    slugs = [offer.slug for offer in offers("sv")]

    assert slugs == ["sekretessavtal", "testavtal", "konsortieavtal", "testplan", "sakerhetsblad"]


@pytest.mark.parametrize(("slug", "language", "option"), texts())
def test_without_facts_nothing_is_filled_in(slug, language, option):
    document = build(slug, None, language, option)

    assert runs_of(document, FACT) == [
        run for run in runs_of(document, FACT) if run.text.startswith(("result", "the res"))
    ]
    assert runs_of(document, BLANK)
    assert document.reference == ""


@pytest.mark.parametrize(("slug", "language", "option"), texts())
def test_every_text_says_what_it_is(slug, language, option):
    document = build(slug, FULL, language, option)

    assert ("juridisk rådgivning" if language == "sv" else "legal advice") in document.words.note
    assert f"{document.version}, {document.dated}" in document.which_text
    assert document.fingerprint in document.which_text


@pytest.mark.parametrize(("slug", "language", "option"), texts())
def test_both_languages_have_the_same_clauses(slug, language, option):
    document, other = build(slug, None, language, option), build(slug, None, "en" if language == "sv" else "sv", option)

    assert shape(document) == shape(other)


def shape(document):
    """Return the bones of a document: sections, and of each block its kind, number and where its blanks are."""
    return [
        (section.number, [(block.kind, block.number, len(block.head), blanks(block)) for block in section.blocks])
        for section in document.sections
    ]


def blanks(block):
    return [sorted(run.size for run in runs if run.kind == BLANK) for runs in all_runs(block)]


def test_both_languages_have_the_same_placeholders():
    every = [
        text
        for one in wording.templates()
        for chapter in one.chapters
        for part in chapter.parts
        for text in part.texts()
    ]

    differing = [
        text.sv for text in every if sorted(PLACEHOLDER.findall(text.sv)) != sorted(PLACEHOLDER.findall(text.en))
    ]

    assert differing == []
    assert len(every) > 300


def test_every_placeholder_is_known():
    every = [
        text.sv
        for one in wording.templates()
        for chapter in one.chapters
        for part in chapter.parts
        for text in part.texts()
    ]
    names = {name for text in every for name in PLACEHOLDER.findall(text) if not name.startswith("§")}

    filled = "\n".join(words_of(build(offer.slug, filled_with("Okarin"), "sv")) for offer in offers("sv"))

    assert {name for name in names if set(name) != {"_"}} <= known_names()
    assert filled.count("Okarin") > 40


def known_names():
    from portal.agreements.facts import answers, rows

    columns = {name for kind in ("costs", "parties") for row in rows(FULL, kind, "sv") for name in row}
    return set(answers(FULL, "sv", {})) | columns | {"option"}


@pytest.mark.parametrize("language", ["sv", "en"])
def test_what_is_known_is_filled_in_and_the_rest_is_left(language):
    document = build("testavtal", replace(FULL, secrecy="", costs=(Cost("Provdag", "", None),)), language)

    said = words_of(document)
    assert "Ljus & Metall AB" in said and "2027-02-01 – 2027-02-04" in said
    assert ("pilotmiljö" if language == "sv" else "pilot environment") in said
    assert len(runs_of(document, BLANK)) > 5


def test_a_sum_is_stated_only_where_every_line_has_an_amount():
    some = replace(FULL, costs=(*FULL.costs, Cost("Frakt", "", None)))

    assert money(6_050_000, "sv") in words_of(build("testavtal", FULL))
    assert "60" not in [run.text[:2] for run in runs_of(build("testavtal", some), FACT)]


def test_a_table_of_parties_grows_with_them_and_keeps_room_for_more():
    parties = tuple(Party(f"Bolag {number}") for number in range(7))

    few, many = build("konsortieavtal"), build("konsortieavtal", replace(FULL, others=parties))

    assert len(few.sections[0].blocks[0].rows) == 4
    assert len(many.sections[0].blocks[0].rows) == 9


def test_who_asks_can_be_left_out():
    facts = FULL.without_company()

    for slug, language, option in texts():
        said = words_of(build(slug, facts, language, option))
        assert not [
            secret for secret in ("Ljus & Metall", "556677", "Ludvika", "Mätgruppen", "Gävle") if secret in said
        ]


@pytest.mark.parametrize(
    ("option", "words"),
    [("company", "Testbädden överlåter dem härmed"), ("shared", "lika delar"), ("testbed", "Rätten är inte exklusiv")],
)
def test_each_option_has_its_own_clauses(option, words):
    others = {"company", "shared", "testbed"} - {option}

    assert words in words_of(build("testavtal", None, "sv", option))
    assert not [other for other in others if words in words_of(build("testavtal", None, "sv", other))]


def test_the_option_is_the_one_asked_for_else_that_of_the_facts_else_the_first():
    assert build("testavtal", FULL, "sv", "testbed").option == "testbed"
    assert build("testavtal", FULL).option == "shared"
    assert build("testavtal").option == "company"
    assert build("testplan", FULL).option == ""


def test_sections_are_referred_to_by_their_numbers():
    document = build("testavtal")
    numbers = {section.heading: section.number for section in document.sections}

    clause = next(block for block in document.sections[13].blocks if block.number == "14.3")

    said = "".join(run.text for run in clause.runs)
    assert said.startswith(f"Avsnitten {numbers['Vad var och en hade förut']} till {numbers['Ansvar och försäkring']}")


@pytest.mark.parametrize("asked", [("nej",), ("testavtal", None, "de"), ("testavtal", None, "sv", "alla")])
def test_what_is_not_there_is_not_found(asked):
    with pytest.raises(NotFound):
        build(*asked)


def test_an_address_that_names_no_option_means_the_first():
    assert option_at("testavtal", "delas") == "shared"
    assert option_at("testavtal", "nej") == option_at("testavtal", None) == "company"
    assert option_at("testplan", "delas") == ""


@pytest.mark.parametrize("kind", HOSTILE)
def test_facts_that_mean_harm_are_only_text(kind):
    document = build("testplan", filled_with(HOSTILE[kind]))

    assert plain(HOSTILE[kind]) in [run.text for run in runs_of(document, FACT)]
    assert len(document.reference) <= 60


def test_text_is_kept_but_for_what_cannot_be_written():
    assert plain(" a\x00\r\nb\u202ec\ud800\ufffe ") == "a\nbc"
    assert plain(None) == "" and plain(5) == "5"


def test_the_code_of_a_text_does_not_depend_on_the_facts():
    assert build("testavtal", FULL).fingerprint != build("testavtal").fingerprint
    assert build("testavtal", FULL, "sv", "company").fingerprint == build("testavtal").fingerprint
    assert len({build(*text[:1], None, *text[1:]).fingerprint for text in texts()}) == len(texts())


def test_a_changed_wording_has_a_new_version():
    """Write the codes of a new version into released.json; those of an old one stay there."""
    released = json.loads(RELEASED.read_text(encoding="utf-8"))

    now = {}
    for template in wording.templates():
        for option in template.options or (None,):
            for language in wording.LANGUAGES:
                name = "/".join([template.slug, template.version, language, *([option.key] if option else [])])
                now[name] = fingerprint(template, language, option)

    assert {name: code for name, code in now.items() if released.get(name) != code} == {}


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ('en = "The purpose"', 'en = " "'),
        ('kind = "hint"', 'kind = "joke"'),
        ('version = "1.0"', ""),
        ("[when]", "[wann]"),
    ],
)
def test_a_wording_that_lacks_something_is_refused(tmp_path, was, becomes):
    text = (wording.FOLDER / "sekretessavtal.toml").read_text(encoding="utf-8")
    path = tmp_path / "sekretessavtal.toml"
    path.write_text(text.replace(was, becomes), encoding="utf-8")

    assert was in text
    with pytest.raises(wording.BadWording, match="sekretessavtal"):
        wording.read(path)


def test_nobody_asks_for_facts_to_have_a_document():
    assert build("sekretessavtal", Facts()) == build("sekretessavtal")
