"""The words that classify support programmes, in Swedish and English. Pure."""

WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "kinds": {
        "grant": ("Bidrag", "Grant"),
        "voucher": ("Check", "Voucher"),
        "subsidised-testing": ("Subventionerad provning", "Subsidised testing"),
        "advice": ("Rådgivning", "Advice"),
        "matchmaking": ("Matchning", "Matchmaking"),
        "network": ("Nätverk", "Network"),
        "loan": ("Lån", "Loan"),
        "equity": ("Ägarkapital", "Equity"),
        "ip": ("Immaterialrätt", "Intellectual property"),
    },
    "phases": {
        "explore": ("Undersöka idén", "Explore the idea"),
        "design": ("Utforma", "Design"),
        "test": ("Prova", "Test"),
        "pilot": ("Pilot", "Pilot"),
        "scale": ("Skala upp", "Scale up"),
    },
    "who": {
        "sme": ("Små och medelstora företag", "Small and medium-sized companies"),
        "startup": ("Nystartade företag", "Start-ups"),
        "large-company": ("Stora företag", "Large companies"),
        "research": ("Forskningsorganisationer", "Research organisations"),
        "public": ("Offentlig verksamhet", "Public bodies"),
    },
    "statuses": {
        "open": ("Öppet", "Open"),
        "call-based": ("Söks i utlysningar", "By calls"),
        "uncertain": ("Osäkert läge", "Uncertain"),
        "planned": ("Planerat", "Planned"),
        "closed": ("Stängt", "Closed"),
    },
}
MONEY = frozenset({"grant", "voucher"})
"""Kinds where money can be lost if something is ordered before the application."""


def label(kind: str, key: str, language: str) -> str:
    """Return the word for the key in this language; an unknown key is shown as it is."""
    words = WORDS[kind].get(key)
    return words[language == "en"] if words else key


def choices(kind: str, language: str) -> list[tuple[str, str]]:
    return [(key, words[language == "en"]) for key, words in WORDS[kind].items()]
