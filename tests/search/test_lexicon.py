import pytest

from portal.search.lexicon import CONCEPT, MOST_LIKE, Lexicon


@pytest.fixture
def lexicon():
    return Lexicon(["laser", "lasersvets", "fiberlaser", "mätning", "matning", "ånga", CONCEPT + "laser-welding"])


def test_terms_that_stand_for_concepts_are_no_words(lexicon):
    assert len(lexicon) == 6
    assert CONCEPT + "laser-welding" not in lexicon


def test_longer_words_are_found_from_the_front_and_from_the_back(lexicon):
    assert lexicon.starting("laser") == ["lasersvets"]
    assert lexicon.ending("laser") == ["fiberlaser"]


def test_of_many_longer_words_the_shortest_come_first():
    lexicon = Lexicon(f"laser{'x' * number}" for number in range(1, 100))

    assert lexicon.starting("laser") == [f"laser{'x' * number}" for number in range(1, MOST_LIKE + 1)]


@pytest.mark.parametrize(("bare", "words"), [("matning", ("mätning",)), ("anga", ("ånga",)), ("laser", ())])
def test_words_are_known_by_how_they_are_typed_without_dots(lexicon, bare, words):
    assert lexicon.unfolded(bare) == words


def test_a_beginning_without_dots_is_enough(lexicon):
    assert lexicon.starting_bare("mat") == ["mätning"]


def test_words_of_a_changed_listing_are_taken_in_for_every_question(lexicon):
    assert (lexicon.slip_of("vindtunel"), lexicon.unfolded("olja")) == (None, ())

    lexicon.add(["vindtunnel", "ölja", CONCEPT + "wind"])

    assert "vindtunnel" in lexicon and CONCEPT + "wind" not in lexicon
    assert lexicon.slip_of("vindtunel") == "vindtunnel"
    assert lexicon.unfolded("olja") == ("ölja",)
    assert lexicon.starting("vind") == ["vindtunnel"]
