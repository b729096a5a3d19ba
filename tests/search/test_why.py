"""Why a listing is a hit: subjects by their names in the reader's language, and words as they were typed."""

from markupsafe import Markup

from portal.catalogue import capabilities
from portal.catalogue.models import INVENTORY
from portal.catalogue.service import replace_capabilities
from portal.concepts.thesaurus import Concept
from portal.search.cards import _phrases, _why
from portal.search.reasons import Reasons
from tests.search.listing import list_testbed

RUST = Concept("corrosion", "korrosion", "corrosion")
SALT = Concept("salt-spray", "saltdimma", "salt spray")


def said(app, language="sv", readings=(), **why):
    with app.test_request_context(environ_overrides={"SCRIPT_NAME": "/en" if language == "en" else ""}):
        return Markup(_why(Reasons(**why), _phrases("", dict(readings)), language)).striptags()


def test_subjects_come_first_and_words_after(app):
    assert said(app, concepts=(RUST, SALT), words=("rost",)) == "Träffar på: ämnet korrosion · , saltdimma — ord: rost"


def test_words_alone_are_called_words(app):
    assert said(app, words=("rost", "laser")) == "Träffar på ord: rost, laser"


def test_a_word_that_names_its_subject_is_not_said_twice(app):
    assert said(app, concepts=(RUST,), words=("Korrosion",)) == "Träffar på: ämnet korrosion"


def test_nothing_is_said_without_reasons(app):
    assert said(app) == ""


def test_an_english_reader_reads_english_names(app):
    assert said(app, "en", concepts=(RUST,), words=("rost",)) == "Matches: the subject corrosion — words: rost"


def test_a_word_that_was_read_as_another_is_said_as_it_was_read(app):
    read = {"korosion": "korrosion"}

    assert said(app, words=("korosion",), readings=read) == "Träffar på ord: korrosion"
    assert said(app, concepts=(RUST,), words=("korosion",), readings=read) == "Träffar på: ämnet korrosion"


def test_the_limits_asked_for_are_said_where_they_are_met(client):
    fits = list_testbed("Stora", equipment=["Vibrationsbord 2 ton"])
    replace_capabilities(fits, capabilities.read_from(fits), INVENTORY)

    assert (
        'Klarar: <span class="hit-subject">Vikt minst 800 kg</span>' in client.get("/testbaddar?matt=vikt:800kg").text
    )
    assert (
        'Meets: <span class="hit-subject">Mass at least 800 kg</span>'
        in client.get("/en/testbaddar?matt=vikt:800kg").text
    )
    assert "Klarar:" not in client.get("/testbaddar").text
