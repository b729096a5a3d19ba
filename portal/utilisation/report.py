"""The figures laid out for a page: by testbed and resource down, by month across, with sums, and a chart of the months."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from portal.utilisation.queries import Counted, Months
from portal.utilisation.rules import Figures, total

CHART_HEIGHT, CHART_TOP, SLOT, BAR = 160, 12, 64, 40


@dataclass(frozen=True)
class Line:
    """One resource, one testbed or the sum of all: figures by month and together."""

    by_month: list[Figures]
    total: Figures
    resource: Counted | None = None


@dataclass(frozen=True)
class Group:
    """A testbed and its resources."""

    testbed: Counted
    sum: Line
    resources: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class Bar:
    """One month of the chart, in the picture's own units: what was offered, and the parts of it booked and used."""

    month: date
    x: int
    offered_y: float
    booked_y: float
    used_y: float
    figures: Figures


@dataclass(frozen=True)
class Report:
    months: list[date]
    groups: list[Group]
    sum: Line

    @property
    def bars(self) -> list[Bar]:
        """Return the chart's bars; the highest one fills the height."""
        most = max((figures.offered for figures in self.sum.by_month), default=0) or 1

        def y(value: int) -> float:
            return round(CHART_TOP + CHART_HEIGHT * (1 - min(value, most) / most), 1)

        return [
            Bar(month, 70 + SLOT * n, y(figures.offered), y(figures.booked), y(figures.used), figures)
            for n, (month, figures) in enumerate(zip(self.months, self.sum.by_month, strict=True))
        ]

    @property
    def most_hours(self) -> float:
        return max((figures.offered for figures in self.sum.by_month), default=0) / 3600


def lay_out(resources: Sequence[Counted], months: list[date], figures: Months) -> Report:
    """Return the report of these resources over these months."""
    by_testbed: dict[int, list[Counted]] = {}
    for resource in resources:
        by_testbed.setdefault(resource.testbed_id, []).append(resource)
    groups = []
    for members in by_testbed.values():
        lines = [_line([figures.get((one.id, month), Figures()) for month in months], one) for one in members]
        groups.append(Group(members[0], _sum(lines, months), lines))
    return Report(months, groups, _sum([group.sum for group in groups], months))


def _line(by_month: list[Figures], resource: Counted | None = None) -> Line:
    return Line(by_month, total(by_month), resource)


def _sum(lines: Sequence[Line], months: list[date]) -> Line:
    return _line([total(line.by_month[n] for line in lines) for n in range(len(months))])
