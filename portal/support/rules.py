"""Which support programmes fit a situation, in which order, and why. Pure: plain values in, reasons out.

A match is a hint and never a promise: the source alone knows who is granted what. What fits is told apart from what to check
and from what does not fit, so that a reader can disagree.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

YES, NO, UNKNOWN = "yes", "no", "unknown"
SME, STARTUP = "sme", "startup"
APPLICATION, DECISION = "application", "decision"
BEFORE = (APPLICATION, DECISION)
"""What must have happened before anything is ordered, where a programme says so: the application, or the yes to it."""

LADDER = ("explore", "design", "test", "pilot", "scale")
TESTING = ("test", "pilot")
PAYS = frozenset({"grant", "voucher", "subsidised-testing"})
KIND_WEIGHT = {"grant": 3.0, "voucher": 3.0, "subsidised-testing": 3.0, "loan": 1.0, "advice": 1.0, "matchmaking": 1.0}
PHASE_WEIGHT, EARLIER_STEP, LATER_STEP = 4.0, 1.5, 2.0
"""A programme for the very phase weighs four. Each step away takes some of that, and a later one more: who needs a test is not
ready for what comes after it, while those who help at the beginning often still do."""

PROBABLY_NOT = -4.0
"""Weighs what most who ask cannot use: for another field or county as far as one can tell, or on a condition that few meet."""

COUNTY_WEIGHT = 5.0
"""A region's own programme comes first where the company says that it is there: fewer compete, and one can telephone."""

FIELD_WEIGHT, FIELD_MORE, FIELD_GUESSED = 4.0, 1.0, 3.0
NAMES_TESTING, NEEDS_PARTNERS, PARTNERS_WANTED = 2.0, -2.0, 3.0
TRL_FITS, WHO_FITS, SURE, NOT_SURE = 1.0, 0.5, 0.5, -0.5
STATUS_WEIGHT = {"open": 0.0, "call-based": 0.0, "uncertain": -2.0, "planned": -4.0, "closed": -8.0}
NEAR, VERY_NEAR = 0.25, 0.5
"""From this kinship on a text is taken to be of the programme's field; below it one cannot tell from chance."""


