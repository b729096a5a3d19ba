"""The sentences of this room's refusals. Placeholders are filled in the reader's language when the sentence is shown."""

from portal.errors import N_

NO_ORGANISATION = N_("Bara den som hör till en organisation kan boka. Lägg till din organisation i kontot.")
CLOSED_AT_ALL = N_("Resursen tar inte emot bokningar just nu.")
NO_UNITS = N_("Boka minst en enhet.")
TOO_MANY_UNITS = N_("Så många enheter finns inte. Välj högst %(most)s.")
NOT_PAST = N_("Tiden har redan passerat.")
NOT_BEFORE = N_("Det är för kort varsel. Tidigast möjliga start är %(earliest)s.")
TOO_LATE = N_("Det går att boka till och med %(day)s.")
CLOSED_ON = N_("Det är stängt %(day)s.")
OUTSIDE_HOURS = N_("Tiden ligger utanför öppettiderna. Öppet %(day)s: %(hours)s.")
OFF_GRID = {
    "half-hour": N_("Boka hela halvtimmar, räknat från öppningen. Öppet är %(hours)s."),
    "hour": N_("Boka hela timmar, räknat från öppningen. Öppet är %(hours)s."),
    "half-day": N_("Boka hela halvdagar. Öppet är %(hours)s."),
    "day": N_("Boka hela dagar. Öppet är %(hours)s."),
}
OFF_START_GRID = N_("Bokningar börjar på bestämda tider. Närmast önskad start: %(starts)s.")
TOO_SHORT = {
    "half-hour": (N_("Kortaste bokningen är en halvtimme."), N_("Kortaste bokningen är %(limit)s halvtimmar.")),
    "hour": (N_("Kortaste bokningen är en timme."), N_("Kortaste bokningen är %(limit)s timmar.")),
    "half-day": (N_("Kortaste bokningen är en halvdag."), N_("Kortaste bokningen är %(limit)s halvdagar.")),
    "day": (N_("Kortaste bokningen är en dag."), N_("Kortaste bokningen är %(limit)s dagar.")),
}
TOO_LONG = {
    "half-hour": (N_("Längsta bokningen är en halvtimme."), N_("Längsta bokningen är %(limit)s halvtimmar.")),
    "hour": (N_("Längsta bokningen är en timme."), N_("Längsta bokningen är %(limit)s timmar.")),
    "half-day": (N_("Längsta bokningen är en halvdag."), N_("Längsta bokningen är %(limit)s halvdagar.")),
    "day": (N_("Längsta bokningen är en dag."), N_("Längsta bokningen är %(limit)s dagar.")),
}
TAKEN = N_("Tiden är upptagen.")
NOT_THROUGHOUT = N_("Resursen är inte tillgänglig hela tiden.")
ONLY_SO_MANY_FREE = N_("Lediga enheter då: %(free)s. Välj färre enheter eller en annan tid.")
KEPT_FOR_SMALL = (
    N_("En enhet sparas åt små och medelstora företag till och med %(day)s."),
    N_("%(units)s enheter sparas åt små och medelstora företag till och med %(day)s."),
)

TOO_MANY_HOLDS = N_("Er organisation håller redan %(most)s tider. Bekräfta eller avbryt någon av dem först.")
HELD_LONG_ENOUGH = N_("Tiden kan inte hållas längre. Bekräfta den nu, eller välj den på nytt.")
ONE_OF_SEVERAL = N_("Tiden hålls tillsammans med andra och bekräftas med dem.")
HOLD_IS_OVER = N_("Tiden hålls inte längre. Välj en tid på nytt.")
TOO_MANY_PENDING = N_("Er organisation har redan %(most)s begäranden här som väntar på svar. Fler går inte att skicka.")
NOBODY_QUEUES = N_("Det går inte att ställa sig i kö för resursen.")
ALREADY_ASKED = N_("Er organisation väntar redan på svar om den tiden.")
REFUSES_MORE = N_("Ett ja nekar nu andra begäranden än sidan visade. Läs dem och svara igen.")
CHANGED_SINCE = N_("Bokningen har ändrats sedan ni läste sidan. Läs hur den står nu och svara igen.")
NOT_YOURS_TO_ANSWER = N_("Det steget besvaras av någon annan hos er.")
NOT_A_MEMBER = N_("Välj personer som hör till er organisation.")
SAME_PERSON = N_("Ersättaren måste vara någon annan.")
ALREADY = {
    "queued": N_("Begäran väntar redan på svar."),
    "held": N_("Bokningen är inte skickad än."),
    "requested": N_("Bokningen är redan begärd."),
    "confirmed": N_("Bokningen är redan bekräftad."),
    "in-use": N_("Bokningen pågår redan."),
    "completed": N_("Bokningen är redan genomförd."),
    "declined": N_("Bokningen är redan nekad."),
    "cancelled": N_("Bokningen är redan avbokad."),
    "expired": N_("Bokningen har redan gått ut."),
    "displaced": N_("Bokningen har förlorat sin tid och väntar på en ny."),
    "no-show": N_("Bokningen är redan noterad som utebliven."),
}
NOT_STARTED = N_("Det går först när tiden har börjat.")
HAS_STARTED = N_("Tiden har redan börjat.")
REASON_MISSING = N_("Välj ett skäl.")
DAYS_TURNED = N_("Sista dagen ligger före den första.")
DAY_HAS_PASSED = N_("Dagen har redan passerat.")
NOTHING_TO_CUT = N_("Resursen har %(most)s enheter. Ange färre, eller 0 för att stänga helt.")
IN_USE_THEN = N_("Det pågår användning den %(day)s. Stäng från en senare tid, eller säg att stoppet är oplanerat.")
TOO_FEW_CHOSEN = N_("Det räcker inte: den %(day)s är fortfarande mer bokat än som blir kvar. Välj fler bokningar.")
SETTLED = N_("Raden är redan avklarad.")
NOT_ALIKE = N_("Den resursen går inte att ta i stället. Välj en av dem i listan.")
CHOICE_MISSING = N_("Välj en av möjligheterna.")

NOT_CHANGEABLE = N_("Bokningen går inte att ändra som den står nu.")
IS_OVER = N_("Tiden är redan slut.")
NOTHING_CHANGED = N_("Det här är den tid och det antal som redan gäller.")
START_STAYS = N_("Bokningen har börjat. Bara slutet går att ändra.")
UNITS_STAY = N_("Bokningen har börjat. Antalet enheter går inte att ändra.")
ENDS_IN_THE_PAST = N_("Slutet har redan passerat. Checka ut om ni är klara.")
SAY_WHY = N_("Skriv varför ni ändrar. Den andra sidan läser det.")
TOO_LATE_TO_GIVE_BACK = N_(
    "Nu är det mindre än %(hours)s timmar kvar, så det som är bokat går bara att utöka. Fråga testbädden om ni vill byta tid."
)
NO_CHANGE_ASKED = N_("Det finns ingen ändring att svara på.")
NOT_A_COLLEAGUE = N_("Välj en kollega i er organisation.")
IS_YOURS = N_("Den personen har bokningen redan.")
NOT_TODAY = N_("Det går att checka in samma dag som tiden börjar, och tills den är slut.")
NOT_CHECKED_IN = N_("Ingen har checkat in.")
AHEAD_OF_TIME = N_("Tiden har inte varit än. Ange när det hände.")
OTHER_DAYS = N_("Användningen ska röra den bokade tiden: %(time)s.")
