"""CSV with a header line, UTF-8; quoted fields may hold line ends."""

import csv
import datetime as dt
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import compress
from typing import IO, Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from stores.connectors.files.formats import Wanted
from stores.connectors.files.lines import BOM, LONGEST_LINE, LineFormat, lines_of, packing, unpacked
from stores.connectors.files.version import Damaged


class Csv(LineFormat):
    """`count` and `rewrite` cut the lines themselves, `scan` reads with Arrow."""

    def __init__(self, delimiter: str = ",") -> None:
        """Keep the delimiter, which the store's options may change."""
        self.delimiter = delimiter

    def columns(self, source: BinaryIO, name: str) -> dict[str, str]:
        """Read the header."""
        with unpacked(source, name) as stream:
            head = next(_records(lines_of(stream)), (0, b""))[1]
            return dict.fromkeys(self._fields(head.removeprefix(BOM), 1) if head.strip() else [], "text")

    def entries(self, lines: Iterator[bytes], wanted: Wanted) -> Iterator[tuple[bytes, str | None]]:
        """Cut each record into its fields; the header and blank lines are kept."""
        records = _records(lines)
        head = next(records, None)
        if head is None:
            return
        yield head[1], None
        names = self._fields(head[1].removeprefix(BOM), 1)
        place_of = {name: _place(names, name) for name in wanted.columns}
        person = place_of[wanted.column]
        conditions = [(place_of[name], value) for name, value in wanted.where.items()]
        period, time = wanted.period, place_of.get(wanted.time, 0)
        owner = wanted.texts.get
        for number, raw in records:
            fields = self._fields(raw, number)
            if not fields:
                yield raw, None
                continue
            if len(fields) != len(names):
                self._named(names, fields, number)
            inside = all(fields[place] == value for place, value in conditions)
            if inside and (period is None or period.counts(fields[time])):
                yield raw, owner(fields[person], "")
            else:
                yield raw, None

    def scan(self, source: BinaryIO, name: str, wanted: Wanted) -> Counter[str]:
        """Let Arrow read the columns as text, block by block."""
        found: Counter[str] = Counter()
        wanted_texts = pa.array(list(wanted.texts), pa.string())
        with unpacked(source, name) as stream:
            if not stream.peek(1):  # type: ignore[attr-defined]  # both are buffered readers
                return found
            try:
                for batch in self._arrow(stream, wanted.columns):
                    mask = pc.is_in(batch.column(wanted.column), value_set=wanted_texts)
                    for column, value in wanted.where.items():
                        mask = pc.and_(mask, pc.equal(batch.column(column), value))
                    found.update(_persons(batch.filter(mask), wanted))
            except (pa.ArrowInvalid, pa.ArrowKeyError):
                msg = "The file is not a whole CSV file with the dataset's columns."
                raise Damaged(msg) from None
        return found

    def records(self, source: BinaryIO, name: str, wanted: Wanted) -> Iterator[dict[str, Any]]:
        """Give each record as header -> field."""
        names: list[str] = []
        with unpacked(source, name) as stream:
            for raw, owner in self.entries(lines_of(stream), wanted):
                if not names:
                    names = self._fields(raw.removeprefix(BOM), 1)
                elif owner:
                    yield dict(zip(names, self._fields(raw, 0), strict=True))

    def all_records(self, source: BinaryIO, name: str) -> Iterator[dict[str, Any]]:
        """Give each record as header -> field."""
        with unpacked(source, name) as stream:
            records = _records(lines_of(stream))
            names = self._fields(next(records, (0, b""))[1].removeprefix(BOM), 1)
            for number, raw in records:
                if fields := self._fields(raw, number):
                    yield self._named(names, fields, number)

    def sample(self, target: IO[bytes], name: str, like: BinaryIO | None, row: Mapping[str, object]) -> None:
        """Write the header of `like` and one line; what `row` does not name stays empty."""
        names = list(self.columns(like, name)) if like else list(row)
        fields = [value.isoformat() if isinstance(value, dt.datetime) else value for value in map(row.get, names)]
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=self.delimiter, lineterminator="\n").writerows([names, fields])
        with packing(target, name) as out:
            out.write(text.getvalue().encode())

    def _named(self, names: list[str], fields: list[str], number: int) -> dict[str, str]:
        if len(fields) != len(names):
            msg = f"Line {number} has {len(fields)} fields, the header {len(names)}."
            raise Damaged(msg)
        return dict(zip(names, fields, strict=True))

    def _fields(self, raw: bytes, number: int) -> list[str]:
        try:
            text = raw.decode()
            if '"' not in text:
                bare = text.rstrip("\r\n")
                return bare.split(self.delimiter) if bare else []
            return next(csv.reader(io.StringIO(text, newline=""), delimiter=self.delimiter, strict=True), [])
        except (UnicodeDecodeError, csv.Error):
            msg = f"Line {number} can't be read as CSV."
            raise Damaged(msg) from None

    def _arrow(self, stream: Any, columns: list[str]) -> arrow_csv.CSVStreamingReader:
        return arrow_csv.open_csv(
            stream,
            read_options=arrow_csv.ReadOptions(block_size=1 << 20, use_threads=False),
            parse_options=arrow_csv.ParseOptions(delimiter=self.delimiter, newlines_in_values=True),
            convert_options=arrow_csv.ConvertOptions(
                include_columns=columns, column_types=dict.fromkeys(columns, pa.string()), strings_can_be_null=False
            ),
        )


def _records(lines: Iterator[bytes]) -> Iterator[tuple[int, bytes]]:
    """Join lines until the quotes are even: a quoted field may hold line ends."""
    number = 0
    for raw in lines:
        number += 1
        first, record = number, raw
        while record.count(b'"') % 2:
            more = next(lines, b"")
            number += 1
            record += more
            if not more or len(record) > LONGEST_LINE:
                msg = f"A quote that opens in line {first} is never closed."
                raise Damaged(msg)
        yield first, record


def _persons(batch: pa.RecordBatch, wanted: Wanted) -> Iterator[str]:
    """Name the person of each record that the period counts."""
    persons = batch.column(wanted.column).to_pylist()
    if wanted.period is None:
        return iter(persons)
    return compress(persons, map(wanted.period.counts, batch.column(wanted.time).to_pylist()))


def _place(names: list[str], name: str) -> int:
    if names.count(name) != 1:
        msg = f"The header has {names.count(name)} columns {name!r}."
        raise Damaged(msg)
    return names.index(name)
