"""The words around a number that say what it means: up to, at least, long, high, below ground. Swedish and English."""

import re

DASH = "-–—−"
SIGN = rf"(?P<sign>minus\s+|plus\s+|[+{DASH}]\s?)?"


def _words(text: str) -> str:
    """Return the words as alternatives; a low line stands for the space within one."""
    return "|".join(word.replace("_", " ") for word in text.split())


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


ABOUT = (
    "(?:(?:"
    + _words("ca cirka circa c:a omkring runt ungefär about around approximately nära nearly knappt drygt")
    + "|"
    + _words("just_over strax_över just_under strax_under")
    + r")\.?\s+|~\s?)*"
)
_NOT_JUST = r"(?<!just )(?<!strax )"

RANGE = _compiled(rf"\s*(?:[{DASH}]|till|to|upp till|up to|och|and)\s*{SIGN}")
TIMES = _compiled(r"\s*(?:[x×*]|gånger|by)\s*")
GIVE_OR_TAKE = _compiled(r"\s*(?:±|\+/-)\s*")
SIGNED = _compiled(rf"(?:(?P<both>±|\+/[-−])|(?P<plain>\bminus\s|\bplus\s|(?<![\w.,])[+{DASH}]))\s?$")
BETWEEN = _compiled(rf"\b(?:mellan|between)\s+(?:[+{DASH}]\s?|minus\s|plus\s)?$")

DOWN_TO = _compiled(rf"\b(?:(?:ner|ned)(?:e)? ?till|down to)\s+{ABOUT}$")
AT_MOST = _compiled(
    r"(?:\b(?:(?:upp|ner|ned)(?:e)? ?till|max\.?|"
    + _words(
        "till up_to down_to to maximalt maximum maxvikt högst at_most no_more_than not_more_than mindre_än less_than"
    )
    + rf"|{_NOT_JUST}(?:under|below))\s+|[<≤]\s?){ABOUT}$"
)
AT_LEAST = _compiled(
    rf"(?:\b(?:min\.?|{_words('minst minimum at_least mer_än more_than above')}|{_NOT_JUST}(?:över|over))\s+|[>≥]\s?){ABOUT}$"
)
OR_MORE = _compiled(r"\s*(?:eller (?:mer|varmare|större)|or (?:more|larger)|och uppåt|and up)\b")

WITHIN = _compiled(r"\b(?:inom|within)\s+(?:en radie av\s+)?$")
WHERE_IT_LIES = _compiled(
    r"\s*(?:s\s+höjd\s+)?(?:ö\.?h\.?|(?:"
    + _words("över_havet above_sea under_mark under_jord underground below_ground bort away from från utanför")
    + "|"
    + _words("avstånd distance räckvidd reach")
    + "|"
    + _words("norr söder öster väster north south east west")
    + r")\b)"
)
HIGH_UP = _compiled(r"\baltitude|\bhöghöjd|\bsyrehalt|\boxygen")
THICK = _compiled(r"[\s-]*(?:tjock|thick)")

SIDE_AFTER = _compiled(
    rf"[\s-]*(?:(?P<length>{_words('lång långt långa long in_length')})"
    rf"|(?P<width>{_words('bred brett breda wide in_width i_bredd banbredd')})"
    rf"|(?P<height>{_words('hög högt höga tall high in_height fri_höjd höjd mast torn tower')}|(?:all-terrain )?sky ?lift)"
    rf"|(?P<depth>{_words('djup djupt djupa deep depth under_vatten')})"
    rf"|(?P<diameter>{_words('i_diameter in_diameter diameter skiva skivor wafer wafers silicon kisel')}))(?![^\W\d_])"
)
SIDE_BEFORE = _compiled(
    rf"(?:(?P<length>{_words('längd length lång long')})"
    rf"|(?P<width>{_words('bredd width')})"
    rf"|(?P<height>\w*höjd|{_words('height mast torn tower verk turbiner turbines')})"
    r"|(?P<depth>\w*djup|depth)"
    r"|(?P<diameter>diameter|ø|cylindri(?:sk|cal) \w+))"
    rf"(?:\s+(?:{_words('på om of is är max upp_till up_to')}))?[\s:=(]*{ABOUT}$"
)

CLEAN = _compiled(
    r"\bISO(?:[\s-]*(?:14644(?:-1)?)?[\s,:-]*(?:klass|class))?[\s-]*(?P<iso>[1-9])(?:\s?[-–]\s?(?P<to>[1-9]))?"
    r"(?![\w.:]|[-–]\d)"
    r"|\b(?:klass|class)\s*(?P<fed>100[ ,.]?000|10[ ,.]?000|1[ ,.]?000|100)(?![\w])"
)
"""ISO 14644 and the American classes before it; ISO 9001 is a standard and no class."""
