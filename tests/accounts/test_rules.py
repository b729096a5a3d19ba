"""Addresses, numbers, passwords and waiting, without a database."""

import contextlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts import rules
from portal.errors import Refusal

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("556036-0793", "556036-0793"),
        ("5560360793", "556036-0793"),
        (" 556036 0793 ", "556036-0793"),
        ("165560360793", "556036-0793"),
    ],
)
def test_an_organisation_number_is_kept_in_one_form(typed, kept):
    assert rules.organisation_number(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["556036-0794", "55603607930", "556036", "abcdefghij", "٥٥٦٠٣٦٠٧٩٣", "811218-9876", "", "55603'--0793"],
)
def test_what_is_no_organisation_number_is_refused(typed):
    with pytest.raises(Refusal):
        rules.organisation_number(typed)


def test_a_personal_number_is_recognised_and_not_wanted():
    with pytest.raises(Refusal, match="personnummer"):
        rules.organisation_number("811218-9876")


@pytest.mark.parametrize(
    "password",
    ["kort", "elva tecken", "x" * 201, "aaaaaaaaaaaa", "123456789012", "qwertyuiopåasdf", "Password2026!", "lösenord1234",
     "passwordpassword", "Sommar2026!!", "abcdefghijklm", "098765432109", "hejhejhejhej", "abcabcabcabc"],
)  # fmt: skip
def test_a_weak_password_is_refused(password):
    with pytest.raises(rules.WeakPassword):
        rules.ensure_good_password(password)


@pytest.mark.parametrize(
    "password",
    ["korrekt häst batteri", "gulaste tangenten", "8429 1637 5501", "hR#9vK2p!mQz",
     "🦊🐻🐼🦁🐸🐵🐔🐧🐦🦆🦅🦉", "x9" * 6 + "abcq", "å" * 2 + "bcdefghijk-fräs"],
)  # fmt: skip
def test_no_rule_of_composition_stands_in_the_way(password):
    rules.ensure_good_password(password)


@pytest.mark.parametrize("password", ["Maria Ström 2026", "maria@verkstan.se", "Verkstan i Borlänge AB"])
def test_what_anybody_knows_of_the_person_is_no_password(password):
    with pytest.raises(rules.WeakPassword):
        rules.ensure_good_password(password, about=("Maria Ström", "maria@verkstan.se", "Verkstan i Borlänge AB"))


@given(st.text(max_size=300))
def test_any_text_is_judged_without_a_fault(text):
    try:
        rules.ensure_good_password(text, about=(text,))
    except rules.WeakPassword as refusal:
        assert refusal.field == "password"


@given(st.text(max_size=40))
def test_any_text_is_read_as_a_number_or_refused(text):
    with contextlib.suppress(Refusal):
        assert len(rules.organisation_number(text)) == 11


@given(st.text(max_size=200))
def test_a_slug_fits_its_column_and_an_address(name):
    slug = rules.new_slug(name)

    assert len(slug) <= 80
    assert slug.replace("-", "").isalnum() and slug.isascii() and slug == slug.lower()


def test_two_of_the_same_name_have_two_slugs():
    assert rules.new_slug("Verkstan AB") != rules.new_slug("Verkstan AB")


def test_addresses_are_compared_without_case():
    assert rules.folded(" Maria.Ström@Verkstan.SE ") == "maria.ström@verkstan.se"


def attempts(*seconds_ago):
    return [NOW - timedelta(seconds=seconds) for seconds in seconds_ago]


def test_the_first_attempts_are_free():
    assert rules.wait_seconds(attempts(1, 2, 3, 4), now=NOW) == 0


def test_the_sixth_within_a_minute_waits():
    assert rules.wait_seconds(attempts(1, 2, 3, 4, 5), now=NOW) == 59


def test_the_wait_doubles_up_to_a_ceiling():
    waits = [rules.wait_seconds(attempts(*[0] * number), now=NOW) for number in range(5, 12)]

    assert waits == [60, 120, 240, 300, 300, 300, 300]


def test_old_attempts_are_forgotten():
    assert rules.wait_seconds(attempts(*range(900, 1000)), now=NOW) == 0


def test_a_sign_in_ends_after_silence_and_at_the_latest_after_twelve_hours():
    assert rules.ends_at(NOW, NOW) == NOW + timedelta(hours=2)
    assert rules.ends_at(NOW, NOW + timedelta(hours=11)) == NOW + timedelta(hours=12)
