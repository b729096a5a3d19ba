from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.limits.quantities import BY_KEY, QUANTITIES
from portal.limits.written import address_of, bounds_of, from_address, limit_in_words, need_in_words, need_of, typed


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("längd:2.4m", "langd:2.4m"),
        ("langd:2400 mm", "langd:2.4m"),
        ("length:2,4 m", "langd:2.4m"),
        ("vikt:0,8 ton", "vikt:800kg"),
        ("temperatur:-40..120C", "temperatur:-40..120C"),
        ("temperatur:-40–120 °C", "temperatur:-40..120C"),
        ("temperatur:-40", "temperatur:-40C"),
        ("renhetsklass:5", "renhetsklass:5ISO"),
        ("renhetsklass:klass 100", "renhetsklass:5ISO"),
        ("flöde:12 l/min", "flode:0.72m3/h"),
        ("kraft:50kN", "kraft:50kN"),
    ],
)
def test_one_need_has_one_address(asked, canonical):
    assert address_of(from_address(asked)) == canonical
    assert from_address(canonical) == from_address(asked)


@pytest.mark.parametrize(
    "asked", ["", "längd", "längd:", "längd:2,4", "längd:800 kg", "ålder:2 m", "längd:m", "längd:2 x 3 m", ":2m"]
)
def test_what_is_no_need_is_refused(asked):
    with pytest.raises(ValueError):
        from_address(asked)


@given(st.text(max_size=60))
def test_nothing_in_an_address_gives_anything_but_a_need_or_a_refusal(text):
    for asked in (text, f"längd:{text}"):
        with suppress(ValueError):
            from_address(asked)


@given(st.sampled_from([one for one in QUANTITIES if one.key != "cleanliness"]), st.floats(1e-3, 1e6))
def test_an_address_keeps_its_need(quantity, value):
    sign = quantity.shown[-1]
    once = from_address(f"{quantity.slug}:{value:.6f}{sign}") if value > 0.001 else None

    assert once is None or from_address(address_of(from_address(address_of(once)))) == from_address(address_of(once))


@pytest.mark.parametrize(
    ("asked", "swedish", "english"),
    [
        ("längd:2.4m", "Längd minst 2,4 m", "Length at least 2.4 m"),
        ("vikt:1200kg", "Vikt minst 1,2 ton", "Mass at least 1.2 tonnes"),
        ("temperatur:-40..120C", "Temperatur −40–120 °C", "Temperature −40–120 °C"),
        ("renhetsklass:5", "Renhetsklass ISO 5 eller renare", "Cleanliness class ISO 5 or cleaner"),
    ],
)
def test_a_need_is_said_in_both_languages(asked, swedish, english):
    assert need_in_words(from_address(asked), "sv") == swedish
    assert need_in_words(from_address(asked), "en") == english


@pytest.mark.parametrize(
    ("key", "low", "high", "said"),
    [
        ("mass", None, 800.0, "upp till 800 kg"),
        ("temperature", 233.15, None, "från −40 °C"),
        ("temperature", 233.15, 393.15, "−40–120 °C"),
        ("voltage", None, 1.2e6, "upp till 1,2 MV"),
        ("area", 900000.0, None, "från 900 000 m²"),
        ("area", None, 1.0e8, "upp till 100 km²"),
        ("cleanliness", 5.0, 5.0, "ISO 5"),
        ("cleanliness", 5.0, 7.0, "ISO 5–7"),
    ],
)
def test_a_limit_is_said_in_a_unit_that_reads_well(key, low, high, said):
    assert limit_in_words(key, low, high, "sv").replace("\u00a0", " ") == said


@pytest.mark.parametrize("text", ["2,4 m", "2,4", "-40", "ISO 5", "5", "10–20 °C", "max 2 m", "abc", "2,4 m x 3 m", ""])
@pytest.mark.parametrize("key", ["length", "height", "temperature", "cleanliness"])
def test_a_field_is_read_or_refused(key, text):
    try:
        low, high = bounds_of(text, BY_KEY[key], "sv")
    except ValueError:
        return
    assert low is not None or high is not None


def test_what_a_field_shows_is_read_as_the_same_need():
    for asked in ("längd:2.4m", "vikt:12345kg", "temperatur:-40..120C", "renhetsklass:5", "spänning:900kV"):
        one = from_address(asked)
        assert need_of(typed(one, "sv"), BY_KEY[one.quantity], "sv") == one
