import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.limits.quantities import BY_KEY, QUANTITIES
from portal.limits.reading import read

CELSIUS = 273.15


def said(text, language=None):
    """Return what was read, in SI rounded to what a table of cases can hold."""
    return [
        (one.quantity, *(None if end is None else float(f"{end:.6g}") for end in (one.low, one.high)))
        for one in read(text, language)
    ]


@pytest.mark.parametrize(
    ("text", "quantity", "low", "high"),
    [
        ("2,4 m", "length", 2.4, 2.4),
        ("2.4 m", "length", 2.4, 2.4),
        ("240 cm", "length", 2.4, 2.4),
        ("en 2,4-meters balk", "length", 2.4, 2.4),
        ("260-metre towing tank", "length", 260, 260),
        ("Två kilometer lång", "length", 2000, 2000),
        ("800 kg", "mass", 800, 800),
        ("1 200 kg", "mass", 1200, 1200),
        ("1\u00a0200 kg", "mass", 1200, 1200),
        ("upp till 1,5 ton", "mass", None, 1500),
        ("max 800 kg", "mass", None, 800),
        ("högst ca 800 kilo", "mass", None, 800),
        ("minst 2,4 m lång", "length", 2.4, None),
        ("över 900 kg", "mass", 900, None),
        ("more than 900 kg", "mass", 900, None),
        ("50 kN", "force", 50e3, 50e3),
        ("50 kn", "force", 50e3, 50e3),
        ("2 MN", "force", 2e6, 2e6),
        ("120 Nm", "torque", 120, 120),
        ("5 bar", "pressure", 5e5, 5e5),
        ("mellan 5 och 10 bar", "pressure", 5e5, 1e6),
        ("600 MPa", "pressure", 6e8, 6e8),
        ("1,4 kbar", "pressure", 1.4e8, 1.4e8),
        ("provspänning 900 kV AC", "voltage", 9e5, 9e5),
        ("24 VDC", "voltage", 24, 24),
        ("±1200 kV DC", "voltage", -1.2e6, 1.2e6),
        ("4 000 A", "current", 4000, 4000),
        ("500-600 kW", "power", 5e5, 6e5),
        ("2–4 MW", "power", 2e6, 4e6),
        ("batterilager 400 kWh", "energy", 1.44e9, 1.44e9),
        ("50 Hz", "frequency", 50, 50),
        ("från 2 till 8 GHz", "frequency", 2e9, 8e9),
        ("3000 rpm", "rotation", 50, 50),
        ("12 l/min", "flow", 0.0002, 0.0002),
        ("0.1-6 m3/h", "flow", 2.77778e-5, 0.00166667),
        ("3 880 m³ vätgas/timme", "flow", 1.07778, 1.07778),
        ("150 till 160 kilo i timmen", "throughput", 0.0416667, 0.0444444),
        ("till 70 km/h", "speed", None, 19.4444),
        ("10-50 litres", "volume", 0.01, 0.05),
        ("100 m3", "volume", 100, 100),
        ("1 300 kvadratmeter", "area", 1300, 1300),
        ("1,3 miljoner kvadratmeter", "area", 1.3e6, 1.3e6),
        ("A 1,000-square-metre hall", "area", 1000, 1000),
        ("10–95 % RF", "humidity", 10, 95),
        ("ISO 5", "cleanliness", 5, 5),
        ("renrum ISO 14644-1 klass 7", "cleanliness", 7, 7),
        ("ISO 5-8", "cleanliness", 5, 8),
        ("renrum klass 100", "cleanliness", 5, 5),
        ("class 10,000", "cleanliness", 7, 7),
    ],
)
def test_a_limit_is_read_in_any_usual_form(text, quantity, low, high):
    assert said(text) == [(quantity, low, high)]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("-40–120 °C", -40, 120),
        ("−40 till 120 °C", -40, 120),
        ("–10 till +55 °C", -10, 55),
        ("-20 to +30 C", -20, 30),
        ("-40 - -10 °C", -40, -10),
        ("minus 20 till plus 30 grader", -20, 30),
        ("minus fyrtio grader", -40, -40),
        ("omkring 25 minusgrader", -25, -25),
        ("cold room at -30 C", -30, -30),
        ("mellan -20 och +60 grader", -20, 60),
        ("20 ± 2 °C", 18, 22),
        ("15-80 C", 15, 80),
        ("ned till −40 °C", -40, None),
        ("upp till 1 200 °C", None, 1200),
        ("77 K", -196.15, -196.15),
    ],
)
def test_temperatures_are_read_with_their_signs(text, low, high):
    (reading,) = read(text)

    assert [None if end is None else round(end - CELSIUS, 2) for end in (reading.low, reading.high)] == [low, high]


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("600 x 400 x 300 mm", (0.6, 0.4, 0.3)),
        ("600×400×300 mm", (0.6, 0.4, 0.3)),
        ("60x40 cm", (0.6, 0.4)),
        ("två rum 3x3 m", (3, 3)),
        ("(700 m x 40 m)", (700, 40)),
        ("400 x 600 mm", (0.6, 0.4)),
        ("fem gånger tre meter stort", (5, 3)),
        ("a five by three metre treadmill", (5, 3)),
    ],
)
def test_the_sides_of_an_object_are_read_together(text, sides):
    found = read(text)

    assert [one.quantity for one in found] == ["length", "width", "height"][: len(sides)]
    assert tuple(one.high for one in found) == sides
    assert len({(one.start, one.end) for one in found}) == 1


