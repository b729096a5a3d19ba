"""What is typed where a reference belongs, and is none."""

import pytest

from tests.enquiry.cases import NOW, make_case


@pytest.fixture
def now(freeze):
    freeze(NOW)
    return NOW


@pytest.mark.parametrize("bad", ["", "\0", "TP-\0", "å" * 500])
def test_what_is_no_reference_is_not_found(client, sign_in, database, now, bad) -> None:
    case = make_case()
    sign_in(case.person)

    statuses = [
        client.post(f"{case.address}/bokningar", data={"bokning": bad}).status_code,
        client.post(f"{case.address}/konfidentiellt", data={"ask": bad or "x"}).status_code,
        client.post(f"{case.address}/fraga-fler", data={"testbed": bad, "q": bad}).status_code,
    ]

    assert statuses == [404, 404, 422]
