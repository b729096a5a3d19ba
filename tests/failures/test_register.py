"""The register of what went wrong elsewhere is whole, and every line of it leads to a test that stands."""

import ast
from pathlib import Path

HERE = Path(__file__).resolve().parent
TESTS = HERE.parent


def lines():
    """Return the lines of the register: number, where it is told, what it prevents, the test."""
    text = (HERE / "register.txt").read_text().splitlines()
    return [[cell.strip() for cell in line.split("|")] for line in text if line and not line.startswith("#")]


def test_every_failure_is_held_by_a_test_that_stands():
    wanted = {test for _, _, _, test in lines()}
    there = {
        f"{name}::{node.name}"
        for name in {test.split("::")[0] for test in wanted}
        for node in ast.parse((TESTS / name).read_text()).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }

    assert wanted <= there


def test_the_numbers_are_those_from_1_to_42_and_each_says_what_it_prevents():
    numbers, told_in, prevents, tests = zip(*lines(), strict=True)

    assert [int(number) for number in numbers] == list(range(1, 43))
    assert all(told_in) and len(set(prevents)) == len(set(tests)) == 42
