"""From files to rows: judge everything, then write everything in one transaction, or nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from portal.database import db, transaction
from portal.seeding import files
from portal.seeding.checks import NO_FIELD, WHOLE_FILE, Fault, duplicates


@dataclass
class Counts:
    """What became of the records of one kind: slugs, so that a person can look."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    @property
    def touched(self) -> bool:
        return bool(self.created or self.changed)


Batch = tuple[str, Any]
"""The name of a file and its records."""


@dataclass(frozen=True)
class Kind:
    """One kind of record: how to know one, how to judge a file, and how to write the records (inside a transaction).

    `agree` judges what must fit records of other files: it is given all files by kind, each sound by itself.
    """

    name: str
    recognises: Callable[[dict[str, Any]], bool]
    check: Callable[[Any, str], list[Fault]]
    write: Callable[[list[dict[str, Any]], date | None, datetime], Counts]
    agree: Callable[[Mapping[str, list[Batch]]], list[Fault]] = lambda files: []


class Faulty(Exception):
    """The files have faults; nothing was written."""

    def __init__(self, faults: list[Fault]):
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


def seed(
    paths: Sequence[Path], kinds: Sequence[Kind], *, folder: Path, finish: Callable[[], object], now: datetime
) -> dict[str, Counts]:
    """Write the files' records and return what became of them by kind; `finish` runs once if anything changed.

    Raise Faulty with every fault of every file, having written nothing.
    """
    batches = _judged(paths, kinds)
    with transaction():
        done = {
            kind.name: kind.write(_together(batches[kind.name]), files.collected_on(folder, kind.name), now)
            for kind in kinds
            if batches[kind.name]
        }
        if any(counts.touched for counts in done.values()):
            finish()
    return done


def _judged(paths: Sequence[Path], kinds: Sequence[Kind]) -> dict[str, list[Batch]]:
    batches: dict[str, list[Batch]] = {kind.name: [] for kind in kinds}
    faults: list[Fault] = []
    for path in paths:
        records, unreadable = files.read(path)
        faults += unreadable
        if not unreadable:
            kind = _kind_of(records, kinds)
            faults += kind.check(records, path.name) if kind else [_stranger(path, records, kinds)]
            batches[kind.name if kind else kinds[0].name].append((path.name, records))
    for batch in batches.values():
        if len(batch) > 1:
            faults += [fault for fault in duplicates(batch) if fault not in faults]
    # What must agree can only be judged once every file is sound by itself.
    faults = faults or [fault for kind in kinds for fault in kind.agree(batches)]
    if faults:
        raise Faulty(faults)
    return batches


def _kind_of(records: Any, kinds: Sequence[Kind]) -> Kind | None:
    if not isinstance(records, list):
        return None
    known = [one for one in records if isinstance(one, dict)]
    return next((kind for kind in kinds if any(kind.recognises(one) for one in known)), None)


def _stranger(path: Path, records: Any, kinds: Sequence[Kind]) -> Fault:
    if not isinstance(records, list):
        return Fault(path.name, WHOLE_FILE, NO_FIELD, "is not a list of records")
    names = " nor ".join(kind.name for kind in kinds)
    return Fault(path.name, WHOLE_FILE, NO_FIELD, f"holds neither {names}")


def _together(batches: list[Batch]) -> list[dict[str, Any]]:
    return [record for _, records in batches for record in records]


def merge(
    model: Any,
    wanted: dict[str, dict[str, Any]],
    *,
    keep: Callable[[Any], bool] = lambda row: False,
    mine: Callable[[Any], bool] = lambda row: True,
) -> tuple[Counts, list[Any]]:
    """Bring the rows of a table in line with the wanted values by slug; return the counts and the new or changed rows.

    A row that `keep` holds to is left as it is; a row that is not `mine` is never counted as having left the file.
    """
    counts, touched = Counts(), []
    rows = {row.slug: row for row in db.session.scalars(select(model))}
    for slug, values in wanted.items():
        row = rows.get(slug)
        if row is None:
            row = model(slug=slug, **values)
            db.session.add(row)
            counts.created.append(slug)
            touched.append(row)
        elif differences := {name: value for name, value in values.items() if getattr(row, name) != value}:
            (counts.kept if keep(row) else counts.changed).append(slug)
            if not keep(row):
                touched.append(_update(row, differences))
        else:
            counts.unchanged.append(slug)
    counts.left = sorted(slug for slug, row in rows.items() if slug not in wanted and mine(row))
    return counts, touched


def _update(row: Any, values: dict[str, Any]) -> Any:
    for name, value in values.items():
        setattr(row, name, value)
    return row
