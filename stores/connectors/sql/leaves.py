"""The tables below a PostgreSQL table that hold the rows themselves: itself, its partitions, its heirs."""

from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from stores.connectors.sql.target import Target
from stores.contract import Refused

# The one index that serves is valid, not partial, and begins with the person column.
_LEAVES = sa.text("""
    WITH RECURSIVE tree AS (
        SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relname = :table AND CASE WHEN CAST(:schema AS text) IS NULL
              THEN pg_table_is_visible(c.oid) ELSE n.nspname = :schema END
        UNION SELECT i.inhrelid FROM pg_inherits i JOIN tree ON i.inhparent = tree.oid
    )
    SELECT n.nspname, c.relname, c.relkind,
           pg_relation_size(c.oid) / CAST(current_setting('block_size') AS bigint) AS pages,
           EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisvalid AND i.indpred IS NULL
                   AND i.indkey[0] = a.attnum) AS has_index,
           COALESCE((SELECT CASE WHEN s.n_distinct > 0 THEN c.reltuples / s.n_distinct ELSE -1 / s.n_distinct END
                     FROM pg_stats s WHERE s.schemaname = n.nspname AND s.tablename = c.relname
                     AND s.attname = a.attname AND NOT s.inherited AND abs(s.correlation) < 0.5
                     AND s.n_distinct <> 0), 0) AS scattered
    FROM tree JOIN pg_class c USING (oid) JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = :column
    ORDER BY n.nspname, c.relname
""")
_HIDDEN = sa.text("""
    SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relispartition AND c.relkind IN ('r', 'p')
""")
_LOOSE = sa.text("""
    SELECT NOT l.collisdeterministic FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_collation l ON l.oid = a.attcollation
    WHERE c.relname = :table AND a.attname = :column AND CASE WHEN CAST(:schema AS text) IS NULL
          THEN pg_table_is_visible(c.oid) ELSE n.nspname = :schema END
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One table with rows of its own."""

    target: Target
    pages: int
    has_index: bool
    # How many rows a person has where they lie all over the table, as the planner's statistics know it; else 0.
    scattered: float


def leaves(connection: Connection, target: Target) -> list[Leaf]:
    """Find the tables that hold the rows; one that lies in another server is refused."""
    found = connection.execute(_LEAVES, _names(target)).all()
    foreign = [row.relname for row in found if row.relkind == "f"]
    if foreign:
        msg = f"Rows lie in another server ({', '.join(foreign)}); register that store itself."
        raise Refused(msg, reason="unsupported")
    return [
        Leaf(
            target=_below(target, row.nspname, row.relname),
            pages=int(row.pages),
            has_index=bool(row.has_index),
            scattered=float(row.scattered),
        )
        for row in found
        if row.relkind == "r"
    ]


def hidden_partitions(connection: Connection) -> set[tuple[str, str]]:
    """Name all partitions."""
    return {(schema, name) for schema, name in connection.execute(_HIDDEN)}


def mark_loose(connection: Connection, target: Target) -> None:
    """Note on the columns whether their collation calls different texts equal."""
    for column in (target.column, *(column for column, _ in target.narrowing)):
        column.info["loose"] = bool(connection.execute(_LOOSE, _names(target) | {"column": column.name}).scalar())


def _names(target: Target) -> dict[str, str | None]:
    return {"table": target.table.name, "schema": target.table.schema, "column": target.column.name}


def _below(target: Target, schema: str, name: str) -> Target:
    table = sa.Table(
        sa.quoted_name(name, quote=True),
        sa.MetaData(),
        *(sa.Column(column.name, column.type, info=dict(column.info)) for column in target.table.c),
        schema=sa.quoted_name(schema, quote=True),
    )
    return replace(
        target,
        table=table,
        column=table.c[target.column.name],
        narrowing=tuple((table.c[column.name], value) for column, value in target.narrowing),
        time=None if target.time is None else table.c[target.time.name],
    )
