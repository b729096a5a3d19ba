"""Documents as files: Word opens them, they hold the facts and nothing that does harm, and they print by themselves."""

import io
import re
import zipfile
from pathlib import Path

import docx as library
import pytest
from docx.oxml.ns import qn

from portal.agreements import delivery, docx
from portal.agreements.documents import build
from portal.agreements.facts import plain
from tests.agreements.samples import FULL, HOSTILE, filled_with, texts
from tests.house.test_imports import PORTAL, imports_in

only_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
FACTS = ("none", "all")


def opened(document):
    return library.Document(io.BytesIO(docx.written(document)))


def text_of(file):
    """Return what the file says: its body, header and footer."""
    parts = [file.element.body, file.sections[0].header._element, file.sections[0].footer._element]
    return "\n".join("".join(paragraph.itertext()) for part in parts for paragraph in part.iter(qn("w:p")))


@pytest.mark.parametrize("facts", FACTS)
@pytest.mark.parametrize(("slug", "language", "option"), texts())
def test_a_word_file_opens_again_and_says_all(slug, language, option, facts):
    document = build(slug, FULL if facts == "all" else None, language, option)

    file = opened(document)

    said = text_of(file)
    assert document.words.note in said and document.which_text in said
    assert ("TP-2027-0001" in said) == (facts == "all")
    assert "Ljus & Metall AB" in said or facts == "none"
    assert [paragraph.text for paragraph in file.paragraphs if paragraph.style.name == "Heading 1"] == [
        section.heading for section in document.sections
    ]


@only_sqlite
@pytest.mark.parametrize("facts", FACTS)
@pytest.mark.parametrize(("slug", "language", "option"), texts())
def test_a_page_to_print_says_all_and_asks_for_nothing(app, slug, language, option, facts):
    document = build(slug, FULL if facts == "all" else None, language, option)

    page = delivery.content(document, "html").decode()

    assert f'<html lang="{language}">' in page and "<style>" in page and "@page" in page
    assert document.words.note in page and document.which_text in page
    assert ("Ljus &amp; Metall AB" in page) == (facts == "all")
    assert not re.search(r"(src|href|action)=|@import|url\(", page)


@pytest.mark.parametrize(("language", "locale"), [("sv", "sv-SE"), ("en", "en-GB")])
def test_the_file_states_its_language_and_title_and_no_author(language, locale):
    document = build("testavtal", FULL, language)

    file = opened(document)

    about = file.core_properties
    assert (about.title, about.language) == (document.title, locale)
    assert about.author == about.last_modified_by == about.comments == ""
    assert {one.get(qn("w:val")) for one in file.styles.element.iter(qn("w:lang"))} == {locale}


def test_the_page_is_a4_and_its_pages_are_counted():
    file = opened(build("testplan"))

    page = file.sections[0]
    fields = [one.text.strip() for one in page.footer._element.iter(qn("w:instrText"))]
    assert (round(page.page_width.cm, 1), round(page.page_height.cm, 1)) == (21.0, 29.7)
    assert fields == ["PAGE", "NUMPAGES"]


def test_clauses_are_numbered_by_word_as_the_page_says():
    document = build("testavtal", None, "sv", "shared")
    wanted = [block.number for section in document.sections for block in section.blocks if block.kind == "clause"]

    section = clause = 0
    numbers = []
    for paragraph in opened(document).paragraphs:
        if paragraph.style.name == "Heading 1":
            section, clause = section + 1, 0
        elif paragraph.style.name == "List Number":
            clause += 1
            numbers.append(f"{section}.{clause}")

    assert numbers == wanted


def test_the_styles_are_tied_to_one_numbering_of_several_levels():
    file = opened(build("testavtal"))

    levels = {
        style: file.styles[style].element.pPr.numPr.ilvl.val for style in ("Heading 1", "List Number", "List Number 2")
    }
    numbers = {file.styles[style].element.pPr.numPr.numId.val for style in levels}

    assert levels == {"Heading 1": 0, "List Number": 1, "List Number 2": 2}
    assert numbers == {docx.CLAUSE_NUMBERS}


def test_parts_of_the_note_style_stand_in_the_order_that_word_wants():
    parts = [part.tag for part in opened(build("testplan")).styles["Note"].element.pPr]

    assert parts.index(qn("w:pBdr")) < parts.index(qn("w:spacing")) < parts.index(qn("w:ind"))


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("slug", ["testplan", "konsortieavtal"])
def test_facts_that_mean_harm_do_none_in_a_word_file(slug, kind):
    document = build(slug, filled_with(HOSTILE[kind]))

    content = docx.written(document)

    said = re.sub(r"\s", "", text_of(library.Document(io.BytesIO(content))))
    assert re.sub(r"\s", "", plain(HOSTILE[kind])) in said
    assert {name.split("/")[0] for name in zipfile.ZipFile(io.BytesIO(content)).namelist()} <= {
        "[Content_Types].xml", "_rels", "docProps", "word", "customXml",
    }  # fmt: skip


@only_sqlite
@pytest.mark.parametrize("kind", HOSTILE)
def test_facts_that_mean_harm_do_none_in_a_page(app, kind):
    page = delivery.content(build("testplan", filled_with(HOSTILE[kind])), "html").decode()

    assert "<script" not in page and "<img" not in page and "<w:t>" not in page
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e\u2066-\u2069\ufffe\uffff]", page)


@only_sqlite
def test_the_file_is_named_after_the_text_and_the_case(app):
    document = build("testplan", filled_with('../..\r\nX: å/"b'), "en")

    answer = delivery.as_file(document, "docx")

    assert answer.headers["Content-Disposition"] == 'attachment; filename="test-plan-X-b.docx"'
    assert answer.mimetype == docx.MIME


def test_only_one_file_knows_how_word_files_are_written():
    knowing = {one.path for one in imports_in(PORTAL) if one.name.split(".")[0] in ("docx", "lxml")}

    assert knowing == {str(Path("agreements") / "docx.py")}
