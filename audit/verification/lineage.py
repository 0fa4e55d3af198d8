"""What became of tables and columns since rows were sealed: each room's `lineage.json`, written with the migration.

    {"consent_consent": {"table": "consent_choice", "columns": {"state": "status", "colour": null}}}

`null` says removed or retyped: what was sealed of it is proven by the body only, no longer by the table.
"""

import json
from pathlib import Path
from typing import Any

from django.apps import apps

from audit.errors import LedgerError


class Lineage:
    """The joined lineage files."""

    def __init__(self, tables: dict[str, dict[str, Any]]) -> None:
        """Take old table name -> what became of it."""
        self._tables = tables
        self._columns: dict[str, dict[str, str | None]] = {}
        for old, fate in tables.items():
            self._columns.setdefault(fate.get("table", old) or old, {}).update(fate.get("columns", {}))

    def knows_table(self, table: str) -> bool:
        """Say whether a file tells of this table."""
        return table in self._tables

    def table(self, table: str) -> str | None:
        """Give the table's name of today, None when it was dropped."""
        found = self._tables.get(table, {}).get("table", table)
        return None if found is None else str(found)

    def column(self, table: str, column: str) -> str | None:
        """Give the column's name of today in the table of today, None when it was removed or retyped."""
        found: str | None = column
        passed: set[str] = set()
        fates = self._columns.get(table, {})
        while found is not None and found in fates and found not in passed:
            passed.add(found)
            found = fates[found]
        return found


def read() -> Lineage:
    """Read the lineage files of all rooms."""
    tables: dict[str, dict[str, Any]] = {}
    for config in apps.get_app_configs():
        path = Path(config.path) / "lineage.json"
        if path.exists():
            try:
                tables |= json.loads(path.read_text(encoding="utf-8"))
            except (ValueError, TypeError) as error:
                msg = f"{path} is not a lineage file: {error}"
                raise LedgerError(msg) from error
    return Lineage(tables)
