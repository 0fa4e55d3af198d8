"""The files of reports: CSV and XLSX, both streamed, both with the same bytes for the same rows (R92)."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO

import xlsxwriter

from common import csv

Rows = Iterable[Sequence[object]]
# The workbook's own time of making would change its bytes: it gets one that never does.
NO_TIME = dt.datetime(2000, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)
MOST_ROWS = 1_048_575
"""A sheet holds so many lines below its head (Excel's own limit)."""
WIDTH = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One kind of file: how it is written, and how it is sent. `write` gives the number of rows, or -1 where they don't fit."""

    label: str
    suffix: str
    content_type: str
    write: Callable[[IO[bytes], str, Sequence[str], Rows], int]


def write_csv(file: IO[bytes], title: str, columns: Sequence[str], rows: Rows) -> int:
    """RFC 4180, UTF-8, header first."""
    del title
    count = -1
    for line in csv.lines(columns, rows):
        file.write(line.encode())
        count += 1
    return count


def write_xlsx(file: IO[bytes], title: str, columns: Sequence[str], rows: Rows) -> int:
    """One sheet of text cells (numbers stay numbers), so that nothing runs as a formula; memory stays flat."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    count = 0
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": title, "created": NO_TIME})
        sheet, head = book.add_worksheet(title[:31]), book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(columns) - 1, WIDTH)
        sheet.write_row(0, 0, columns, head)
        for row in rows:
            count += 1
            if count > MOST_ROWS:
                return -1
            for place, value in enumerate(row):
                _cell(sheet, count, place, value)
    return count


def _cell(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, value: object) -> None:
    if value is None or value == "":
        return
    if isinstance(value, int) and not isinstance(value, bool):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, csv.plain(value))


FORMATS: Mapping[str, Format] = {
    "csv": Format(label="CSV", suffix="csv", content_type="text/csv; charset=utf-8", write=write_csv),
    "xlsx": Format(
        label="Excel (XLSX)",
        suffix="xlsx",
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        write=write_xlsx,
    ),
}
