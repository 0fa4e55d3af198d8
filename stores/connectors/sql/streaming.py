"""One person's rows, streamed: the driver's own values, batch by batch, through a cursor that stays on the server."""

from collections.abc import Collection, Iterator
from contextlib import closing
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from stores.connectors.batching import FIRST_ROWS, next_size
from stores.connectors.sql.flavour import Flavour
from stores.connectors.sql.target import Key, Target


def streamed(connection: Connection, flavour: Flavour, target: Target, keys: Collection[Key]) -> Iterator[list[dict[str, Any]]]:
    """Give the rows as the driver reads them; what a table calls its column's type may not suit every value in it."""
    names = [str(column.name) for column in target.table.c]
    columns = [sa.type_coerce(column, sa.types.NullType()) for column in target.table.c]
    query = sa.select(*columns).where(flavour.matches(target, keys))
    with (
        flavour.exporting(connection),
        closing(connection.execute(query, execution_options={"stream_results": True})) as found,
    ):
        size = FIRST_ROWS
        while rows := found.fetchmany(size):
            yield [dict(zip(names, row, strict=True)) for row in rows]
            size = next_size(size, rows)
