"""What a finished document is made of: plain values that either renderer can show without knowing where they came from."""

from dataclasses import dataclass
from datetime import date

PLAIN, FACT, BLANK = "plain", "fact", "blank"
SHORT, LINE, LINES = 1, 2, 3


@dataclass(frozen=True)
class Run:
    """A stretch of text: plain wording, a fact that was filled in, or a blank of some size to fill in by hand."""

    text: str = ""
    kind: str = PLAIN
    size: int = LINE


Runs = tuple[Run, ...]


@dataclass(frozen=True)
class Block:
    """One block of a section.

    clause: `runs` and lettered `points`, numbered · text, hint: `runs` · ticks: `points` · fields, table: `rows` of cells,
    under `head` if there is one, with `foot` · signatures: `rows` of whom for and the name.
    """

    kind: str
    number: str = ""
    runs: Runs = ()
    points: tuple[Runs, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[Runs, ...], ...] = ()
    foot: tuple[Runs, ...] = ()


@dataclass(frozen=True)
class Section:
    number: int
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Words:
    """What every document says beside its own sections."""

    note: str
    template: str
    version: str
    fingerprint: str
    reference: str
    page: str
    of: str
    to_fill: str
    signature: str
    signer: str
    place_and_day: str


@dataclass(frozen=True)
class Document:
    """A filled template in one language: which text it is, what it says, and whose case it belongs to."""

    slug: str
    language: str
    option: str
    title: str
    subtitle: str
    file_name: str
    version: str
    dated: date
    fingerprint: str
    reference: str
    sections: tuple[Section, ...]
    words: Words

    @property
    def which_text(self) -> str:
        """Return the line by which both sides can say which text they mean."""
        words = self.words
        parts = (f"{words.template} {self.slug}", f"{words.version} {self.version}, {self.dated.isoformat()}")
        return " · ".join((*parts, f"{words.fingerprint} {self.fingerprint}"))
