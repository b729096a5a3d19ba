import pytest

from portal.limits.stated import sentences, stated_in

ROOM = 293.15


def limits(*lines):
    return [(one.quantity, one.low, one.high) for one in stated_in((line, None) for line in lines)]


def test_a_single_number_says_how_far_it_goes():
    assert limits("Vibrationsbord 800 kg") == [("mass", None, 800.0)]
    assert limits("provspänning ±1200 kV DC") == [("voltage", None, 1.2e6)]


@pytest.mark.parametrize(
    ("line", "low", "high"),
    [
        ("cold room at -30 C", 243.15, None),
        ("27 cooling containers to -40 C", 233.15, None),
        ("Vakuumugn 1 200 °C", None, 1473.15),
        ("klimathall –10 till +55 °C", 263.15, 328.15),
    ],
)
def test_a_single_temperature_is_cold_or_hot_as_seen_from_the_room(line, low, high):
    assert limits(line) == [("temperature", low, high)]


@pytest.mark.parametrize(
    "line",
    [
        "direct reduction pilot, planned capacity 1 tonne per hour",
        "Planerad testbana, 75 kilometer lång",
        "Anläggningen har gett över 5000 ton järnsvamp.",
        "640 m gas pipeline from SSAB",
        "autonomous off-road vehicle platform... a vehicle platform, 10 tonnes",
        "En tio ton tung förarlös terrängfordonsplattform",
        "rebuildable 300 m2 apartments with sensors",
        "kontaktledning över 2 km väg",
        "På 1,6 kilometer av en 4,1 kilometer lång rutt laddades en buss",
    ],
)
def test_what_only_looks_like_a_limit_is_left_out(line):
    assert limits(line) == []


def test_what_a_place_has_grown_by_is_not_its_size():
    assert limits("Ytan på 45 hektar utökades från 2019 med 12 hektar") == [("area", None, 450000.0)]


def test_the_same_limit_in_both_languages_is_one_with_both_sentences():
    (one,) = stated_in([("Släpränna 260 m", "sv"), ("In a 260-metre towing tank", "en")])

    assert (one.subject_sv, one.subject_en) == ("Släpränna 260 m", "In a 260-metre towing tank")


def test_the_sides_of_two_machines_stay_apart():
    found = stated_in([("Autoklav (2,0 m x 0,6 m)", "sv"), ("Autoklav två (2,0 m x 0,44 m)", "sv")])

    assert [(one.quantity, one.high) for one in found] == [
        ("length", 2.0),
        ("width", 0.6),
        ("length", 2.0),
        ("width", 0.44),
    ]


def test_a_sentence_ends_before_the_next_one_begins():
    assert sentences("Hall på 1.5 km. Den är 2 m hög; rum 3 x 3 m.") == [
        "Hall på 1.5 km.",
        "Den är 2 m hög;",
        "rum 3 x 3 m.",
    ]
