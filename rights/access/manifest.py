"""The list of what a package holds and what it does not, with the reasons (R60, R61). Pure: plain values in, one document out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

FORMAT = "assent/access-package@v1"
Document = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Which request, whose, and when; the times and `about` as people read them, the rest as programs do."""

    package: str
    request: str
    reference: str
    kind: str
    person: str
    received: str
    built: str
    expires: str
    about: str
    scope: Document
    built_at: str
    expires_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """One dataset: what came of it. `state` is done, away, refused or withheld; a part that is done may have a `note`."""

    ref: str
    name: str
    store: str
    state: str
    signals: Sequence[str]
    rows: int = 0
    counted: int | None = None
    note: str = ""
    ground: str = ""
    law: str = ""
    files: Sequence[str] = ()
    columns: int = 0
    preview_columns: Sequence[str] = ()
    preview: Sequence[Sequence[str]] = field(default_factory=list)


def left_out(datasets: Iterable[Copied], more: Iterable[Document]) -> list[Document]:
    """What is missing or withheld, item by item, with its reason; `more` is what was withheld besides whole datasets."""
    found = [
        {
            "what": f"{one.name}, {one.store}",
            "dataset": one.ref,
            "kind": "withheld" if one.state == "withheld" else "missing",
            "ground": one.ground or one.state,
            "law": one.law,
            "why": one.note,
            "holds": list(one.signals),
            "rows": one.counted,
        }
        for one in datasets
        if one.state != "done"
    ]
    return found + [{"kind": "withheld", **one} for one in more]


def manifest(
    head: Head,
    datasets: Sequence[Copied],
    left: Sequence[Document],
    files: Sequence[Mapping[str, Any]],
    outside: Sequence[Document],
) -> Document:
    """The whole list. `outside` names datasets that the right does not reach (GDPR 20 has no claim to derived data)."""
    return {
        "format": FORMAT,
        "schema": "schema.json#/$defs/manifest",
        "package": head.package,
        "request": head.request,
        "reference": head.reference,
        "kind": head.kind,
        "person": head.person,
        "built_at": head.built_at,
        "expires_at": head.expires_at,
        "scope": head.scope,
        "rows": sum(one.rows for one in datasets),
        "complete": not any(one.state in ("away", "refused") for one in datasets),
        "datasets": [_dataset(one) for one in datasets],
        "left_out": list(left),
        "not_covered_by_this_right": list(outside),
        "files": list(files),
    }


def _dataset(one: Copied) -> Document:
    found: Document = {
        "dataset": one.ref,
        "name": one.name,
        "store": one.store,
        "state": one.state,
        "holds": list(one.signals),
        "rows": one.rows,
        "rows_counted_before": one.counted,
        "files": list(one.files),
    }
    return found | ({"note": one.note} if one.note else {})
