"""Why a booking was declined or cancelled: codes that can be counted, with the words that people choose among."""

from portal.errors import N_

DECLINED = {
    "unsuitable": N_("Passar inte testmiljön"),
    "equipment": N_("Utrustningen är inte tillgänglig"),
    "staff": N_("Personalen räcker inte till"),
    "information": N_("Uppgifter saknas"),
    "terms": N_("Villkoren är inte uppfyllda"),
    "other": N_("Annat skäl"),
}
CANCELLED_BY_BOOKER = {
    "plans": N_("Planerna har ändrats"),
    "object": N_("Provföremålet är inte klart"),
    "elsewhere": N_("Vi provar någon annanstans"),
    "cost": N_("Kostnaden"),
    "other": N_("Annat skäl"),
}
CANCELLED_BY_OWNER = {
    "equipment": N_("Utrustningen är inte tillgänglig"),
    "staff": N_("Personalen räcker inte till"),
    "terms": N_("Villkoren är inte uppfyllda"),
    "other": N_("Annat skäl"),
}
BY_THE_PORTAL = {
    "no-answer": N_("Ingen svarade i tid"),
    "not-reached": N_("Tiden blev aldrig ledig"),
    "given-to-other": N_("Tiden gick till någon annan"),
    "closed": N_("Resursen stängs den tiden"),
    "released": N_("Ingen ny tid valdes"),
    "elsewhere": N_("Flyttad till en annan resurs"),
    "interrupted": N_("Ett stopp avbröt användningen"),
    "replaces": N_("Ersätter en bokning som förlorade sin tid"),
    "not-taken": N_("Tiden bekräftades aldrig"),
    "busy-elsewhere": N_("Tiden blev upptagen i testbäddens egen kalender"),
    "given-up": N_("Tiden släpptes innan den bekräftades"),
    "not-seen": N_("Ingen checkade in"),
}
CHANGES = {
    "changed": N_("Tid eller antal ändrades"),
    "change-asked": N_("En ändring begärdes"),
    "change-declined": N_("Ändringen nekades"),
    "change-withdrawn": N_("Begäran om ändring togs tillbaka"),
    "change-lapsed": N_("Ändringen besvarades inte i tid"),
    "handed-over": N_("Lämnades över till en kollega"),
    "used": N_("Tiderna för användningen noterades"),
}
"""What happened to a booking that kept its state: for its history, never for people to choose."""
LATE = "late"
LATE_WORDS = {LATE: N_("Sen avbokning")}
WORDS = {**BY_THE_PORTAL, **CHANGES, **LATE_WORDS, **CANCELLED_BY_BOOKER, **CANCELLED_BY_OWNER, **DECLINED}
