"""Reading files of seeds: JSON in UTF-8, and what is wrong with a file before its records can be judged."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from portal.seeding.checks import NO_FIELD, WHOLE_FILE, Fault

COLLECTED = "collected.json"


class _Twice(ValueError):
    """A record names the same field twice: JSON would silently take the last."""


def read(path: Path) -> tuple[Any, list[Fault]]:
    """Return what the file holds, or None and the fault that keeps it from being read."""
    try:
        return json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=_record), []
    except FileNotFoundError:
        message = "there is no such file"
    except OSError as error:
        message = f"cannot be read ({error.strerror})"
    except UnicodeDecodeError as error:
        message = f"is not UTF-8 (byte {error.start})"
    except json.JSONDecodeError as error:
        message = f"is not JSON: {error.msg}, line {error.lineno} column {error.colno}"
    except _Twice as error:
        message = str(error)
    except RecursionError:
        message = "is not JSON that anybody meant: too deep"
    return None, [Fault(path.name, WHOLE_FILE, NO_FIELD, message)]


def _record(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _Twice(f"a record ({record.get('slug', '?')}) has the field {twice!r} twice")
    return record


def record_files(folder: Path) -> list[Path]:
    """Return the files of a folder and its folders that hold lists of records; a vocabulary or a table is none."""
    return [path for path in sorted(folder.rglob("*.json")) if not isinstance(read(path)[0], dict)]


def collected_on(folder: Path, kind: str) -> date | None:
    """Return the first day of the month in which the records of this kind were gathered, where the folder says it."""
    path = folder / COLLECTED
    if not path.exists():
        return None
    month = json.loads(path.read_text(encoding="utf-8")).get(kind)
    return date.fromisoformat(f"{month}-01") if month else None
