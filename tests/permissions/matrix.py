"""Reads the written permission matrix, docs/permissions.md, and walks every address of the portal."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

PAGE = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"
ROW = re.compile(r"^\| `(?P<name>[\w-]+)` \| `(?P<address>[^`]+)` \| (?P<method>GET|POST) \| (?P<cells>.+) \|$")
VALUES = {"yes", "sign in", "401", "403", "404"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One door: an address, a method, and what each column of people meets there."""

    name: str
    address: str
    method: str
    expected: dict[str, str]


def columns() -> list[str]:
    """The people of the matrix, as its head names them."""
    head = next(line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| Name |"))
    return [cell.strip() for cell in head.strip("|").split("|")][3:]


def rows() -> list[Row]:
    """Every door that the page lists."""
    found = []
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if match := ROW.match(line):
            cells = [cell.strip() for cell in match["cells"].split("|")]
            expected = dict(zip(columns(), cells, strict=True))
            found.append(Row(name=match["name"], address=match["address"], method=match["method"], expected=expected))
    return found


def addresses(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every name and address that the portal answers."""
    for pattern in (resolver or get_resolver()).url_patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield pattern.name, f"/{address}"
        else:
            yield from addresses(pattern, address)
