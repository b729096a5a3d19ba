"""Decisions about answers, over plain values."""

import hashlib
from dataclasses import dataclass

from portal.enquiry.models import NO, QUESTION, REFERRED, YES
from portal.errors import N_, Conflict, Refusal

REASONS = {
    "capacity": N_("Ingen ledig tid eller personal"),
    "competence": N_("Vi saknar utrustning eller kunskap"),
    "size": N_("För stort, för tungt eller utanför våra gränser"),
    "safety": N_("Säkerhet, tillstånd eller försäkring"),
    "secrecy": N_("Sekretess, jäv eller konkurrens"),
    "budget": N_("Ryms inte i budgeten"),
    "too-early": N_("För tidigt: annat behöver göras först"),
    "other": N_("Annat skäl"),
}
"""Why somebody says no: the code is kept and counted, the words are for pages."""

ANSWERS = (YES, QUESTION, NO, REFERRED)


@dataclass(frozen=True)
class Given:
    """An answer: its state, and what belongs to it; `price` in whole kronor without VAT."""

    state: str
    text: str = ""
    reason: str = ""
    times: str = ""
    price: int | None = None

    @property
    def mark(self) -> str:
        """Return a fingerprint of the answer: another one means that somebody has answered differently meanwhile."""
        words = repr((self.state, self.text, self.reason, self.times, self.price))
        return hashlib.sha256(words.encode()).hexdigest()[:16]


class Overtaken(Conflict):
    message = N_(
        "En kollega har svarat sedan ni öppnade sidan. Läs svaret i ärendet, och svara igen om ni vill ändra det."
    )


class Withdrawn(Refusal):
    message = N_("Företaget har tagit tillbaka sin fråga. Den behöver inget svar.")


class AlreadyAsked(Refusal):
    message = N_("Den testbädden är redan tillfrågad i ärendet.")


class OwnTestbed(Refusal):
    message = N_("Välj en annan testbädd än den som frågan gäller.")


class Decided(Conflict):
    message = N_("Förslaget är redan besvarat.")
