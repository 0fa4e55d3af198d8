"""Rows of other tables that point to the rows that shall go: they have to be erased first, and counted."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from stores.connectors.sql.flavour import Flavour, batches
from stores.connectors.sql.target import Key, Target
from stores.contract import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A foreign key that points to the dataset's table."""

    schema: str | None
    table: str
    columns: tuple[str, ...]
    referred: tuple[str, ...]

    @property
    def name(self) -> str:
        """The child's name as a dataset's location spells it."""
        return f"{self.schema}.{self.table}" if self.schema else self.table


def refuse_children(connection: Connection, flavour: Flavour, target: Target, keys: Collection[Key]) -> None:
    """Refuse while children are left, before any row goes.

    This holds for every kind of foreign key: ON DELETE CASCADE would take rows along that nobody counted, SET NULL
    would leave the person's rows behind without their name.
    """
    full = sorted(
        child.name
        for child in children(connection, target)
        if any(_has_rows(connection, flavour, target, child, some) for some in batches(keys, flavour.most_values))
    )
    if full:
        msg = f"Rows of {', '.join(full)} point to these rows: register and erase first what points here."
        raise Refused(msg, reason="children")


def children(connection: Connection, target: Target) -> Iterator[Child]:
    """Find the foreign keys of other tables that point to this one."""
    inspector = sa.inspect(connection)
    default = inspector.default_schema_name
    here = (target.table.schema or default, str(target.table.name))
    schemas = inspector.get_schema_names() if connection.dialect.name == "postgresql" else [default]
    for schema in schemas:
        for (_, table), found in inspector.get_multi_foreign_keys(schema=_named(schema, default)).items():
            for key in found:
                there = (key["referred_schema"] or schema, key["referred_table"])
                if there == here and (schema, table) != here:
                    yield Child(
                        schema=_named(schema, default),
                        table=table,
                        columns=tuple(key["constrained_columns"]),
                        referred=tuple(key["referred_columns"]),
                    )


def _named(schema: str | None, default: str | None) -> str | None:
    return None if schema == default else schema


def _has_rows(connection: Connection, flavour: Flavour, target: Target, child: Child, keys: Collection[Key]) -> bool:
    columns: list[sa.Column[Any]] = [sa.Column(sa.quoted_name(name, quote=True)) for name in child.columns]
    table = sa.Table(sa.quoted_name(child.table, quote=True), sa.MetaData(), *columns, schema=child.schema)
    pairs = zip(child.columns, child.referred, strict=True)
    joined = table.join(target.table, sa.and_(*(table.c[mine] == target.table.c[theirs] for mine, theirs in pairs)))
    query = sa.select(sa.literal(1)).select_from(joined).where(flavour.matches(target, keys)).limit(1)
    return connection.execute(query).first() is not None
