"""Opens a store's connector with its credential."""

from collections.abc import Iterator
from contextlib import contextmanager

from stores import credentials
from stores.connectors import registry
from stores.contract import Connector
from stores.models import Store


@contextmanager
def connector(store: Store) -> Iterator[Connector]:
    """Give the store's connector, closed at the end. Raises `Unavailable` or `Refused`, never anything of a driver."""
    opened = registry.open_connector(store.kind, options=store.options, secret=credentials.resolve(store))
    try:
        yield opened
    finally:
        opened.close()
