"""A campaign as it stands in an address: its steps in order, what may lie between them, and from which day to which."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import parse_qsl, urlencode

from portal import clock
from portal.campaign.models import CAMPAIGN
from portal.campaign.queries import BundleView
from portal.campaign.rules import Gap

JUST_THIS, TESTBED, TECHNOLOGY = "resurs", "testbadd", "teknik:"
MOST_STEPS = 8


@dataclass(frozen=True)
class Step:
    """One step: which resource, or which like it will do; how long, in its unit of time; the wait before the step."""

    slug: str
    breadth: str = JUST_THIS
    length: int = 1
    units: int = 1
    least_hours: int = 0
    most_days: int | None = None

    @property
    def gap(self) -> Gap:
        most = None if self.most_days is None else timedelta(days=self.most_days)
        return Gap(timedelta(hours=self.least_hours), most)


@dataclass(frozen=True)
class Plan:
    """All steps; nothing begins before the first day or ends after the last."""

    steps: tuple[Step, ...]
    first_day: date
    last_day: date | None = None

    @property
    def gaps(self) -> list[Gap]:
        """Return what lies between each step and the next."""
        return [step.gap for step in self.steps[1:]]

    @property
    def query(self) -> str:
        """Return the plan as the address of the planner has it, times shown."""
        pairs: list[tuple[str, object]] = [("fran", self.first_day), ("till", self.last_day or "")]
        for number, step in enumerate(self.steps):
            most = "" if step.most_days is None else step.most_days
            values = (step.slug, step.breadth, step.length, step.units, step.least_hours, most)
            pairs += [(f"s{number}-{name}", value) for name, value in zip(NAMES, values, strict=True)]
        return urlencode([*pairs, ("visa", 1)])


NAMES = ("resurs", "bredd", "langd", "enheter", "minst", "hogst")


def plan_of(query: str) -> Plan:
    """Return the plan that `Plan.query` wrote. Raise ValueError, or KeyError, for anything else."""
    given = dict(parse_qsl(query, keep_blank_values=True))
    steps: list[Step] = []
    while f"s{len(steps)}-resurs" in given and len(steps) < MOST_STEPS:
        slug, breadth, length, units, least, most = (given[f"s{len(steps)}-{name}"] for name in NAMES)
        steps.append(Step(slug, breadth, int(length), int(units), int(least), int(most) if most else None))
    last_day = date.fromisoformat(given["till"]) if given["till"] else None
    return Plan(tuple(steps), date.fromisoformat(given["fran"]), last_day)


def plan_to_go_on(bundle: BundleView) -> str | None:
    """Return the query for new times from the first step that fell away to the last; None for what is no campaign.

    It begins on the day on which the step before ends.
    """
    if bundle.kind != CAMPAIGN or not bundle.fallen:
        return None
    plan = plan_of(bundle.made_of["plan"])
    place = bundle.parts.index(bundle.fallen[0])
    first_day = clock.local_day(bundle.parts[place - 1].ends_at) if place else plan.first_day
    return replace(plan, steps=plan.steps[place:], first_day=first_day).query