class Programme(Protocol):
    """What matching needs to know of a support programme; an empty list means all of them."""

    @property
    def slug(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def who(self) -> Sequence[str]: ...
    @property
    def counties(self) -> Sequence[str]: ...
    @property
    def technologies(self) -> Sequence[str]: ...
    @property
    def market_areas(self) -> Sequence[str]: ...
    @property
    def trl_min(self) -> int | None: ...
    @property
    def trl_max(self) -> int | None: ...
    @property
    def phase(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def confidence(self) -> str: ...
    @property
    def notes(self) -> str | None: ...
    @property
    def co_funding(self) -> str | None: ...
    @property
    def order_first(self) -> Mapping[str, str] | None: ...
    @property
    def names_testing(self) -> bool: ...
    @property
    def needs_partners(self) -> bool: ...
    @property
    def is_narrow(self) -> bool: ...
    @property
    def excludes_testing(self) -> bool: ...


@dataclass(frozen=True)
class Situation:
    """What a company says of itself and its need; empty, None and unknown mean that it has not said."""

    text: str = ""
    who: str = ""
    county: str = ""
    technologies: tuple[str, ...] = ()
    market_areas: tuple[str, ...] = ()
    trl: int | None = None
    trl_wanted: int | None = None
    phase: str = ""
    wants_partners: bool = False
    ordered: str = UNKNOWN
    budget: int | None = None
    kinship: Mapping[str, float] = field(default_factory=dict, hash=False)
    """How near the text is to each programme that is for one field, by slug, from 0 to 1."""

    @property
    def says_something(self) -> bool:
        said = (self.text, self.who, self.county, self.technologies, self.market_areas, self.trl, self.phase)
        return any(said) or self.wants_partners or self.ordered != UNKNOWN


@dataclass(frozen=True)
class Reason:
    """Why a programme is shown, what to check, or what does not fit: the kind, and the keys that it is about."""

    kind: str
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Match:
    """A programme, what fits, what to check, what does not fit, and how well it fits on the whole."""

    programme: Programme
    fits: tuple[Reason, ...]
    checks: tuple[Reason, ...]
    misfits: tuple[Reason, ...]
    weight: float

    @property
    def is_closed(self) -> bool:
        return self.programme.status == "closed"

    @property
    def order(self) -> tuple[bool, bool, float, str]:
        """Return what sorts matches: what fits first, what is closed last, and of equals the surest and the first by name."""
        return self.is_closed, bool(self.misfits), -self.weight, self.programme.slug


@dataclass(frozen=True)
class _Judged:
    """One side of the situation, judged: what it adds, and its reasons."""

    weight: float = 0.0
    fits: tuple[Reason, ...] = ()
    checks: tuple[Reason, ...] = ()
    misfits: tuple[Reason, ...] = ()


def rank(programmes: Iterable[Programme], situation: Situation) -> list[Match]:
    """Return every programme as a match, the best first; nothing is left out, so that a reader sees why it is not for them."""
    return sorted((match(one, situation) for one in programmes), key=lambda one: one.order)


def match(programme: Programme, situation: Situation) -> Match:
    """Return how the programme fits the situation."""
    judged = [judge(programme, situation) for judge in _JUDGES]
    return Match(
        programme,
        fits=tuple(reason for one in judged for reason in one.fits),
        checks=tuple(reason for one in judged for reason in one.checks),
        misfits=tuple(reason for one in judged for reason in one.misfits),
        weight=sum(one.weight for one in judged),
    )


def must_apply_first(matches: Iterable[Match]) -> list[Match]:
    """Return the matches that pay for a test and say that nothing may be ordered before one has applied or been granted."""
    return [
        one
        for one in matches
        if one.programme.order_first
        and one.programme.kind in PAYS
        and one.programme.status in ("open", "call-based", "uncertain")
        and not [reason for reason in one.misfits if reason.kind != "ordered"]
        and not [reason for reason in one.checks if reason.kind == "county-unknown"]
    ]


def _county(programme: Programme, situation: Situation) -> _Judged:
    if not programme.counties:
        return _Judged()
    if not situation.county:
        return _Judged(PROBABLY_NOT, checks=(Reason("county-unknown", tuple(programme.counties)),))
    if situation.county not in programme.counties:
        return _Judged(misfits=(Reason("county", tuple(programme.counties)),))
    return _Judged(COUNTY_WEIGHT, fits=(Reason("county", (situation.county,)),))


def _field(programme: Programme, situation: Situation) -> _Judged:
    """Judge by technology and market area: what was chosen decides, what the text seems to be about only weighs."""
    if not programme.technologies and not programme.market_areas:
        return _Judged() if programme.counties else _Judged(fits=(Reason("everywhere"),))
    technologies = _common(programme.technologies, situation.technologies)
    market_areas = _common(programme.market_areas, situation.market_areas)
    if technologies or market_areas:
        kinds = (("technologies", technologies), ("market_areas", market_areas))
        more = FIELD_MORE * (len(technologies) + len(market_areas) - 1)
        return _Judged(FIELD_WEIGHT + more, fits=tuple(Reason(kind, keys) for kind, keys in kinds if keys))
    if situation.technologies:
        return _Judged(PROBABLY_NOT, misfits=(Reason("technologies", tuple(programme.technologies)),))
    return _by_guess(programme, situation)


def _by_guess(programme: Programme, situation: Situation) -> _Judged:
    near, fields = situation.kinship.get(programme.slug, 0.0), tuple(programme.technologies[:3])
    if near >= NEAR:
        return _Judged(FIELD_GUESSED * min(1.0, near / VERY_NEAR), fits=(Reason("guessed", fields),))
    return _Judged(PROBABLY_NOT, checks=(Reason("field-unknown", fields),))


def _who(programme: Programme, situation: Situation) -> _Judged:
    who = situation.who
    meant = {who, SME} if who == STARTUP else {who}
    if not programme.who:
        return _Judged()
    if not who:
        # Nearly everybody who asks is a small company; one for others alone is still shown, as something to check.
        return _Judged(0.0 if SME in programme.who else -2.0, checks=(Reason("who-unknown", tuple(programme.who)),))
    if not meant & set(programme.who):
        return _Judged(misfits=(Reason("who", tuple(programme.who)),))
    return _Judged(WHO_FITS, fits=(Reason("who", (who,)),))


def _phase(programme: Programme, situation: Situation) -> _Judged:
    wanted = situation.phase or "test"
    if programme.excludes_testing and wanted in TESTING:
        return _Judged(PROBABLY_NOT, checks=(Reason("not-testing"),))
    away = LADDER.index(programme.phase) - LADDER.index(wanted)
    weight = max(0.0, PHASE_WEIGHT - (LATER_STEP * away if away > 0 else EARLIER_STEP * -away))
    return _Judged(weight, fits=(Reason("phase", (programme.phase,)),) if not away else ())


def _kind(programme: Programme, situation: Situation) -> _Judged:
    weight = KIND_WEIGHT.get(programme.kind, 0.0) + (NAMES_TESTING if programme.names_testing else 0.0)
    fits: tuple[Reason, ...] = (Reason("names-testing"),) if programme.names_testing else ()
    checks: tuple[Reason, ...] = () if programme.kind in PAYS else (Reason("no-grant", (programme.kind,)),)
    if programme.needs_partners and not situation.wants_partners:
        return _Judged(weight + NEEDS_PARTNERS, fits, (*checks, Reason("partners")))
    if situation.wants_partners and (programme.needs_partners or programme.kind in ("matchmaking", "network")):
        return _Judged(weight + PARTNERS_WANTED, (*fits, Reason("partners")), checks)
    return _Judged(weight, fits, checks)


def _trl(programme: Programme, situation: Situation) -> _Judged:
    low, high = programme.trl_min, programme.trl_max
    if low is None and high is None:
        return _Judged()
    levels = tuple("" if one is None else str(one) for one in (low, high))
    if situation.trl is None:
        return _Judged(checks=(Reason("trl-unknown", levels),))
    reached = max(situation.trl, situation.trl_wanted or situation.trl)
    if reached < (low or 1) or situation.trl > (high or 9):
        return _Judged(misfits=(Reason("trl", levels),))
    return _Judged(TRL_FITS, fits=(Reason("trl", levels),))


def _standing(programme: Programme, situation: Situation) -> _Judged:
    """Judge by whether it can be applied for at all, and how sure its sources are."""
    sure = {"high": SURE, "low": NOT_SURE}.get(programme.confidence, 0.0)
    weight = STATUS_WEIGHT[programme.status] + sure
    if programme.status == "closed":
        return _Judged(weight, misfits=(Reason("closed"),))
    checks = [Reason(programme.status)] if programme.status != "open" else []
    checks += [Reason("notes")] if programme.notes else []
    checks += [Reason("co-funding")] if programme.co_funding else []
    checks += [Reason("narrow")] if programme.is_narrow else []
    return _Judged(weight + (PROBABLY_NOT if programme.is_narrow else 0.0), checks=tuple(checks))


def _ordered(programme: Programme, situation: Situation) -> _Judged:
    if not programme.order_first:
        return _Judged()
    before = (programme.order_first["before"],)
    if situation.ordered == YES:
        return _Judged(misfits=(Reason("ordered", before),))
    return _Judged(checks=(Reason("apply-first", before),))


_JUDGES = (_county, _field, _who, _phase, _kind, _trl, _standing, _ordered)


def _common(stated: Sequence[str], wanted: Sequence[str]) -> tuple[str, ...]:
    return tuple(key for key in wanted if key in stated)
