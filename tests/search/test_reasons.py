import numpy as np
import pytest

from portal.concepts.thesaurus import Concept, Thesaurus, phrase_keys
from portal.search.asking import ask
from portal.search.lexicon import CONCEPT, Lexicon
from portal.search.reasons import Reasons, reasons


def concept(key, sv, **links):
    return Concept(key, sv, key, phrase_keys({}, {"sv": sv, "en": key}), **links)


WELDING = concept("welding", "svetsning")
LASER_WELDING = concept("laser-welding", "lasersvetsning", broader=("welding",))
THESAURUS = Thesaurus([WELDING, LASER_WELDING])
POSTINGS = {
    "svetsning": [0, 2],
    "plåt": [1, 2],
    CONCEPT + "welding": [0],
    CONCEPT + "laser-welding": [1],
}


def holding(term, places):
    return np.isin(places, POSTINGS.get(term, []))


def why(text, *places):
    question = ask(text, THESAURUS, Lexicon(POSTINGS))
    return reasons(question, holding, THESAURUS, np.array(places, dtype=np.int64))


def test_the_words_are_said_as_they_were_typed_in_the_order_of_the_question():
    assert why("plåten svetsningar", 2) == [Reasons(words=("plåten", "svetsningar"))]


def test_a_concept_is_named_as_the_listing_has_it():
    assert why("svetsning", 0, 1) == [Reasons(("svetsning",), (WELDING,)), Reasons((), (LASER_WELDING,))]


def test_each_place_has_reasons_of_its_own_whatever_their_order():
    assert why("svetsning plåt", 2, 0) == list(reversed(why("svetsning plåt", 0, 2)))


@pytest.mark.parametrize("text", ["", "abrakadabra"])
def test_what_nobody_answers_to_has_no_reasons(text):
    assert why(text, 0, 2) == [Reasons(), Reasons()]


def test_no_places_have_no_reasons():
    assert why("svetsning") == []
