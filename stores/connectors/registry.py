"""Which kinds of store there are, and where the code of each is; a kind is imported when it is first used."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import Any

from stores.contract import Connector, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of store: the words a person chooses it by, and the dotted path of its connector."""

    label: str
    path: str


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "files": Kind(
            label="Files in a folder (JSON Lines, CSV, Parquet, a file per person)",
            path="stores.connectors.files.connector.FilesConnector",
        ),
        "memory": Kind(label="In memory (tests and drills)", path="stores.connectors.memory.MemoryConnector"),
        "sql": Kind(
            label="SQL database (PostgreSQL, MariaDB, SQLite)",
            path="stores.connectors.sql.connector.SqlConnector",
        ),
    }
)


def connector_class(kind: str) -> type[Connector]:
    """Import the connector of this kind; an unknown kind is refused with the ones there are."""
    known = KINDS.get(kind)
    if known is None:
        msg = f"There is no store of kind {kind!r}; known kinds: {', '.join(sorted(KINDS))}."
        raise Refused(msg, reason="unknown-kind")
    module, _, name = known.path.rpartition(".")
    found: type[Connector] = getattr(import_module(module), name)
    return found


def open_connector(kind: str, *, options: Mapping[str, Any], secret: str | None = None) -> Connector:
    """Make the connector of a store. It connects at its first call, so an absent store is no error here."""
    return connector_class(kind)(options=options, secret=secret)
