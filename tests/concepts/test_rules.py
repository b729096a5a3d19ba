import pytest

from portal.concepts import rules

BROADER = {"coating": (), "paint": ("coating",), "powder-paint": ("paint",), "rust": ()}


def faults(slug, broader=(), related=()):
    found = rules.flaws_of_links(slug, {"broader": broader, "related": related}, BROADER)
    return [(flaw.field, flaw.slug, flaw.why) for flaw in found]


def test_links_to_what_is_there_are_sound():
    assert faults("powder-paint", ["paint", "rust"], ["coating"]) == []


@pytest.mark.parametrize(
    ("broader", "related", "field", "why"),
    [
        (["nowhere"], [], "broader", "unknown"),
        ([], ["nowhere"], "related", "unknown"),
        (["coating"], [], "broader", "itself"),
        (["powder-paint"], [], "broader", "circle"),
        (["paint"], [], "broader", "circle"),
        (["rust"], ["rust"], "related", "broader-too"),
    ],
)
def test_a_link_that_cannot_be_is_named_at_its_field(broader, related, field, why):
    assert faults("coating", broader, related) == [(field, (broader + related)[-1], why)]


def test_every_fault_is_named_at_once():
    assert len(faults("coating", ["unknown", "coating", "paint"], ["nowhere"])) == 4


def test_a_circle_that_is_there_already_ends():
    circle = {"a": ("b",), "b": ("a",), "c": ()}

    assert rules.flaws_of_links("c", {"broader": ["a"], "related": []}, circle) == []


def test_a_testbed_is_about_what_is_there_and_once():
    found = rules.flaws_of_subjects({"main": ["rust", "nowhere"], "also": ["rust"]}, BROADER)

    assert [(flaw.field, flaw.slug) for flaw in found] == [("main", "nowhere"), ("also", "rust")]


def test_a_flaw_is_told_at_its_field():
    told = rules.refusals([rules.Flaw("related", "rust", "itself")])

    assert [(one.field, one.details) for one in told] == [("related", {"slug": "rust"})]


def test_doubles_are_seen_in_any_case():
    assert rules.doubles(["Prov", "test", "prov", "PROV"]) == ["prov", "PROV"]


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Salt spray test", "salt-spray-test"), ("Åldring (UV)", "aldring-uv"), ("3D-printing", "3d-printing"), ("—", "")],
)
def test_a_short_name_is_made_of_a_name(name, slug):
    assert rules.slug_of(name) == slug


def test_names_are_sorted_as_in_a_swedish_dictionary():
    names = ["öl", "zink", "ånga", "Al", "ämne"]

    assert sorted(names, key=rules.alphabetical) == ["Al", "zink", "ånga", "ämne", "öl"]


@pytest.mark.parametrize(("name", "letter"), [("ånga", "Å"), ("5G", "#"), ("élan", "#"), ("zink", "Z")])
def test_a_name_is_found_under_its_letter(name, letter):
    assert rules.initial(name) == letter
