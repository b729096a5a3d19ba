from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.limits.written import need_in_words
from portal.search.briefs import is_brief, read_brief
from portal.search.wishes import Window

TODAY = date(2026, 11, 30)
BRIEF = (
    "Vi utvecklar en kontaktlist för tunga fordon och vill prova den i en klimatkammare i Dalarna. Den är 2,4 m lång, "
    "väger 800 kg och ska klara -40–120 °C. Provet ska göras i mars, budget 200 000 kr, vi ligger på TRL 5 och vill nå "
    "TRL 7. Allt är konfidentiellt."
)


def brief(text):
    return read_brief(text, TODAY)


def test_a_paragraph_is_taken_apart():
    found = brief(BRIEF)

    assert found.place.name == "Dalarnas län"
    assert [need_in_words(one, "sv") for one in found.limits] == [
        "Längd minst 2,4 m",
        "Vikt minst 800 kg",
        "Temperatur −40–120 °C",
    ]
    assert found.time == Window(date(2027, 3, 1), date(2027, 3, 31))
    assert (found.budget, found.trl, found.secrecy) == (200_000, (5, 7), True)


def test_what_was_taken_is_no_word_any_more_and_says_where_it_stood():
    found = brief(BRIEF)

    assert found.words.startswith("Vi utvecklar en kontaktlist för tunga fordon och vill prova den i en klimatkammare.")
    assert not any(sign in found.words for sign in ("Dalarna", "2,4", "800", "120", "mars", "200", "TRL"))
    assert {BRIEF[one.start : one.end] for one in found.spans} >= {
        "i Dalarna",
        "2,4 m",
        "800 kg",
        "-40–120 °C",
        "TRL 7",
    }


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("prov i Dalarna", "Dalarnas län"),
        ("prov nära Västerås i en hall", "Västerås"),
        ("prov i Skåne", "Skåne län"),
        ("tests around Gothenburg please", "Göteborg"),
        ("i Västra Götalands län", "Västra Götalands län"),
        ("gärna i Göteborgstrakten", "Göteborg"),
        ("in the Stockholm region", "Stockholm"),
        ("inom 50 km från Västerås", "Västerås"),
        ("i Norra Mellansverige", "Norra Mellansverige"),
        ("nära västerås", "Västerås"),
        ("i klimatkammare i Dalarna, nära Borlänge", "Borlänge"),
        ("utanför Ed", "Ed"),
        ("på Gotland", "Gotland"),
    ],
)
def test_a_place_is_read_where_a_text_says_where(text, place):
    assert brief(text).place.name == place


@pytest.mark.parametrize(
    "text",
    [
        "prov i Hav",
        "i vatten",
        "i Vi",
        "i bor",
        "i vara händer",
        "i mark",
        "Luleå tekniska",
        "i mars",
        "på Lindholmen",
        "i Sverige",
    ],
)
def test_a_word_that_is_also_a_place_is_a_word(text):
    assert brief(text).place is None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("i mars", "2027-03-01", "2027-03-31"),
        ("in May", "2027-05-01", "2027-05-31"),
        ("i december", "2026-12-01", "2026-12-31"),
        ("i november", "2026-11-01", "2026-11-30"),
        ("i mars–april 2028", "2028-03-01", "2028-04-30"),
        ("från november till februari", "2026-11-01", "2027-02-28"),
        ("den 12 mars", "2027-03-12", "2027-03-12"),
        ("on 3 April 2027", "2027-04-03", "2027-04-03"),
        ("2027-02-01", "2027-02-01", "2027-02-01"),
        ("v. 12", "2027-03-22", "2027-03-28"),
        ("vecka 12-14", "2027-03-22", "2027-04-11"),
        ("week 50", "2026-12-07", "2026-12-13"),
        ("till hösten", "2026-09-01", "2026-11-30"),
        ("i vår", "2027-03-01", "2027-05-31"),
        ("Q2 2027", "2027-04-01", "2027-06-30"),
    ],
)
def test_a_time_is_read_as_days_still_to_come(text, first, last):
    assert brief(text).time == Window(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("text", ["den 31 februari", "vecka 60", "12 V", "we may test", "vår produkt", "2027-13-45"])
def test_what_is_no_time_is_none(text):
    assert brief(text).time is None


@pytest.mark.parametrize(
    ("text", "kronor"),
    [
        ("budget 200 000 kr", 200_000),
        ("200.000 kronor", 200_000),
        ("150 tkr", 150_000),
        ("0,5 mkr", 500_000),
        ("1,5 miljoner kronor", 1_500_000),
        ("SEK 150,000", 150_000),
        ("300 kSEK", 300_000),
        ("mellan 100 000 kr och 250 000 kr", 250_000),
        ("500 kr", 500),
    ],
)
def test_a_budget_is_read_in_kronor(text, kronor):
    assert brief(text).budget == kronor


@pytest.mark.parametrize(
    ("text", "trl"), [("TRL 5", (5, 5)), ("TRL 4-6", (4, 6)), ("trl4 till trl 7", (4, 7)), ("TRL 12", None)]
)
def test_maturity_is_read(text, trl):
    assert brief(text).trl == trl


@pytest.mark.parametrize(
    ("text", "is_secret"),
    [
        ("sekretess krävs", True),
        ("we need an NDA", True),
        ("hemligt", True),
        ("ingen sekretess", False),
        ("no NDA needed", False),
        ("vi behöver inte ha någon sekretess", False),
        ("öppet", False),
    ],
)
def test_secrecy_is_what_is_asked_for_and_not_what_is_declined(text, is_secret):
    assert brief(text).secrecy is is_secret


def test_two_temperatures_are_one_span_and_two_weights_the_heavier():
    found = brief("kyls till -40 °C och värms till 80 °C, 200 kg eller 300 kg")

    assert [need_in_words(one, "sv") for one in found.limits] == ["Temperatur −40–80 °C", "Vikt minst 300 kg"]


def test_how_exact_something_is_says_nothing_of_its_size():
    assert brief("vibration below 5 µm").limits == ()


def test_a_few_chosen_words_are_no_brief():
    assert not is_brief("ugn 1200 °C Luleå")
    assert is_brief("vi vill prova en ugn som klarar 1200 °C")


@given(st.text(max_size=200))
def test_no_text_breaks_a_brief(text):
    found = brief(text)

    assert all(0 <= one.start < one.end <= len(text) for one in found.spans)
    assert len(found.words) <= len(text)
