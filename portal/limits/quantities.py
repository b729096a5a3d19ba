"""The quantities that limits are about: their units in every usual spelling, their words, and how more and less compare."""

from collections.abc import Mapping
from dataclasses import dataclass

REACHES, SPANS, CLASS = "reaches", "spans", "class"
"""What reaches far holds what is less as well; a span must cover all that is asked for; of classes the lower is the better."""

ROOM_TEMPERATURE = 293.15


@dataclass(frozen=True)
class Unit:
    """A unit by its sign: how much of the SI unit it is, and the words that people write for it."""

    sign: str
    factor: float
    words: tuple[str, ...] = ()
    offset: float = 0.0

    def to_si(self, value: float) -> float:
        """Return the value in the SI unit, without the dust that floating point leaves."""
        return float(f"{value * self.factor + self.offset:.9g}")

    def from_si(self, value: float) -> float:
        return float(f"{(value - self.offset) / self.factor:.7g}")


@dataclass(frozen=True)
class Quantity:
    """A kind of limit: its key in the database, its part of an address, its words, and its units, the usual one first.

    `shown` are the units that pages write, from small to large; the first unit is also what a bare number means where
    `is_bare` says that no other is thinkable.
    """

    key: str
    slug: str
    sv: str
    en: str
    way: str
    units: tuple[Unit, ...]
    shown: tuple[str, ...]
    is_bare: bool = False

    def label(self, language: str) -> str:
        return self.en if language == "en" else self.sv

    def unit(self, sign: str) -> Unit:
        return next(unit for unit in self.units if unit.sign == sign)


def _scaled(sign: str, words: str, prefixes: str, *, base: float = 1.0) -> tuple[Unit, ...]:
    """Return the unit and its multiples; `words` are the unit's full words, which take the prefix's word before them."""
    made = []
    for prefix in ("", *prefixes.split()):
        mark, names, factor = _PREFIXES[prefix]
        spelled = tuple(name + word for name in names for word in words.split())
        made.append(Unit(mark + sign, float(f"{factor * base:.12g}"), spelled))
    return tuple(made)


_PREFIXES = {
    "": ("", ("",), 1.0),
    "n": ("n", ("nano",), 1e-9),
    "u": ("µ", ("mikro", "micro"), 1e-6),
    "m": ("m", ("milli",), 1e-3),
    "c": ("c", ("centi",), 1e-2),
    "d": ("d", ("deci",), 1e-1),
    "h": ("h", ("hekto", "hecto"), 1e2),
    "k": ("k", ("kilo",), 1e3),
    "M": ("M", ("mega",), 1e6),
    "G": ("G", ("giga",), 1e9),
    "T": ("T", ("tera",), 1e12),
}

_LENGTHS = _scaled("m", "meter metre meters metres", "n u m c d k")
_SEEN_LENGTHS = ("mm", "m", "km")
_MASSES = (
    Unit("kg", 1, ("kilogram", "kilograms", "kilo", "kilon", "kilos")),
    Unit("g", 1e-3, ("gram", "grams")),
    Unit("mg", 1e-6, ("milligram",)),
    Unit("ton", 1e3, ("tonne", "tonnes", "tons", "tonnen")),
    Unit("t", 1e3),
)
_VOLUMES = (
    Unit("m³", 1, ("m3", "kubikmeter", "kubikmeters", "cubic metre", "cubic metres", "cubic meter", "cubic meters")),
    Unit("l", 1e-3, ("liter", "liters", "litre", "litres")),
    Unit("L", 1e-3),
    Unit("dl", 1e-4),
    Unit("cl", 1e-5),
    Unit("ml", 1e-6, ("milliliter", "millilitre", "millilitres")),
    Unit("dm³", 1e-3, ("dm3",)),
    Unit("cm³", 1e-6, ("cm3",)),
)
TIMES: Mapping[str, float] = {
    "s": 1,
    "sek": 1,
    "sekund": 1,
    "sekunden": 1,
    "second": 1,
    "min": 60,
    "minut": 60,
    "minuten": 60,
    "minute": 60,
    "h": 3600,
    "tim": 3600,
    "timme": 3600,
    "timmen": 3600,
    "hour": 3600,
    "dygn": 86400,
    "dygnet": 86400,
    "dag": 86400,
    "dagen": 86400,
    "day": 86400,
    "vecka": 604800,
    "week": 604800,
    "år": 31557600,
    "året": 31557600,
    "year": 31557600,
}


def _per(units: tuple[Unit, ...], *pairs: str) -> tuple[Unit, ...]:
    """Return the signs that pages write for an amount in a time: kg/h, m/s."""
    made = []
    for pair in pairs:
        sign, _, time = pair.partition("/")
        base = next(unit for unit in units if unit.sign == sign)
        made.append(Unit(pair, base.factor / TIMES[time]))
    return tuple(made)


