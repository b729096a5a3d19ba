import pytest

from portal.limits.fitting import Fit, Limit, Need, fit_of
from portal.limits.quantities import BY_KEY
from portal.limits.reading import read
from portal.limits.stated import stated_in
from portal.limits.written import need


def judged(needed, *lines):
    """Return how what is needed fits a testbed that says these lines."""
    stated = stated_in((line, None) for line in lines)
    limits = [Limit(one.quantity, one.low, one.high, frozenset({one.subject_sv})) for one in stated]
    return fit_of([need(one.quantity, one.low, one.high) for one in read(needed)], limits)


@pytest.mark.parametrize(
    ("needed", "stated", "fit"),
    [
        ("800 kg", "bord för 800 kg", Fit.YES),
        ("801 kg", "bord för 800 kg", Fit.NO),
        ("minst 500 kg", "max 0,8 ton", Fit.YES),
        ("800 kg", "hall 20 m lång", Fit.UNTOLD),
        ("100 kW", "500-600 kW", Fit.YES),
        ("800 m2", "över 900 m2", Fit.YES),
        ("1000 m2", "över 900 m2", Fit.UNTOLD),
        ("-40–120 °C", "klimatskåp −40 till 120 °C", Fit.YES),
        ("-40–120 °C", "klimatskåp −70 till 180 °C", Fit.YES),
        ("-40–120 °C", "klimatskåp −30 till 120 °C", Fit.NO),
        ("-40–120 °C", "klimatskåp −40 till 100 °C", Fit.NO),
        ("-30 °C", "köldkammare −40 °C", Fit.YES),
        ("-50 °C", "köldkammare −40 °C", Fit.NO),
        ("-30–60 °C", "köldkammare −40 °C", Fit.NO),
        ("1000 °C", "ugn 1 200 °C", Fit.YES),
        ("-10 °C", "ugn 1 200 °C", Fit.NO),
        ("2–4 GHz", "1–6 GHz", Fit.YES),
        ("2–8 GHz", "1–6 GHz", Fit.NO),
        ("ISO 6", "renrum ISO 5", Fit.YES),
        ("ISO 4", "renrum ISO 5", Fit.NO),
        ("klass 1000", "renrum klass 100", Fit.YES),
    ],
)
def test_a_need_is_judged_by_what_the_testbed_states(needed, stated, fit):
    assert judged(needed, stated) is fit


def test_an_object_fits_when_all_its_sides_fit_one_and_the_same_place():
    assert judged("2 x 1 x 1 m", "kammare 3 x 2 x 2 m") is Fit.YES
    assert judged("5 x 2 m", "bana 700 x 1 m", "hall 4 x 3 m") is Fit.NO


def test_an_object_may_be_turned_on_the_floor():
    hall = [Limit("length", None, 3, frozenset("a")), Limit("width", None, 1.5, frozenset("a"))]

    assert fit_of([Need("length", 1, 1), Need("width", 2, 2)], hall) is Fit.YES
    assert fit_of([Need("length", 2, 2), Need("width", 2, 2)], hall) is Fit.NO


def test_a_place_that_states_none_of_the_sides_does_not_save_one_that_is_too_small():
    assert judged("5 m lång", "bord 2 m långt", "torn 12 m högt") is Fit.NO


def test_different_needs_may_be_met_by_different_equipment():
    assert judged("800 kg, -40 °C", "lyftbord 2 ton", "köldkammare −40 °C") is Fit.YES


def test_what_is_stated_too_small_counts_more_than_what_is_not_stated():
    assert judged("800 kg, -40 °C", "lyftbord 200 kg") is Fit.NO
    assert judged("800 kg, -40 °C", "lyftbord 2 ton") is Fit.UNTOLD


def test_a_height_that_nobody_states_leaves_the_object_untold():
    assert judged("2 x 1 x 1 m", "hall 30 x 20 m") is Fit.UNTOLD


def test_every_quantity_can_be_judged():
    for key in BY_KEY:
        assert fit_of([Need(key, 5, 5)], [Limit(key, 1, 1000)]) in (Fit.YES, Fit.NO)
