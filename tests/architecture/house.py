"""What the tests of the house's plan read: rooms from top to bottom, and the project's own Python files."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent

# From the top down; rooms on one line are blind to each other. The import contract in pyproject.toml says the same.
LAYERS = (
    {"portal"},
    {"reports"},
    {"rights", "incidents", "gate"},
    {"consent"},
    {"purges"},
    {"stores"},
    {"people"},
    {"audit"},
    {"common"},
)
ROOMS = frozenset(room for layer in LAYERS for room in layer)
CODE = (*sorted(ROOMS), "tests", "bench")


def level(room: str) -> int:
    """Return how far down a room stands; 0 is the top."""
    return next(number for number, layer in enumerate(LAYERS) if room in layer)


def sources() -> Iterator[Path]:
    """Give every Python file that people write here; migrations are written by makemigrations."""
    for folder in CODE:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def short(path: Path) -> str:
    """Return the path as messages show it."""
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Give every function and method of a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of a function from its `def` to its last line, without its docstring."""
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines
