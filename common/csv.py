"""The one CSV writer: RFC 4180, every field quoted, and nothing that a spreadsheet would run as a formula (ASVS 1.2.10)."""

import csv
import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence

# A spreadsheet runs a cell that begins with one of these; the full-width forms of = + - @ count too.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "\uff1d", "\uff0b", "\uff0d", "\uff20")

# A number may begin with a minus sign, be it ours or read as text: a spreadsheet shows it and runs nothing. Words may not.
_NUMBER = re.compile(r"-[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")


class _Line:
    """Hands back each line that the csv module writes."""

    def write(self, text: str) -> str:
        return text


def lines(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Stream CSV lines (CRLF), header first; memory stays flat."""
    writer = csv.writer(_Line(), quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    yield writer.writerow(columns)
    for row in rows:
        yield writer.writerow([cell(value) for value in row])


def plain(value: object) -> str:
    """One value as text: empty for nothing, UTC for times. For cells that can't run anything, such as the text cells of XLSX."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return str(value)


def cell(value: object) -> str:
    """The same, with a leading quote before anything a spreadsheet would run."""
    text = plain(value)
    if text.lstrip(" ").startswith(DANGEROUS) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text
