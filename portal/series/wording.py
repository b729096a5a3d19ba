"""The sentences of this room's refusals."""

from portal.errors import N_

NO_DATES = N_("Välj minst ett datum.")
TOO_MANY_DATES = N_("En serie har högst %(most)s datum.")
COUNT_OR_UNTIL = N_("Ange antingen antal gånger eller en sista dag.")
ENDS_BEFORE = N_("Sista dagen ligger före den första.")
NO_SUCH_DAYS = N_(
    "Det här går inte att läsa som datum: %(words)s. Skriv till exempel 2026-11-24, ett datum på varje rad."
)
OVERLAPPING = N_("Tiderna %(one)s och %(two)s överlappar varandra. Välj en kortare tid eller glesare datum.")
NOTHING_LEFT = N_("Inget av datumen går att boka längre.")
SENT_ALREADY = N_("Serien är redan skickad.")
NOT_A_DATE = N_("Det datumet går inte att ta.")
NOTHING_TO_DO = N_("Det finns inget datum kvar att ändra.")
"""Nothing in the chosen part of the series can be changed any more."""
SAY_WHY = N_("Skriv varför ni ändrar. Den andra sidan läser det.")
SEEN_OTHERWISE = N_("Något har ändrats sedan sidan visades. Så här är det nu.")
