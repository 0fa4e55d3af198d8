"""Folders as places for the contract: one class per format."""

import csv
import gzip
import io
import json
import shutil
from abc import abstractmethod
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from stores.connectors.files.connector import FilesConnector
from stores.contract import Dataset
from tests.stores.place import Place
from tests.stores.times import KINDS, PLAIN

NOW = "2026-11-01T10:00:00+00:00"
SCHEMA = pa.schema([("person", pa.string()), ("signal", pa.string()), ("n", pa.int64())], metadata={"made": "here"})


class FilesPlace(Place):
    """A folder with a file for each four rows that are put, and never more than about a hundred."""

    batch_rows = None
    location = ""
    rows_per_file = 4

    def __init__(self, folder: Path) -> None:  # noqa: D107
        self.root = folder / "root"
        self.root.mkdir()
        self.parts = 0

    def put(self, rows):
        rows = list(rows)
        size = max(self.rows_per_file, len(rows) // 100)
        for start in range(0, len(rows), size):
            path = self.root / self.location.replace("*", f"part-{self.parts:04}")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(self.pack(rows[start : start + size]))
            self.parts += 1

    def rows(self):
        paths = sorted(self.root.glob(self.location))
        return [row for path in paths for row in self.unpack(path.read_bytes())]

    @abstractmethod
    def pack(self, rows) -> bytes:
        """Write rows as the content of one file."""

    @abstractmethod
    def unpack(self, content: bytes) -> list:
        """Read the rows of one file."""

    def timed(self, kind, rows, **narrowing):
        folder, _, ending = self.location.rpartition("/")[2].partition("*")
        location = f"timed/{folder}*{ending}"
        shutil.rmtree(self.root / "timed", ignore_errors=True)
        (self.root / "timed").mkdir()
        for start in range(0, len(rows), 10):
            name = f"timed/{folder}{start:04}{ending}"
            (self.root / name).write_bytes(self.pack_timed(kind, rows[start : start + 10]))
        return self.dataset(location=location, time_column="at", **narrowing)

    def pack_timed(self, kind, rows) -> bytes:
        del kind
        return self.pack(rows)

    def numbers(self, dataset):
        paths = self.root.glob(dataset.location)
        return {int(row["n"]) for path in paths for row in self.unpack(path.read_bytes())}

    def heavy(self, person, count, text):
        ending = self.location.rpartition("*")[2]
        (self.root / "heavy").mkdir()
        self.write_heavy(self.root / f"heavy/all{ending}", [{"person": person, "signal": "mouse", "n": 0, "words": text}], count)
        return self.dataset(location=f"heavy/*{ending}")

    def write_heavy(self, path, rows, count) -> None:
        """Write one file that repeats these rows."""
        packed = self.pack(rows)
        head = len(packed) - len(self.pack(rows * 2)) + len(packed)
        with path.open("wb") as file:
            file.write(packed[:head])
            for _ in range(count):
                file.write(packed[head:])

    def connector(self, **options):
        return FilesConnector(options={"root": str(self.root)} | options)

    def absent(self):
        return FilesConnector(options={"root": str(self.root.parent / "absent")})

    def dataset(self, **changes):
        return Dataset(**({"name": "d", "location": self.location, "subject_column": "person"} | changes))

    def everything(self):
        return sorted((str(path), path.is_file() and path.read_bytes()) for path in self.root.rglob("*") if path.is_file())

    def strict(self):
        """Rows with more columns than the others, in folders of their own."""
        folder, _, ending = self.location.partition("*")
        path = self.root / f"{folder}strict/2026-11/part-1{ending}"
        path.parent.mkdir(parents=True)
        path.write_bytes(self.pack_strict([{"person": 100_000_001, "signal": "mouse", "at": NOW, "n": n} for n in range(3)]))
        return self.dataset(location=f"{folder}strict/**/part-?*{ending}", time_column="at"), "100000001"

    def pack_strict(self, rows) -> bytes:
        return self.pack(rows)

    def barren(self):
        path = next(self.root.glob(self.location))
        return self.dataset(location=str(path.relative_to(self.root))), "names no group of files"


class JsonlPlace(FilesPlace):
    location = "events/*.jsonl"
    kinds = PLAIN

    def pack(self, rows):
        return b"".join(json.dumps(row).encode() + b"\n" for row in rows)

    def unpack(self, content):
        return [json.loads(line) for line in content.splitlines() if line.strip()]


class JsonlGzipPlace(JsonlPlace):
    location = "events/*.jsonl.gz"

    def write_heavy(self, path, rows, count):
        path.write_bytes(self.pack(rows) * count)

    def pack(self, rows):
        return gzip.compress(super().pack(rows))

    def unpack(self, content):
        return super().unpack(gzip.decompress(content))


class CsvPlace(FilesPlace):
    location = "events/2026/*.csv"
    kinds = PLAIN

    def pack(self, rows):
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, ["signal", *(name for name in rows[0] if name != "signal")])
        writer.writeheader()
        writer.writerows(rows)
        return text.getvalue().encode()

    def unpack(self, content):
        return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


