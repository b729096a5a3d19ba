"""What a company's own words answer, and which questions are left to ask."""

from datetime import date

import pytest

from portal.enquiry.intake import steps
from portal.enquiry.intake.reading import answers_in, needs_of, words_of

TODAY = date(2026, 11, 30)
SAID = "Axel, 2,4 m, 800 kg, vi finns i Dalarna, helst i mars, 200 000 kr, TRL 4 till 6, hemligt"


def test_what_the_text_says_becomes_answers() -> None:
    assert answers_in(SAID, TODAY) == {
        "length_mm": 2400,
        "mass_g": 800_000,
        "place": "Dalarnas län",
        "county": "Dalarnas län",
        "first_day": "2027-03-01",
        "last_day": "2027-03-31",
        "budget": 200_000,
        "trl_now": 4,
        "trl_wanted": 6,
        "secrecy": "blind",
    }


@pytest.mark.parametrize("text", ["Tål den kyla?", "", "x" * 4000, "999999999999999999999 kg", "ingen hemlig sak"])
def test_what_it_does_not_say_is_asked(text: str) -> None:
    assert answers_in(text, TODAY) == {}


def test_a_town_tells_its_county() -> None:
    assert answers_in("Vi finns i Västerås", TODAY)["county"] == "Västmanlands län"


def test_no_question_is_asked_whose_answer_was_read() -> None:
    read = answers_in(SAID, TODAY)
    answers = {"need": SAID, **read, "read": list(read)}

    asked = {name for step in steps.STEPS for name in steps.asked(step, answers)}

    assert asked.isdisjoint({*read, "need", "wanted_time"})
    assert [step.slug for step in steps.STEPS if not steps.asked(step, answers)] == ["tid-och-plats"]


def test_what_was_read_is_asked_when_somebody_wants_to_change_it() -> None:
    step = steps.get_step("foremal")

    assert steps.asked(step, {"mass_g": 1, "read": ["mass_g"]}, all_of_it=True) == step.names


def test_what_was_typed_is_no_longer_read_from_the_text() -> None:
    answers = {"mass_g": 800_000, "length_mm": 2400, "read": ["mass_g", "length_mm"]}

    assert steps.with_answers(answers, {"mass_g": 900_000, "length_mm": None}) == {"mass_g": 900_000}


def test_a_measure_that_was_typed_stands_above_the_one_in_the_text() -> None:
    needs = needs_of({"need": "800 kg, tål 80 kN", "mass_g": 900_000}, TODAY)

    assert {one.quantity: one.high for one in needs} == {"mass": 900, "force": 80_000}


def test_the_search_goes_by_the_words_without_the_figures() -> None:
    assert "800" not in words_of({"need": "Utmattning av axel, 800 kg, i Dalarna"}, TODAY)
