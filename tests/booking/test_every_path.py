"""The race of two paths forgets no way of taking time: the code says which functions take it, a run which are reached."""

import ast
import sys
from pathlib import Path

from portal.booking import states
from portal.booking.states import MOVES, TAKES_CAPACITY
from tests.booking.paths import NEEDS_ONE_TO_BEGIN_WITH, PATHS
from tests.booking.test_two_paths import make_company, make_stage
from tests.builders import hours

PORTAL = Path(__file__).resolve().parents[2] / "portal"
DOORWAY = "booking/moves.py"
CALLS = {"enter_claims", "replace_claims", "set_claims", "try_claims"}
ROWS = {"Claim", "_CLAIM", "_NEW_CLAIM"}
BEGIN = {
    one for one in TAKES_CAPACITY if any(one in after and was not in TAKES_CAPACITY for was, after in MOVES.items())
}
"""States in which a booking begins to take time, coming from one in which it takes none."""

TAKE_NOTHING = {
    "booking/requests/asking.py:send_request": "a hold that is sent keeps what it holds, or gives it back",
    "booking/requests/consequences.py:_take": "within a trial that is undone",
    "booking/requests/consequences.py:_takes_again": "within a trial that is undone",
    "booking/deciding.py:_settle": "what took its time goes on taking it",
    "booking/guard.py:_trial": "the guard tries itself, and it is undone",
    "booking/repairs/stranding.py:interrupt": "what an outage ends has had its time",
    "demonstration/service.py:_claims": "made-up history, written through the guard by an operator's command",
}


def takers():
    """Return every function outside the doorway by which a claim is written or a booking begins to take time."""
    found = set()
    for path in sorted(PORTAL.rglob("*.py")):
        name = str(path.relative_to(PORTAL))
        if name == DOORWAY or name.startswith("migrations/"):
            continue
        tree = ast.parse(path.read_text())
        for function in (one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)):
            if any(takes(node) for node in ast.walk(function)):
                found.add(f"{name}:{function.name}")
    return found


def takes(node):
    if isinstance(node, ast.Attribute) and node.attr == "__table__" and _name(node.value) in ROWS:
        return True
    if not isinstance(node, ast.Call):
        return False
    called, arguments = _name(node.func), [_name(one) for one in node.args]
    if called in CALLS:
        given = {one.arg: one.value for one in node.keywords}
        return not (isinstance(given.get("active"), ast.Constant) and not given["active"].value)
    if called == "move" and len(node.args) > 1:
        return _begins(arguments[1])
    return called == "Claim" or (called in ("insert", "update") and arguments[:1] and arguments[0] in ROWS)


def _begins(name):
    """Return whether the state of that name is one in which time begins to be taken; of a variable it may be."""
    return getattr(states, name, None) in BEGIN if name.isupper() else True


def _name(node):
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def reached(stage, company, names):
    """Return the functions that are run when each of these paths takes a time that nobody else wants."""
    seen = set()

    def note(frame, event, _argument):
        if event == "call" and frame.f_code.co_filename.startswith(str(PORTAL)):
            seen.add((frame.f_code.co_filename, frame.f_code.co_name))

    acts = [PATHS[name](stage, hours(3 * place + 1, 3 * place + 2), company) for place, name in enumerate(names)]
    sys.setprofile(note)
    try:
        for act in acts:
            act()
    finally:
        sys.setprofile(None)
    return {f"{Path(file).relative_to(PORTAL)}:{name}" for file, name in seen}


def test_every_function_that_takes_time_is_reached_by_a_path(app):
    stage = make_stage(units=1 + len(NEEDS_ONE_TO_BEGIN_WITH))

    forgotten = takers() - reached(stage, make_company("Ena AB"), sorted(PATHS)) - set(TAKE_NOTHING)

    assert not forgotten, "add a path to paths.py that reaches it, or say why it takes nothing"


def test_a_forgotten_path_is_noticed(app):
    without = sorted(PATHS.keys() - {"move up"})

    assert "booking/requests/line.py:_take_up" in takers() - reached(
        make_stage(units=2), make_company("Ena AB"), without
    )


def test_what_is_said_to_take_nothing_exists():
    assert set(TAKE_NOTHING) <= takers()
