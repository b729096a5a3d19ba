"""What somebody says of their situation in the finder's address; what is no answer to a question counts as not said. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from portal.catalogue import vocabulary
from portal.geography import find_county
from portal.support.path import rung_of
from portal.support.rules import NO, UNKNOWN, YES, Situation
from portal.support.words import WORDS
from portal.web.forms import stripped

TEXT, LONGEST = 2000, 100
MOST_BUDGET = 1_000_000_000
NAMES = ("text", "vem", "lan", "teknik", "niva", "mal", "skede", "fler", "bestallt")


@dataclass(frozen=True)
class Answers:
    """The answers as the form shows them again."""

    text: str = ""
    who: str = ""
    county: str = ""
    technology: str = ""
    level: str = ""
    goal: str = ""
    phase: str = ""
    partners: bool = False
    ordered: str = UNKNOWN

    @property
    def situation(self) -> Situation:
        level, goal = rung_of(self.level), rung_of(self.goal)
        return Situation(
            text=self.text,
            who=self.who,
            county=self.county,
            technologies=(self.technology,) if self.technology else (),
            trl=level.high if level else None,
            trl_wanted=goal.high if goal else None,
            phase=self.phase,
            wants_partners=self.partners,
            ordered=self.ordered,
        )


def answers_of(args: Mapping[str, str]) -> Answers:
    """Return what the address says."""
    county = find_county(_short(args, "lan"))
    return Answers(
        text=re.sub(r"\s+", " ", str(stripped(args.get("text", "")[:TEXT]))),
        who=_one_of(args, "vem", WORDS["who"]),
        county=county.name if county else "",
        technology=_one_of(args, "teknik", vocabulary.keys("technologies")),
        level=_rung(args, "niva"),
        goal=_rung(args, "mal"),
        phase=_one_of(args, "skede", WORDS["phases"]),
        partners=_short(args, "fler") == "ja",
        ordered={"ja": YES, "nej": NO}.get(_short(args, "bestallt"), UNKNOWN),
    )


def _short(args: Mapping[str, str], name: str) -> str:
    return str(stripped(args.get(name, "")[:LONGEST]))


def _one_of(args: Mapping[str, str], name: str, known: object) -> str:
    value = _short(args, name)
    return value if value in known else ""  # type: ignore[operator]


def _rung(args: Mapping[str, str], name: str) -> str:
    rung = rung_of(_short(args, name))
    return rung.key if rung else ""
