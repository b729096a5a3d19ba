"""The terms of secrecy that who is asked in a blind case accepts before it sees who asks: our own words, by version and mark.

The mark is a fingerprint of what was read: whoever has accepted a text has accepted that very text. A change of it is a new
version, and what was accepted under the old one stands.
"""

import hashlib
from dataclasses import dataclass

VERSION = "2026-11"


@dataclass(frozen=True)
class Clause:
    """One paragraph of the terms, in both languages."""

    title_sv: str
    title_en: str
    text_sv: str
    text_en: str


CLAUSES = (
    Clause(
        "Vad som är hemligt",
        "What is confidential",
        "Vem som frågar, och allt som företaget berättar i det här ärendet, i meddelanden och i bifogade filer. Det som redan"
        " är allmänt känt, som ni redan visste eller som ni har fått av någon annan som fick berätta det är inte hemligt.",
        "Who is asking, and everything that the company tells in this case, in messages and in attached files. What is"
        " already generally known, what you already knew, or what you were told by somebody who was free to tell it is not"
        " confidential.",
    ),
    Clause(
        "Vad ni får använda det till",
        "What you may use it for",
        "Bara till att bedöma och besvara förfrågan, och till det prov som kan följa. Inte till egen utveckling, till"
        " erbjudanden till andra eller till något annat.",
        "Only to assess and answer the enquiry, and for the test that may follow. Not for development of your own, offers to"
        " others or anything else.",
    ),
    Clause(
        "Vilka som får veta det",
        "Who may know it",
        "De hos er som behöver det för att svara, och som är bundna av tystnadsplikt eller avtal. Ni för det inte vidare till"
        " någon annan utan företagets ja i ärendet.",
        "Those of you who need it in order to answer, and who are bound by a duty of confidentiality. You pass it on to nobody"
        " else without the company's yes in the case.",
    ),
    Clause(
        "Hur länge",
        "For how long",
        "I tre år från det att ni godkände villkoren, även om ärendet avslutas utan prov. Företaget kan när som helst be er"
        " radera filer som ni har hämtat.",
        "For three years from when you accepted the terms, even if the case ends without a test. The company may at any time"
        " ask you to delete files that you have downloaded.",
    ),
    Clause(
        "Offentlighet",
        "Public access",
        "Lyder ni under offentlighetsprincipen gäller lagen före de här villkoren. Säg då till företaget innan ni lämnar ut"
        " något, om lagen tillåter det.",
        "If you are subject to the principle of public access to documents, the law comes before these terms. Tell the company"
        " before you release anything, where the law allows it.",
    ),
    Clause(
        "Vad som skrivs upp",
        "What is recorded",
        "Vem som godkände villkoren och när, och varje gång någon hos er öppnar det konfidentiella. Företaget ser båda delarna.",
        "Who accepted the terms and when, and each time somebody of yours opens what is confidential. The company sees both.",
    ),
)


def _fingerprint() -> str:
    words = [VERSION, *(text for clause in CLAUSES for text in vars(clause).values())]
    return hashlib.sha256("\n".join(words).encode()).hexdigest()


MARK = _fingerprint()
