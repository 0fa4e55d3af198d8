"""What tests of this room share: a recipient's system that may be told."""

from collections.abc import Iterator

import pytest

from tests.consent.listener import Listener, listening


@pytest.fixture
def listener(settings) -> Iterator[Listener]:
    """A real server on this machine, to which messages may go."""
    with listening() as found:
        settings.RECIPIENT_HOSTS = [f"127.0.0.1:{found.port}"]
        settings.RECIPIENT_NETWORKS = ["127.0.0.0/8"]
        yield found
