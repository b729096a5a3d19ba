"""What a programme's own words say beside its fields: that it buys time in a test environment, that few
or only several together may apply. Pure."""

import re

TESTING = re.compile(
    r"testb[äa]dd|testmilj|demomilj|demoanl|testcent|testanl|\blabb|infrastruktur|provning|\bprov\b|pilotprov|pilottest"
    r"|låta .* testa|\btest\b",
    re.IGNORECASE,
)
PARTNERS = re.compile(
    r"konsort|minst (två|tre|fyra) (oberoende |företag|parter|länder|partner|svenska)|minst (två|tre) .{0,30}parter"
    r"|arbetar ihop|partner från minst",
    re.IGNORECASE,
)
NARROW = re.compile(
    r"\bmåste\b|hård konkurrens|forskningsbaserad|banbrytande|civil och militär|ska visa varför|tydligt hjälper"
    r"|forskningsresultat|försvarsallians",
    re.IGNORECASE,
)
NOT_TESTING = re.compile(r"inte (för själva testet|provningen)|ingår inte|räknas inte", re.IGNORECASE)


def names_testing(summary: str) -> bool:
    """Return whether the text says that the programme pays for, or offers, tests in a test environment."""
    return bool(TESTING.search(summary)) and not NOT_TESTING.search(summary)


def excludes_testing(summary: str) -> bool:
    """Return whether the text says that the programme is not for the test itself."""
    return bool(re.search(r"inte (för själva testet|provningen)", summary, re.IGNORECASE))


def is_narrow(summary: str) -> bool:
    """Return whether the text names a condition that few companies meet, or says that few of those who apply are granted."""
    return bool(NARROW.search(summary))


def needs_partners(summary: str) -> bool:
    """Return whether the text says that one cannot apply alone."""
    return bool(PARTNERS.search(summary))
