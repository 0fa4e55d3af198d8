"""Access packages in tests: a request that was granted, its package built here and now, and what is inside it."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from people.models import Person
from rights.access.sealed_stream import unsealed
from rights.actions import package_building
from rights.models import Package, Request
from rights.queries import packaging as queries
from tests.rights import office


def granted(
    person: Person, officer: Person, kind: str = "access", *, exceptions: list[dict[str, str]] | None = None, **scope: Any
) -> Request:
    """File a request and grant it, but for these exceptions; its package is ordered with that, and not built yet."""
    request = office.file(person, kind, **scope)
    if not exceptions:
        return office.grant(request, officer)
    return office.grant(request, officer, "partly", reason=exceptions[0]["ground"], exceptions=exceptions)


def built(request: Request) -> Package:
    """Build the package in this process."""
    package = Package.objects.get(request=request)
    package_building.build(package.pk)
    package.refresh_from_db()
    return package


def file_of(package: Package) -> Path:
    """The sealed file."""
    return queries.path_of(package.pk, package.fence)


def zip_of(package: Package) -> bytes:
    """The zip as the person gets it."""
    with file_of(package).open("rb") as file:
        return b"".join(unsealed(file, package_building.data_key(package), bound_to=package_building.binding(package)))


@contextmanager
def opened(package: Package) -> Iterator[zipfile.ZipFile]:
    """The package's archive, every file of it checked."""
    with zipfile.ZipFile(io.BytesIO(zip_of(package))) as archive:
        assert archive.testzip() is None
        yield archive


def document(package: Package, name: str) -> Any:
    """One JSON document of the package."""
    with opened(package) as archive:
        return json.loads(archive.read(name))


def rows_of(package: Package) -> dict[str, list[dict[str, Any]]]:
    """All rows of the package by the file they are in: JSON Lines, with the same number of rows in each table beside them."""
    found = {}
    with opened(package) as archive:
        for name in archive.namelist():
            if name.startswith("data/") and name.endswith(".jsonl"):
                found[name] = [json.loads(line) for line in archive.read(name).splitlines()]
                text = archive.read(name.replace(".jsonl", ".csv")).decode()
                assert len(list(csv.reader(io.StringIO(text, newline="")))) == len(found[name]) + bool(found[name])
    return found
