from portal.search.likeness import alike
from portal.search.panels import similar
from tests.search.listing import list_testbed


def names(testbed):
    return [one.listed.name for one in alike(testbed)]


def test_more_in_common_is_more_alike(app):
    this = list_testbed("Denna", technologies=["hydrogen", "quantum"], sectors=["energy"])
    list_testbed("Halv", technologies=["hydrogen"])
    list_testbed("Hel", technologies=["hydrogen", "quantum"], sectors=["energy"])
    list_testbed("Ingen", technologies=["textile"])

    assert names(this) == ["Hel", "Halv"]


def test_the_near_one_goes_first_among_equals(app):
    this = list_testbed("Denna", technologies=["hydrogen"])
    list_testbed("Fjärran", technologies=["hydrogen"], lat=67.85, lon=20.22)
    list_testbed("Granne", technologies=["hydrogen"])

    assert names(this) == ["Granne", "Fjärran"]


def test_no_more_than_four_are_shown(app):
    testbeds = [list_testbed(f"T{number}", technologies=["hydrogen"]) for number in range(7)]

    assert len(alike(testbeds[0])) == 4


def test_a_real_testbed_is_not_like_a_demonstration(app):
    real = list_testbed("Verklig", technologies=["hydrogen"])
    shown = list_testbed("Påhittad", technologies=["hydrogen"], is_demonstration=True)

    assert names(real) == []
    assert names(shown) == ["Verklig"]


def test_the_panel_is_empty_when_nothing_is_alike(app):
    with app.test_request_context("/testbaddar/ugnen"):
        assert similar(testbed=list_testbed("Ensam", technologies=["hydrogen"])) == ""


def test_the_panel_names_what_both_have(app):
    this = list_testbed("Denna", technologies=["hydrogen"])
    list_testbed("Andra", name_en="The other", technologies=["hydrogen"], status="planned")

    with app.test_request_context("/testbaddar/denna"):
        assert "Vätgas" in similar(testbed=this) and "Planerad" in similar(testbed=this)
    with app.test_request_context("/testbaddar/denna", base_url="http://localhost/en"):
        assert "The other" in similar(testbed=this) and "Hydrogen" in similar(testbed=this)
