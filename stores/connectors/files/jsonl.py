"""JSON Lines: one object a line."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import IO, Any, BinaryIO

import orjson

from stores.connectors.files.formats import Wanted
from stores.connectors.files.lines import BOM, LineFormat, lines_of, packing, unpacked
from stores.connectors.files.version import Damaged

_SAMPLE = 1_000
_TYPED: Mapping[str, Callable[[str], object]] = {"int": int, "float": float, "bool": lambda text: text == "true"}


class JsonLines(LineFormat):
    """`count` and `rewrite` parse with orjson, `scan` with the standard library after decoding the text."""

    def columns(self, source: BinaryIO, name: str) -> dict[str, str]:
        """Collect the keys of the first records."""
        found: dict[str, str] = {}
        with unpacked(source, name) as stream:
            for _, record in islice(_parsed(lines_of(stream)), _SAMPLE):
                for key, value in (record or {}).items():
                    found.setdefault(key, type(value).__name__)
        return found

    def entries(self, lines: Iterator[bytes], wanted: Wanted) -> Iterator[tuple[bytes, str | None]]:
        """Parse each line; blank ones are kept."""
        column, narrows, owner, within = wanted.column, wanted.narrows, wanted.owner, wanted.within
        for raw, record in _parsed(lines):
            if record is None or (narrows and not within(record)):
                yield raw, None
            else:
                yield raw, owner(record.get(column))

    def scan(self, source: BinaryIO, name: str, wanted: Wanted) -> Counter[str]:
        """Decode the text and parse it with the standard library."""
        found: Counter[str] = Counter()
        with unpacked(source, name) as stream:
            for number, raw in enumerate(lines_of(stream), 1):
                try:
                    text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
                    record = json.loads(text) if text.strip() else {}
                except ValueError:
                    raise _damage(number) from None
                if not isinstance(record, dict):
                    raise _damage(number)
                person = wanted.owner(record.get(wanted.column))
                if person and wanted.within(record):
                    found[person] += 1
        return found

    def records(self, source: BinaryIO, name: str, wanted: Wanted) -> Iterator[dict[str, Any]]:
        """Give the records as they were parsed."""
        with unpacked(source, name) as stream:
            for _, record in _parsed(lines_of(stream)):
                if record is not None and wanted.owner(record.get(wanted.column)) and wanted.within(record):
                    yield record

    def all_records(self, source: BinaryIO, name: str) -> Iterator[dict[str, Any]]:
        """Give the records as they were parsed."""
        with unpacked(source, name) as stream:
            for _, record in _parsed(lines_of(stream)):
                if record is not None:
                    yield record

    def sample(self, target: IO[bytes], name: str, like: BinaryIO | None, row: Mapping[str, object]) -> None:
        """Write one object with the keys of `row` alone."""
        columns = self.columns(like, name) if like else {}
        with packing(target, name) as out:
            out.write(orjson.dumps({key: _typed(value, columns.get(key, "str")) for key, value in row.items()}) + b"\n")


def _typed(value: object, kind: str) -> object:
    if isinstance(value, dt.datetime):
        return int(value.timestamp()) if kind in {"int", "float"} else value.isoformat()
    try:
        return _TYPED.get(kind, str)(str(value))
    except ValueError:
        return value


def _parsed(lines: Iterator[bytes]) -> Iterator[tuple[bytes, dict[str, Any] | None]]:
    parse = orjson.loads
    for number, raw in enumerate(lines, 1):
        try:
            record = parse(raw.removeprefix(BOM) if number == 1 else raw)
        except orjson.JSONDecodeError:
            if raw.strip():
                raise _damage(number) from None
            record = None
        if record is not None and type(record) is not dict:
            raise _damage(number)
        yield raw, record


def _damage(number: int) -> Damaged:
    return Damaged(f"Line {number} is not a JSON object.")
