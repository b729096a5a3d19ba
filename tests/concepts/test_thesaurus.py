from os.path import commonprefix

import pytest

from portal.concepts.thesaurus import HINTED, IN_COMPOUND, LONGEST_ENDING, Concept, Thesaurus, phrase_keys
from portal.words.stems import stems
from portal.words.tokens import tokens


def concept(key, sv, en, everyday=(), hints=(), **links):
    words = {"everyday": {"sv": list(everyday)}, "hints": {"sv": list(hints)}}
    return Concept(key, sv, en, phrase_keys(words, {"sv": sv, "en": en}), **links)


@pytest.fixture
def thesaurus():
    return Thesaurus(
        [
            concept("corrosion", "korrosion", "corrosion", ["få bort rost"], ["salt"]),
            concept("tank", "tank", "tank"),
            concept("hydrogen", "vätgas", "hydrogen"),
            concept("hydrogen-tank", "vätgastank", "hydrogen tank", broader=("hydrogen",)),
            concept("am", "additiv tillverkning", "additive manufacturing", ["3D-utskrift", "skriva ut i metall"]),
            concept("robot-welding", "robotsvetsning", "robotic welding", ["svetsrobot"]),
        ]
    )


def read(thesaurus, text, language=""):
    return [dict(found.concepts) for found in thesaurus.read(tokens(text), language)]


@pytest.mark.parametrize(
    "text", ["3D-utskrift", "3d utskrift", "3Dutskrift", "3D-utskrifter", "additiva tillverkningar"]
)
def test_a_phrase_is_found_apart_together_hyphenated_and_inflected(thesaurus, text):
    assert read(thesaurus, text) == [{"am": 1.0}]


@pytest.mark.parametrize("text", ["svetsrobot", "svets robot", "svets-robotar"])
def test_a_compound_is_found_however_it_is_split(thesaurus, text):
    assert read(thesaurus, text) == [{"robot-welding": 1.0}]


def test_both_languages_lead_to_one_concept(thesaurus):
    assert read(thesaurus, "robotic welding") == read(thesaurus, "robotsvetsning")


def test_everyday_words_among_others_are_found(thesaurus):
    assert read(thesaurus, "Hur ska vi få bort rost?") == [{"corrosion": 1.0}]


def test_the_longest_phrase_wins(thesaurus):
    assert read(thesaurus, "vätgastank") == read(thesaurus, "hydrogen tank") == [{"hydrogen-tank": 1.0}]


def test_a_compound_that_is_no_phrase_is_read_by_its_parts_and_less_surely(thesaurus):
    assert read(thesaurus, "vätgaskorrosion") == [{"hydrogen": IN_COMPOUND, "corrosion": IN_COMPOUND}]


def test_a_hint_is_less_sure_than_a_name(thesaurus):
    assert read(thesaurus, "salt") == [{"corrosion": HINTED}]


def test_words_of_one_language_are_not_looked_for_in_a_text_of_the_other(thesaurus):
    assert read(thesaurus, "robotsvetsning", "en") == []


def test_a_word_without_its_dots_is_guessed(thesaurus):
    assert thesaurus.guess("vatgastank", {}) == ({"hydrogen-tank": 0.9}, thesaurus.guess("vatgastank", {})[1])
    assert thesaurus.guess("korosion", {})[0] == {"corrosion": 0.8}
    assert thesaurus.guess("ostron", {}) == ({}, "")


@pytest.mark.parametrize("text", ["additv tillverkning", "additiv tilverkning", "aditiv tillverknig"])
def test_a_slip_in_one_word_does_not_hide_a_phrase_of_two(thesaurus, text):
    typed = tokens(text)
    mended = {place: stem for place, token in enumerate(typed) if (stem := thesaurus.mend(token.word))}

    assert mended
    assert [dict(found.concepts) for found in thesaurus.read(typed, mended=mended)] == [{"am": 1.0}]


def test_a_word_of_the_thesaurus_is_never_mended(thesaurus):
    assert [thesaurus.mend(word) for word in ("tank", "rost", "additiva")] == ["", "", ""]


def test_narrower_is_broader_seen_from_above(thesaurus):
    assert thesaurus.narrower == {"hydrogen": ("hydrogen-tank",)}


def test_a_word_of_the_thesaurus_is_no_slip_of_another():
    thesaurus = Thesaurus([concept("milling", "fräsning", "milling"), concept("freezing", "frysning", "freezing")])

    assert thesaurus.guess("frysning", {}) == ({}, "")
    assert thesaurus.guess("fräsningg", {})[0] == {"milling": 0.8}


@pytest.mark.parametrize(
    "word", ["connectedapplications", "laboratoriernas", "organizationally", "instrumentationens", "hopefulnesses"]
)
def test_no_ending_is_longer_than_what_is_left_out_of_account(word):
    assert all(len(word) - len(commonprefix([word, stem])) <= LONGEST_ENDING for stem in stems(word))
