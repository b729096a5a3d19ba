import pytest

from portal.words.compounds import cut
from portal.words.slips import Slips
from portal.words.stems import english_stem, stems, swedish_stem
from portal.words.tokens import fold, tokens


def words(text):
    return [token.word for token in tokens(text)]


@pytest.mark.parametrize("typed", ["ÅNGA", "ånga", "Ånga", "A\u030anga"])
def test_case_and_composition_do_not_matter(typed):
    assert words(typed) == ["ånga"]


def test_a_word_with_hyphens_is_its_parts_and_they_are_joined():
    assert [(token.word, token.joined) for token in tokens("3D-utskrift i stål")] == [
        ("3d", False),
        ("utskrift", True),
        ("i", False),
        ("stål", False),
    ]


def test_a_word_knows_where_it_stands():
    text = "Vi provar  Ånga!"

    assert [text[token.start : token.end] for token in tokens(text)] == ["Vi", "provar", "Ånga"]


def test_signs_separate_words():
    assert words("laser, svets & (plåt)!") == ["laser", "svets", "plåt"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("batteriet", "batterier"),
        ("laboratorium", "laboratoriet"),
        ("laboratorier", "laboratorium"),
        ("ångan", "ånga"),
        ("mätningar", "mätning"),
        ("drönaren", "drönare"),
        ("tunneln", "tunnel"),
        ("motorn", "motor"),
        ("motorer", "motor"),
        ("sensorerna", "sensor"),
        ("kompressorns", "kompressor"),
    ],
)
def test_forms_of_a_swedish_word_have_one_stem(one, other):
    assert swedish_stem(one) == swedish_stem(other)


def test_forms_of_an_english_word_have_one_stem():
    assert english_stem("testing") == english_stem("tests")


@pytest.mark.parametrize(("word", "bare"), [("mätning", "matning"), ("kåé", "kae"), ("smørrebrød", "smorrebrod")])
def test_folding_takes_diacritics_away(word, bare):
    assert fold(word) == bare


def test_a_word_of_unknown_language_has_a_stem_in_each():
    assert stems("materials") == (swedish_stem("materials"), english_stem("materials"))
    assert stems("materials", "en") == (english_stem("materials"),)


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("vätgastank", ("vätg", "tank")),
        ("korrosionsprovning", ("korrosion", "provning")),
        ("högspänningslabb", ("högspänning", "labb")),
        ("svetsrobotcell", ("svet", "robot", "cell")),
        ("okändtank", ()),
        ("underhåll", ()),
        ("tank", ()),
    ],
)
def test_a_compound_is_cut_in_known_words(word, parts):
    known = {
        swedish_stem(one)
        for one in "vätgas tank korrosion provning högspänning hög labb svets robot cell under håll".split()
    }

    assert cut(word, known.__contains__) == parts


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("korosion", "korrosion"),
        ("korrosoin", "korrosion"),
        ("korrosionn", "korrosion"),
        ("korrpsion", "korrosion"),
        ("batteritsning", "batteritestning"),
        ("drogtest", None),
        ("pipett", None),
        ("stal", None),
        ("5g2000", None),
    ],
)
def test_a_slip_of_the_pen_is_read_as_the_word_that_was_meant(typed, meant):
    slips = Slips({"korrosion": 3, "droptest": 1, "pipe": 2, "stål": 5, "batteritestning": 1, "5g2001": 1})

    assert slips.nearest(typed) == meant


def test_of_two_words_as_near_the_common_one_was_meant():
    assert Slips({"mätningen": 1, "mätninger": 9}).nearest("mätninge") == "mätninger"


@pytest.mark.parametrize("text", ["", "   ", "!?;--", "\x00", "😀", "'; DROP TABLE posting; --", "<script>", "ß" * 500])
def test_no_text_is_too_strange_to_read(text):
    for token in tokens(text):
        stems(token.word)
