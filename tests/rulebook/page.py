"""Makes docs/rules.md from the tests: `python -m tests.rulebook.page > docs/rules.md`."""

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.rulebook.catalogue import RULES

ROOT = Path(__file__).resolve().parents[2]
HEAD = """# Rules and their tests

What law and standards ask, as rules that can be tested, each with the tests that check it and the page where it shows.
Made from the marks in the tests (`@pytest.mark.rule("R34")`) by `python -m tests.rulebook.page > docs/rules.md`;
`tests/rulebook` fails when this page is out of date or a rule of the core set has no test.
This is no legal advice: counsel reviews it per installation.
"""


def numbers(node: ast.AST) -> Iterator[str]:
    """The rule numbers of every `pytest.mark.rule(...)` in this node."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "rule":
            yield from (part.value for part in call.args if isinstance(part, ast.Constant) and isinstance(part.value, str))


def marked(tree: ast.Module) -> Iterator[tuple[str, set[str]]]:
    """Each test of a file with the rules that it, its class or its file is marked with."""
    file_marks: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(isinstance(name, ast.Name) and name.id == "pytestmark" for name in node.targets):
            file_marks |= set(numbers(node.value))
    for node in tree.body:
        inside = node.body if isinstance(node, ast.ClassDef) else [node]
        class_marks = (
            {number for mark in node.decorator_list for number in numbers(mark)} if isinstance(node, ast.ClassDef) else set()
        )
        for test in inside:
            if isinstance(test, ast.FunctionDef) and test.name.startswith("test_"):
                own = {number for mark in test.decorator_list for number in numbers(mark)}
                yield test.name, own | class_marks | file_marks


def tests_by_rule() -> dict[str, list[str]]:
    """Rule number to the tests that check it, as `tests/x.py::test_y`."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for test, rules in marked(ast.parse(path.read_text(encoding="utf-8"))):
            for rule in rules:
                found[rule].append(f"{path.relative_to(ROOT)}::{test}")
    return dict(found)


def page() -> str:
    """The whole page."""
    found = tests_by_rule()
    lines = [HEAD]
    for title, letter in (("The law's rules", "R"), ("Free of dark patterns", "D")):
        lines += [f"## {title}", "", "| Rule | What | Source | Page | Tests |", "|---|---|---|---|---|"]
        for number, rule in RULES.items():
            if number.startswith(letter) and number in found:
                tests = "<br>".join(f"`{test.removeprefix('tests/')}`" for test in found[number])
                lines.append(f"| {number} | {rule.text} | {rule.source} | {rule.page} | {tests} |")
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(page())