QUANTITIES = (
    Quantity("length", "langd", "Längd", "Length", REACHES, _LENGTHS, _SEEN_LENGTHS),
    Quantity("width", "bredd", "Bredd", "Width", REACHES, _LENGTHS, _SEEN_LENGTHS),
    Quantity("height", "hojd", "Höjd", "Height", REACHES, _LENGTHS, _SEEN_LENGTHS),
    Quantity("diameter", "diameter", "Diameter", "Diameter", REACHES, _LENGTHS, _SEEN_LENGTHS),
    Quantity("depth", "djup", "Djup", "Depth", REACHES, _LENGTHS, _SEEN_LENGTHS),
    Quantity(
        "area",
        "yta",
        "Yta",
        "Area",
        REACHES,
        (
            Unit(
                "m²",
                1,
                ("m2", "kvm", "kvadratmeter", "square metre", "square metres", "square meter", "square meters", "sqm"),
            ),
            Unit("cm²", 1e-4, ("cm2",)),
            Unit("ha", 1e4, ("hektar", "hectare", "hectares")),
            Unit("km²", 1e6, ("km2", "kvadratkilometer", "square kilometre", "square kilometres", "square kilometers")),
        ),
        ("m²", "km²"),
    ),
    Quantity("volume", "volym", "Volym", "Volume", REACHES, _VOLUMES, ("l", "m³")),
    Quantity("mass", "vikt", "Vikt", "Mass", REACHES, _MASSES, ("g", "kg", "ton")),
    Quantity("force", "kraft", "Kraft", "Force", REACHES, _scaled("N", "newton newtons", "m k M"), ("N", "kN", "MN")),
    Quantity(
        "torque",
        "vridmoment",
        "Vridmoment",
        "Torque",
        REACHES,
        _scaled("Nm", "newtonmeter newtonmetre newtonmetres", "k M"),
        ("Nm", "kNm"),
    ),
    Quantity(
        "temperature",
        "temperatur",
        "Temperatur",
        "Temperature",
        SPANS,
        (
            Unit(
                "°C",
                1,
                ("º c", "° c", "grader celsius", "degrees celsius", "grader", "degrees", "celsius", "degc", "C"),
                273.15,
            ),
            Unit("minusgrader", -1, (), 273.15),
            Unit("plusgrader", 1, (), 273.15),
            Unit("°F", 5 / 9, ("fahrenheit", "degrees fahrenheit"), 459.67 * 5 / 9),
            Unit("K", 1, ("kelvin",)),
        ),
        ("°C",),
        is_bare=True,
    ),
    Quantity(
        "humidity",
        "luftfuktighet",
        "Relativ luftfuktighet",
        "Relative humidity",
        SPANS,
        (
            Unit(
                "% RH",
                1,
                (
                    "% rf",
                    "%rh",
                    "%rf",
                    "% relativ luftfuktighet",
                    "% relativ fuktighet",
                    "% relative humidity",
                    "procent relativ luftfuktighet",
                    "per cent relative humidity",
                ),
            ),
        ),
        ("% RH",),
    ),
    Quantity(
        "pressure",
        "tryck",
        "Tryck",
        "Pressure",
        REACHES,
        (
            *_scaled("Pa", "pascal", "h k M G"),
            Unit("bar", 1e5),
            Unit("mbar", 1e2, ("millibar",)),
            Unit("kbar", 1e8, ("kilobar",)),
            Unit("psi", 6894.757),
            Unit("atm", 101325),
        ),
        ("Pa", "mbar", "bar", "kbar"),
    ),
    Quantity(
        "voltage",
        "spanning",
        "Spänning",
        "Voltage",
        REACHES,
        (*_scaled("V", "volt volts", "m k M"), Unit("VDC", 1), Unit("VAC", 1), Unit("kVAC", 1e3)),
        ("V", "kV", "MV"),
    ),
    Quantity(
        "current",
        "strom",
        "Ström",
        "Current",
        REACHES,
        _scaled("A", "ampere amperes amp amps", "m k"),
        ("mA", "A", "kA"),
    ),
    Quantity(
        "power",
        "effekt",
        "Effekt",
        "Power",
        REACHES,
        (*_scaled("W", "watt watts", "k M G"), Unit("kWp", 1e3)),
        ("W", "kW", "MW"),
    ),
    Quantity(
        "energy",
        "energi",
        "Energi",
        "Energy",
        REACHES,
        (*_scaled("Wh", "wattimmar", "k M G", base=3600), *_scaled("J", "joule joules", "k M G")),
        ("J", "Wh", "kWh", "MWh"),
    ),
    Quantity(
        "frequency",
        "frekvens",
        "Frekvens",
        "Frequency",
        SPANS,
        _scaled("Hz", "hertz", "k M G T"),
        ("Hz", "kHz", "MHz", "GHz"),
    ),
    Quantity(
        "rotation",
        "varvtal",
        "Varvtal",
        "Speed of rotation",
        REACHES,
        (Unit("varv/min", 1 / 60, ("rpm", "r/min", "varv per minut", "revolutions per minute")),),
        ("varv/min",),
    ),
    Quantity("speed", "hastighet", "Hastighet", "Speed", REACHES, _per(_LENGTHS, "m/s", "km/h", "m/min"), ("km/h",)),
    Quantity("flow", "flode", "Flöde", "Flow", REACHES, _per(_VOLUMES, "m³/h", "m³/s", "l/min"), ("m³/h",)),
    Quantity(
        "throughput",
        "genomstromning",
        "Genomströmning",
        "Throughput",
        REACHES,
        _per(_MASSES, "kg/h", "ton/h", "ton/år"),
        ("kg/h", "ton/h"),
    ),
    Quantity("altitude", "hojd-over-havet", "Simulerad höjd", "Simulated altitude", REACHES, _LENGTHS, ("m",)),
    Quantity(
        "cleanliness",
        "renhetsklass",
        "Renhetsklass",
        "Cleanliness class",
        CLASS,
        (Unit("ISO", 1),),
        ("ISO",),
        is_bare=True,
    ),
)
BY_KEY: Mapping[str, Quantity] = {quantity.key: quantity for quantity in QUANTITIES}
KINDS_OF_LENGTH = ("length", "width", "height", "diameter", "depth", "altitude")
IN_A_TIME: Mapping[str, str] = {"length": "speed", "volume": "flow", "mass": "throughput"}
"""What an amount becomes when it is so much in a time."""
