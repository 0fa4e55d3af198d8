"""Purges begin at once in these tests."""

import pytest


@pytest.fixture(autouse=True)
def _no_grace(settings) -> None:
    settings.PURGE_GRACE_SECONDS = 0
