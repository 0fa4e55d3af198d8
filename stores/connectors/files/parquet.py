"""Parquet: row groups without a hit are skipped by their statistics; what is rewritten keeps its shape."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from stores.connectors.files.formats import Counted, Format, Wanted
from stores.connectors.files.parquet_records import records_of, rows_at_once
from stores.connectors.files.parquet_sample import one_row
from stores.connectors.files.parquet_time import counted, tells_time
from stores.connectors.files.version import Damaged

_BATCH_ROWS = 32_768
_PIECE = 1 << 20
# Row groups that take more memory than this are written in several.
_GROUP_BYTES = 48 << 20
# Where the name that is read differs from the name that is written.
_CODECS = {"UNCOMPRESSED": "NONE", "LZ4_RAW": "LZ4"}


class Parquet(Format):
    """`count` and `rewrite` trust the statistics and read dictionaries; `scan` does neither."""

    def columns(self, source: BinaryIO, name: str) -> dict[str, str]:
        """Read the schema."""
        del name
        with _reading(source) as file:
            return {field.name: str(field.type) for field in file.schema_arrow}

    def count(self, source: BinaryIO, name: str, wanted: Wanted) -> Counted:
        """Read the person column of the row groups that may hold a hit."""
        del name
        with _reading(source, wanted.column) as file:
            _require(file, wanted)
            groups = range(file.num_row_groups) if wanted.narrows else _candidates(file, wanted)
            total = 0 if wanted.narrows else file.metadata.num_rows
            hits: Counter[str] = Counter()
            for batch in _batches(file, list(groups), wanted.columns):
                inside = _inside(batch, wanted)
                total += pc.sum(inside).as_py() or 0 if wanted.narrows else 0
                hits.update(_owners(batch, pc.and_(inside, _mask(batch, wanted)), wanted))
            return Counted(total, hits)

    def scan(self, source: BinaryIO, name: str, wanted: Wanted) -> Counter[str]:
        """Read the column of every row group and compare value by value, whatever the statistics say."""
        del name
        found: Counter[str] = Counter()
        with _reading(source) as file:
            _require(file, wanted)
            for batch in _batches(file, list(range(file.num_row_groups)), wanted.columns):
                inside = _inside(batch, wanted)
                values = batch.column(wanted.column).filter(inside)
                for pair in pc.value_counts(values).to_pylist():
                    if owner := wanted.owner(pair["values"]):
                        found[owner] += pair["counts"]
        return found

    def rewrite(self, source: BinaryIO, target: IO[bytes], name: str, wanted: Wanted) -> Counter[str]:
        """Filter batch by batch; each row group stays one, with the same codecs, schema and metadata."""
        del name
        gone: Counter[str] = Counter()
        with _reading(source) as plain:
            # The schema as it was written: reading the person column as a dictionary changes it.
            schema = plain.schema_arrow
        with _reading(source, wanted.column) as file:
            _require(file, wanted)
            with pq.ParquetWriter(target, schema, **_shape(file.metadata)) as writer:
                for group in range(file.num_row_groups):
                    _filter_group(file, group, writer, wanted, gone)
        return gone

    def records(self, source: BinaryIO, name: str, wanted: Wanted) -> Iterator[dict[str, Any]]:
        """Find the row groups with a hit by the columns that decide, then read those in small batches."""
        del name
        with _reading(source, wanted.column, streamed=True) as file:
            _require(file, wanted)
            for group in _candidates(file, wanted):
                deciding = _batches(file, [group], wanted.columns)
                if not any(pc.any(_hits(batch, wanted)).as_py() for batch in deciding):
                    continue
                for batch in _batches(file, [group], None, rows_at_once(file.metadata.row_group(group))):
                    yield from records_of(batch.filter(_hits(batch, wanted)))

    def all_records(self, source: BinaryIO, name: str) -> Iterator[dict[str, Any]]:
        """Give rows as dictionaries, batch by batch."""
        del name
        with _reading(source, streamed=True) as file:
            for group in range(file.num_row_groups):
                for batch in _batches(file, [group], None, rows_at_once(file.metadata.row_group(group))):
                    yield from records_of(batch)

    def sample(self, target: IO[bytes], name: str, like: BinaryIO | None, row: Mapping[str, object]) -> None:
        """Write one row in the schema, codecs and metadata of `like`."""
        del name
        schema, shape = pa.schema([(key, pa.string()) for key in row]), {}
        if like is not None:
            with _reading(like) as file:
                schema, shape = file.schema_arrow, _shape(file.metadata)
        with pq.ParquetWriter(target, schema, **shape) as writer:
            writer.write_table(one_row(schema, row))


@contextmanager
def _reading(source: BinaryIO, dictionary: str = "", *, streamed: bool = False) -> Iterator[pq.ParquetFile]:
    """Open the file; what Arrow can't read is damage. Its messages may hold values, so they go no further.

    Streamed, a column of a row group is read piece by piece and is never in memory as a whole.
    """
    columns = [dictionary] if dictionary else None
    try:
        with pq.ParquetFile(source, read_dictionary=columns, pre_buffer=False, buffer_size=_PIECE if streamed else 0) as file:
            yield file
    except (pa.ArrowException, OSError) as error:
        if isinstance(error, OSError) and error.errno:
            raise  # the disk's own error
        msg = "The file is not a whole Parquet file, or holds what can't be written again."
        raise Damaged(msg) from None


def _require(file: pq.ParquetFile, wanted: Wanted) -> None:
    for name in wanted.columns:
        if file.schema_arrow.names.count(name) != 1:
            msg = f"The file has {file.schema_arrow.names.count(name)} columns {name!r}."
            raise Damaged(msg)
    kind = _plain(file.schema_arrow.field(wanted.column).type)
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_integer(kind)):
        msg = f"Column {wanted.column!r} is {kind}; a person can be named by text or integer columns."
        raise Damaged(msg)
    time = _plain(file.schema_arrow.field(wanted.time).type) if wanted.time else pa.date32()
    if not tells_time(time):
        msg = f"Column {wanted.time!r} is {time}; timestamps, dates, numbers and text tell when a row was recorded."
        raise Damaged(msg)


def _plain(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _batches(file: pq.ParquetFile, groups: list[int], columns: list[str] | None, rows: int = 0) -> Iterator[pa.RecordBatch]:
    if groups:
        yield from file.iter_batches(rows or _BATCH_ROWS, row_groups=groups, columns=columns, use_threads=False)


def _candidates(file: pq.ParquetFile, wanted: Wanted) -> list[int]:
    """Leave out row groups in whose range from least to greatest value no subject lies."""
    metadata = file.metadata
    leaf = next(place for place in range(len(metadata.schema)) if metadata.schema.column(place).path == wanted.column)
    kind = _plain(file.schema_arrow.field(wanted.column).type)
    values = sorted(wanted.numbers if pa.types.is_integer(kind) else wanted.texts)
    return [group for group in range(metadata.num_row_groups) if _may_hold(metadata.row_group(group), leaf, values)]


def _may_hold(group: pq.RowGroupMetaData, leaf: int, values: list[Any]) -> bool:
    statistics = group.column(leaf).statistics
    if statistics is None or not statistics.has_min_max:
        return True
    least, greatest = statistics.min, statistics.max
    if not values or type(least) is not type(values[0]):
        return bool(values)
    return any(least <= value <= greatest for value in values)


def _inside(batch: pa.RecordBatch, wanted: Wanted) -> pa.Array:
    mask = pa.repeat(pa.scalar(value=True), batch.num_rows)
    for name, value in wanted.where.items():
        text = pc.cast(batch.column(name), pa.string())
        mask = pc.and_(mask, pc.fill_null(pc.equal(text, value), fill_value=False))
    if wanted.period is not None:
        mask = pc.and_(mask, counted(batch.column(wanted.time), wanted.period))
    return mask


def _hits(batch: pa.RecordBatch, wanted: Wanted) -> pa.Array:
    return pc.and_(_inside(batch, wanted), _mask(batch, wanted))


def _mask(batch: pa.RecordBatch, wanted: Wanted) -> pa.Array:
    column = batch.column(wanted.column)
    if pa.types.is_dictionary(column.type):
        # Each different value is compared once, however many rows have it.
        return pc.fill_null(pc.take(_among(column.dictionary, wanted), column.indices), fill_value=False)
    return _among(column, wanted)


def _among(values: pa.Array, wanted: Wanted) -> pa.Array:
    if pa.types.is_integer(values.type):
        bits, signed = values.type.bit_width, pa.types.is_signed_integer(values.type)
        least, greatest = (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if signed else (0, 2**bits - 1)
        fitting = [number for number in wanted.numbers if least <= number <= greatest]
        return pc.is_in(values, value_set=pa.array(fitting, values.type), skip_nulls=True)
    return pc.is_in(values, value_set=pa.array(list(wanted.texts), values.type), skip_nulls=True)


def _owners(batch: pa.RecordBatch, mask: pa.Array, wanted: Wanted) -> Counter[str]:
    hits = batch.column(wanted.column).filter(mask)
    found = pc.value_counts(hits.dictionary_decode() if pa.types.is_dictionary(hits.type) else hits)
    return Counter({wanted.owner(pair["values"]): pair["counts"] for pair in found.to_pylist()})


def _filter_group(file: pq.ParquetFile, group: int, writer: pq.ParquetWriter, wanted: Wanted, gone: Counter[str]) -> None:
    kept: list[pa.RecordBatch] = []
    for batch in _batches(file, [group], None):
        mask = _hits(batch, wanted)
        gone.update(_owners(batch, mask, wanted))
        kept.append(batch.filter(pc.invert(mask)))
        if sum(one.nbytes for one in kept) > _GROUP_BYTES:
            _write(writer, kept)
    _write(writer, kept)


def _write(writer: pq.ParquetWriter, kept: list[pa.RecordBatch]) -> None:
    if sum(one.num_rows for one in kept):
        table = pa.Table.from_batches(kept).cast(writer.schema)
        writer.write_table(table, row_group_size=max(1, table.num_rows))
    kept.clear()


def _shape(metadata: pq.FileMetaData) -> dict[str, Any]:
    """Read off how the file was written: version, codecs, dictionaries, order of rows."""
    version = metadata.format_version if metadata.format_version in {"1.0", "2.4", "2.6"} else "2.6"
    shape: dict[str, Any] = {"version": version}
    if metadata.num_row_groups:
        group = metadata.row_group(0)
        columns = [group.column(place) for place in range(group.num_columns)]
        shape["compression"] = {column.path_in_schema: _CODECS.get(column.compression, column.compression) for column in columns}
        shape["use_dictionary"] = [
            column.path_in_schema for column in columns if any("DICTIONARY" in name for name in column.encodings)
        ]
        shape["sorting_columns"] = group.sorting_columns or None
    return shape
