"""The brief: what a company tells about its need, as plain values; and which part of it is for whom.

Every field may be unknown, and unknown is not no. What `in_public` leaves out is confidential: an owner in a blind case
sees it only when it has accepted the terms of secrecy, and each look at it is written down.
"""

from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from typing import Any, Literal

YesNo = Literal["", "yes", "no"]
Setting = Literal["", "lab", "pilot", "real"]
Rights = Literal["", "company", "shared", "testbed"]
"""Who shall own the results: the company, both, or the testbed with a licence for the company."""
Secrecy = Literal["", "open", "blind"]


@dataclass(frozen=True)
class Aid:
    """Public aid that a company declares: so many whole euros, decided on that day, under "de-minimis", "gber-28" or "other"."""

    euros: int
    decided_on: date
    rule: str = "other"
    giver: str = ""


@dataclass(frozen=True)
class Brief:
    """What is to be proved, with what, where, when, for how much, and how secret it is.

    `length_mm`, `width_mm`, `height_mm` and `mass_g` are whole numbers of the object; `trl_now` and `trl_wanted` 1 to 9;
    `budget` whole kronor without VAT; `county` and `place` where the company is or wants to be; `sector` is of the vocabulary.
    """

    need: str
    pass_figure: str = ""
    object_what: str = ""
    length_mm: int | None = None
    width_mm: int | None = None
    height_mm: int | None = None
    mass_g: int | None = None
    hazards: str = ""
    trl_now: int | None = None
    trl_wanted: int | None = None
    setting: Setting = ""
    samples: str = ""
    data: str = ""
    sector: str = ""
    size_class: str = ""
    county: str = ""
    place: str = ""
    first_day: date | None = None
    last_day: date | None = None
    wanted_time: str = ""
    budget: int | None = None
    seeks_support: YesNo = ""
    ordered: YesNo = ""
    aid: tuple[Aid, ...] = ()
    has_no_aid: bool = False
    secrecy: Secrecy = ""
    results: Rights = ""
    confidential: str = ""
    came_from: tuple[str, ...] = field(default=())

    def in_public(self) -> "Brief":
        """Return what may be read before the terms are accepted: need and sector, and nothing that tells who asks."""
        return replace(
            self,
            place="",
            budget=None,
            aid=(),
            has_no_aid=False,
            ordered="",
            seeks_support="",
            confidential="",
            came_from=(),
        )


def to_plain(brief: Brief) -> dict[str, Any]:
    """Return the brief as JSON can hold it, without what is unknown."""
    return {name: _plain(value) for name, value in asdict(brief).items() if value not in ("", None, (), False)}


def from_plain(values: dict[str, Any], need: str = "") -> Brief:
    """Return the brief that `to_plain` wrote; what it does not know is left out."""
    known = {one.name for one in fields(Brief)}
    kept = {name: value for name, value in values.items() if name in known}
    for name in ("first_day", "last_day"):
        if kept.get(name):
            kept[name] = date.fromisoformat(kept[name])
    kept["aid"] = tuple(
        Aid(**{**one, "decided_on": date.fromisoformat(one["decided_on"])}) for one in kept.get("aid", ())
    )
    kept["came_from"] = tuple(kept.get("came_from", ()))
    kept["need"] = kept.get("need") or need
    return Brief(**kept)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value
