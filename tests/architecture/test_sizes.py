"""Nothing grows into a monster: files, functions, views and tasks have a limit of lines."""

from pathlib import Path

import pytest

from tests.architecture.house import functions, length, short, sources

FILE_LINES = 300
FUNCTION_LINES = 40
VIEW_LINES = 20
TASK_LINES = 6


def limit_for(path: Path) -> int:
    parts = {path.name, path.parent.name}
    if "tests" in path.parts:
        return FUNCTION_LINES
    if parts & {"views.py", "views"}:
        return VIEW_LINES
    return TASK_LINES if "tasks.py" in parts else FUNCTION_LINES


@pytest.mark.parametrize("path", list(sources()), ids=short)
def test_a_file_stays_within_its_limits(path):
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= FILE_LINES, f"{short(path)} has {lines} lines; split it by user journey (at most {FILE_LINES})."
    limit = limit_for(path)
    long = {f"{node.name} (line {node.lineno})": length(node) for node in functions(path) if length(node) > limit}
    assert not long, f"{short(path)}: at most {limit} lines in a function here, without its docstring; longer: {long}"


def test_a_view_and_a_task_have_tighter_limits():
    assert limit_for(Path("consent/views.py")) == limit_for(Path("consent/views/office.py")) == VIEW_LINES
    assert limit_for(Path("purges/tasks.py")) == TASK_LINES
    assert limit_for(Path("purges/passes.py")) == FUNCTION_LINES
