"""How far a product has come, in words that a company would say: before a case is sent and after it is over, the same."""

from portal.errors import N_

LADDER = {
    1: N_("Vi har en idé och vet vilken princip den bygger på"),
    2: N_("Vi har beskrivit hur principen ska användas"),
    3: N_("Vi har prövat de viktigaste delarna var för sig"),
    4: N_("Delarna fungerar tillsammans i labb"),
    5: N_("Det fungerar i en miljö som liknar den riktiga"),
    6: N_("En prototyp har visats i en miljö som liknar den riktiga"),
    7: N_("En prototyp har visats i riktig drift"),
    8: N_("Produkten är färdig och provad"),
    9: N_("Produkten används hos kund"),
}
"""The nine levels of technology readiness, each as a sentence that a company can say of its product."""
