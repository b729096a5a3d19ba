"""Why days are closed: codes that can be counted, with the words that owners choose among."""

from portal.errors import N_

REASONS = {
    "maintenance": N_("Underhåll eller kalibrering"),
    "fault": N_("Fel på utrustningen"),
    "staff": N_("Personalen saknas"),
    "own-use": N_("Egen verksamhet"),
    "holiday": N_("Semester eller klämdag"),
    "other": N_("Annat"),
}
