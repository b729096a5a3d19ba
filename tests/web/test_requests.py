"""What no request may carry, and what every answer does."""

import pytest


@pytest.mark.parametrize(
    "address", ["/testbaddar/%00", "/testbaddar?q=%00", "/stod/a%00b", "/en/%00", "/resurser/%00/boka"]
)
def test_a_nul_in_an_address_is_an_address_that_does_not_exist(client, database, address) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/", "/finns-inte", "/logga-in", "/healthz", "/skrivbord"])
def test_every_answer_carries_the_policy(client, database, address) -> None:
    headers = client.get(address).headers

    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("address", ["/de/testbaddar", "/fi", "/EN/testbaddar", "/en/en/testbaddar"])
def test_an_unknown_language_is_a_helpful_not_found(client, database, address) -> None:
    answer = client.get(address)

    assert answer.status_code == 404
    assert "/testbaddar" in answer.text


def test_english_without_a_slash_leads_to_the_english_start(client, database) -> None:
    assert client.get("/en").location.endswith("/en/")


def test_the_language_of_the_page_is_said(client, database) -> None:
    assert '<html lang="sv">' in client.get("/om").text
    assert '<html lang="en">' in client.get("/en/om").text