class CsvGzipPlace(CsvPlace):
    location = "*.csv.gz"

    def write_heavy(self, path, rows, count):
        # A gzip file may be several, one after the other.
        head, line = CsvPlace.pack(self, rows).split(b"\n", 1)
        path.write_bytes(gzip.compress(head + b"\n") + gzip.compress(line) * count)

    def pack(self, rows):
        return gzip.compress(super().pack(rows))

    def unpack(self, content):
        return super().unpack(gzip.decompress(content))


class ParquetPlace(FilesPlace):
    location = "events/*.parquet"
    kinds = tuple(KINDS)
    times = {
        "zoned": pa.timestamp("us", tz="Europe/Berlin"),
        "naive": pa.timestamp("ns"),
        "date": pa.date32(),
        "date-text": pa.dictionary(pa.int8(), pa.string()),
        "text": pa.string(),
        "seconds": pa.uint32(),
        "milliseconds": pa.int64(),
        "microseconds": pa.uint64(),
        "nanoseconds": pa.int64(),
        "float": pa.float64(),
        "decimal": pa.decimal128(20, 6),
        "number-text": pa.large_string(),
    }

    def write_heavy(self, path, rows, count):
        row = {name: [value] * count for name, value in rows[0].items() if name != "words"}
        # Text that differs, or a dictionary would hold it once.
        words = [f"{n}{rows[0]['words']}" for n in range(count)]
        pq.write_table(pa.table(row | {"words": words}), path, row_group_size=count, write_batch_size=10)

    def pack_timed(self, kind, rows):
        out = io.BytesIO()
        pq.write_table(pa.Table.from_pylist(list(rows), SCHEMA.append(pa.field("at", self.times[kind]))), out, row_group_size=3)
        return out.getvalue()

    def pack(self, rows):
        out = io.BytesIO()
        pq.write_table(pa.Table.from_pylist(list(rows), SCHEMA), out, row_group_size=2, compression="zstd")
        return out.getvalue()

    def pack_strict(self, rows):
        schema = pa.schema(
            [
                pa.field("person", pa.int64(), nullable=False),
                pa.field("signal", pa.dictionary(pa.int32(), pa.string()), nullable=False),
                pa.field("at", pa.timestamp("ms", tz="Europe/Berlin"), nullable=False),
                pa.field("n", pa.int16(), nullable=False),
                pa.field("points", pa.list_(pa.int16()), nullable=False),
                pa.field("raw", pa.binary(), nullable=False),
                pa.field("free", pa.struct([("x", pa.int16())])),
            ]
        )
        rows = [row | {"at": datetime.fromisoformat(row["at"]), "points": [1], "raw": b"x", "free": None} for row in rows]
        out = io.BytesIO()
        pq.write_table(pa.Table.from_pylist(rows, schema), out)
        return out.getvalue()

    def unpack(self, content):
        return pq.read_table(io.BytesIO(content)).to_pylist()


class SubjectPathPlace(FilesPlace):
    """A folder per person, within it one per signal, a file per row."""

    location = "people/{subject}/{signal}/*.jsonl"
    many = 60

    def put(self, rows):
        for row in rows:
            path = self.root / "people" / row["person"] / row["signal"] / f"{self.parts:06}.jsonl"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(self.pack([row]))
            self.parts += 1

    def rows(self):
        return [row for path in self.root.glob("people/*/*/*.jsonl") for row in self.unpack(path.read_bytes())]

    def pack(self, rows) -> bytes:
        return "\n".join(json.dumps(row) for row in rows).encode()

    def unpack(self, content):
        return [json.loads(line) for line in content.splitlines()]

    def heavy(self, person, count, text):
        path = self.root / "heavy" / person
        path.mkdir(parents=True)
        line = json.dumps({"words": text}) + "\n"
        with (path / "all.jsonl").open("w") as file:
            file.writelines(line for _ in range(count))
        return self.dataset(location="heavy/{subject}/*.jsonl")

    def dataset(self, **changes):
        return super().dataset(**({"subject_column": ""} | changes))

    def strict(self):
        path = self.root / "shots"
        path.mkdir()
        for number in range(3):
            (path / f"100000001-{number}").mkdir()
        for name in ("mouse", "keys", "screen"):
            (path / "100000001" / name).mkdir(parents=True)
            (path / "100000001" / name / "1.png").write_bytes(b"picture")
        return self.dataset(location="shots/{subject}/**"), "100000001"

    def barren(self):
        return self.dataset(location="people/{subject}/mouse/[!a].jsonl"), "No path of its own"