@pytest.mark.parametrize(
    ("text", "quantities"),
    [
        ("2,4 m lång, 1,2 m bred och 0,9 m hög", ["length", "width", "height"]),
        ("längd 2,4 m, bredd: 1,2 m, takhöjd 6 m", ["length", "width", "height"]),
        ("vattendjup 10 m, diameter 1.2 m", ["depth", "diameter"]),
        ("nearly 30 metres long and ten metres wide", ["length", "width"]),
        ("Tunnel ned till ca 460 m", ["depth"]),
        ("climate and altitude chamber, up to 9,000 m", ["altitude"]),
        ("150 mm silicon carbide wafer processing", ["diameter"]),
        ("dragtorn (12 m)", ["height"]),
    ],
)
def test_words_around_a_length_tell_what_it_is(text, quantities):
    assert [one.quantity for one in read(text)] == quantities


@pytest.mark.parametrize(
    "text",
    [
        "800 servrar",
        "12",
        "2,4",
        "TRL 5",
        "TRL 4-6",
        "200 000 kr",
        "2 MSEK",
        "20 mnkr",
        "den 12 mars 2026",
        "2026-03-12",
        "invigd 2015",
        "v. 12",
        "722 14 Västerås",
        "070-123 45 67",
        "5G-nät",
        "5g i hallen",
        "4K-skärm",
        "3D-skrivare",
        "ISO 9001",
        "ISO 14001",
        "EOS M290",
        "LEAP 3000",
        "levels 486 and 536",
        "10 m/s2",
        "780 meter över havet",
        "cirka 30 meter under mark",
        "inom 50 km från Västerås",
        "på 2 meters avstånd",
        "1,5 m räckvidd",
        "7 850 kg/m³",
        "en person",
        "10 miljoner",
    ],
)
def test_a_number_without_a_limit_is_none(text):
    assert read(text) == []


def test_a_stroke_between_two_limits_parts_them():
    assert said("230V/16A") == [("voltage", 230, 230), ("current", 16, 16)]


def test_a_comma_before_three_digits_is_read_by_the_language():
    assert said("2,405 m2", "en") == [("area", 2405, 2405)]
    assert said("2,405 m", "sv") == [("length", 2.405, 2.405)]
    assert said("0,125 m", "en") == [("length", 0.125, 0.125)]


def test_each_reading_says_where_it_stands():
    text = "Vi har en balk på 800 kg, 2,4 m lång, som ska tåla -40–120 °C."

    assert [text[one.start : one.end] for one in read(text)] == ["800 kg", "2,4 m", "-40–120 °C"]


@given(st.text(max_size=120))
def test_no_text_breaks_the_reader_and_every_span_lies_within_it(text):
    for one in read(text):
        assert 0 <= one.start < one.end <= len(text)
        assert one.low is not None or one.high is not None
        assert one.quantity in BY_KEY


@given(st.integers(1, 9999), st.sampled_from([(q, u) for q in QUANTITIES for u in q.units if q.key != "cleanliness"]))
def test_every_unit_is_read_as_it_is_written(value, known):
    quantity, unit = known
    if unit.sign in ("g", "K") and value < 8:
        return

    found = read(f"{value} {unit.sign}", "sv")

    assert [BY_KEY[one.quantity].units == quantity.units for one in found] == [True]
    assert found[0].high == pytest.approx(unit.to_si(value), rel=1e-6)


@given(st.floats(-200, 2000), st.floats(-200, 2000))
def test_a_range_is_read_in_order_whichever_end_comes_first(one, other):
    text = f"{one:.1f} till {other:.1f} °C"

    (reading,) = read(text)

    assert reading.low <= reading.high
    assert reading.low == pytest.approx(min(round(one, 1), round(other, 1)) + CELSIUS, abs=0.01)
