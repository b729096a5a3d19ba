import pytest

from portal.search.analysis import BACKWARDS, FOLDED, english_stem, fold, index_terms, query_words, swedish_stem, words


@pytest.mark.parametrize("typed", ["ÅNGA", "ånga", "Ånga", "A\u030anga"])
def test_case_and_composition_do_not_matter(typed):
    assert words(typed) == ["ånga"]


def test_a_word_with_hyphens_stands_whole_and_in_parts():
    assert words("3D-utskrift") == ["3dutskrift", "3d", "utskrift"]


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
    ],
)
def test_forms_of_a_swedish_word_have_one_stem(one, other):
    assert swedish_stem(one) == swedish_stem(other)


def test_forms_of_an_english_word_have_one_stem():
    assert english_stem("testing") == english_stem("tests")


@pytest.mark.parametrize(("word", "bare"), [("mätning", "matning"), ("kåé", "kae"), ("smørrebrød", "smorrebrod")])
def test_folding_takes_diacritics_away(word, bare):
    assert fold(word) == bare


def test_a_word_with_diacritics_is_also_stored_without_them():
    assert {swedish_stem("mätning"), FOLDED + "matning"} <= set(index_terms("mätning", "sv"))


def test_a_word_without_diacritics_is_not_stored_twice():
    assert not [term for term in index_terms("matning", "sv") if term.startswith(FOLDED)]


def test_a_long_word_is_stored_backwards_so_that_its_end_can_be_found():
    assert BACKWARDS + "vätgas"[::-1] not in index_terms("vätgas", "sv")
    assert BACKWARDS + swedish_stem("ljusbågsugn")[::-1] in index_terms("ljusbågsugn", "sv")


def test_stop_words_of_both_languages_are_left_out():
    assert index_terms("vi vill ha en the and of") == {}


def test_a_query_of_stop_words_alone_is_taken_at_its_word():
    assert [word.text for word in query_words("var är")] == ["var", "är"]


def test_each_word_of_a_query_counts_once():
    assert [word.text for word in query_words("laser Laser LASER plåt")] == ["laser", "plåt"]


def test_only_the_last_word_may_be_half_typed():
    first, last = query_words("svets pl")

    assert "pl" in last.prefixes
    assert all(len(prefix) >= 4 for prefix in first.prefixes)


@pytest.mark.parametrize("text", ["", "   ", "!?;--", "\x00", "😀", "'; DROP TABLE posting; --", "<script>"])
def test_no_text_is_too_strange_to_read(text):
    query_words(text)
    index_terms(text)


def test_words_are_cut_to_what_the_index_holds():
    assert all(len(term) <= 80 for term in index_terms("å" * 500))
