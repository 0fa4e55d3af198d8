"""A file's name says what it holds, in every room; what it never holds is looked for here."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.house import ROOMS, ROOT, short, sources

# Names that say nothing about what is inside.
EMPTY_NAMES = {"utils", "util", "helpers", "misc", "core", "base", "services", "managers", "constants"}
# Inside a room, the one on the left may import from the ones on its right, never the other way round.
ORDER = ("urls", "views", "forms", "actions", "queries", "models")
NO_IMPORT = {
    "actions": {"django.http", "django.shortcuts", "django.template"},
    "models": {"django.http", "django.shortcuts", "celery"},
    "queries": {"django.http", "celery"},
    "events": {"django.http", "django.db", "django.shortcuts"},
    "tasks": {"django.http", "django.shortcuts"},
}
WRITES = {"save", "create", "bulk_create", "update", "bulk_update", "delete", "get_or_create", "update_or_create"}
NO_CALL = {"queries": WRITES, "forms": WRITES, "views": WRITES}


def house_files() -> list[Path]:
    return [path for path in sources() if Path(short(path)).parts[0] in ROOMS]


def kind(path: Path) -> str:
    """Say what a file's name stands for; `actions/extend.py` is a part of `actions`."""
    inside = Path(short(path)).parts
    return inside[1] if len(inside) == 3 else path.stem  # room, folder, file


def imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def faults(path: Path, source: str) -> Iterator[str]:
    """Say what this file holds although its name rules it out."""
    tree, what, room = ast.parse(source), kind(path), Path(short(path)).parts[0]
    found = set(imports(tree))
    for banned in NO_IMPORT.get(what, set()):
        if any(name == banned or name.startswith(f"{banned}.") for name in found):
            yield f"imports {banned}"
    above = ORDER[: ORDER.index(what)] if what in ORDER else ()
    for name in above:
        if any(module == f"{room}.{name}" or module.startswith(f"{room}.{name}.") for module in found):
            yield f"imports {room}.{name}, which stands above it"
    for node in ast.walk(tree):
        yield from _faults_of_node(what, node)


def _faults_of_node(what: str, node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        manager = isinstance(node.func.value, ast.Attribute | ast.Call)
        if node.func.attr in NO_CALL.get(what, set()) and (manager or node.func.attr in {"save", "delete"}):
            yield f"writes: .{node.func.attr}() in line {node.lineno}"
    if what == "views":
        if isinstance(node, ast.For | ast.While):
            yield f"has a loop in line {node.lineno}"
        if isinstance(node, ast.Attribute) and node.attr == "objects":
            yield f"has a query in line {node.lineno}"
    if what == "events" and isinstance(node, ast.FunctionDef):
        yield f"has a function in line {node.lineno}"


@pytest.mark.parametrize("path", house_files(), ids=short)
def test_a_file_holds_what_its_name_says(path):
    assert path.stem not in EMPTY_NAMES, f"{short(path)}: name it after what it does"
    wrong = list(faults(path, path.read_text(encoding="utf-8")))
    assert not wrong, f"{short(path)} {'; '.join(wrong)}. See the table of file names in docs/house.md."


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("views.py", "for row in rows:\n    pass"),
        ("views.py", "Program.objects.all()"),
        ("queries.py", "Program.objects.create(name='x')"),
        ("actions.py", "from django.shortcuts import render"),
        ("models.py", "from consent.queries import programs_of"),
        ("events.py", "def label():\n    pass"),
    ],
)
def test_what_a_name_rules_out_is_found(name, source):
    assert list(faults(ROOT / "consent" / name, source))
