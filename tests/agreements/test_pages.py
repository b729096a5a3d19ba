"""The pages of the templates: which there are, what each says, and the files that they lead to."""

import io

import docx as library
import pytest

from portal.agreements.documents import offers
from tests.pages import Page

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_list_names_all_with_files_in_both_languages(client, prefix):
    page = client.get(f"{prefix}/mallar").text

    for offer in offers("en" if prefix else "sv"):
        assert offer.title in page and offer.when in page
        for form in ("docx", "html"):
            assert all(f"{prefix}/mallar/{offer.slug}.{form}?lang={lang}" in page for lang in ("sv", "en"))


def test_every_link_of_the_list_leads_somewhere(client):
    links = [link for link in Page(client.get("/mallar").text, "/mallar").links if link.startswith("/mallar/")]

    assert len(links) == 25
    assert {client.get(link).status_code for link in links} == {200}


def test_the_text_may_be_in_another_language_than_the_page(client):
    page = client.get("/mallar/sekretessavtal?lang=en").text

    assert '<html lang="sv">' in page and '<article class="agreement" lang="en">' in page
    assert "Mutual confidentiality agreement" in page and "Hämta som Word" in page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "överlåter dem härmed"),
        ("?resultat=delas", "lika delar"),
        ("?resultat=testbadden", "Rätten är inte exklusiv"),
    ],
)
def test_the_choice_of_owner_changes_page_and_files(client, query, words):
    page, saved = client.get(f"/mallar/testavtal{query}").text, client.get(f"/mallar/testavtal.html{query}").text
    file = library.Document(io.BytesIO(client.get(f"/mallar/testavtal.docx{query}").data))

    assert words in page and words in saved
    assert words in "\n".join(paragraph.text for paragraph in file.paragraphs)


def test_the_file_that_the_page_leads_to_is_what_it_shows(client):
    page = Page(client.get("/en/mallar/testavtal?resultat=delas").text, "/en/mallar/testavtal")
    link = next(link for link in page.links if ".docx" in link)

    file = library.Document(io.BytesIO(client.get(link).data))

    assert file.core_properties.title == "Agreement on a test at a testbed"
    assert "Code of the text" in file.core_properties.subject
    assert file.core_properties.subject.rsplit(" ", 1)[1] in page.html


@pytest.mark.parametrize(
    "query", ["?lang=de", "?lang=%00", "?lang=sv&lang=en", "?resultat=nej", "?resultat=%ff%fe", "?lang=" + "x" * 5000]
)
@pytest.mark.parametrize("path", ["/mallar/testavtal", "/mallar/testavtal.docx"])
def test_what_nobody_offers_is_answered_calmly(client, path, query):
    assert client.get(path + query).status_code in (200, 404)


@pytest.mark.parametrize(
    "path", ["/mallar/nej", "/mallar/nej.docx", "/mallar/testavtal.pdf", "/mallar/testavtal.docx.docx"]
)
def test_what_is_not_there_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_the_pages_of_the_portal_lead_to_the_templates(client):
    assert 'href="/mallar"' in client.get("/").text
    assert "/mallar/testplan" in client.get("/stod").text
