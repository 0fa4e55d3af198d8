"""What tests of this room share: a folder of their own for packages, no limit used up, somebody who left."""

import pytest
from django.core.cache import caches


@pytest.fixture(autouse=True)
def package_folder(settings, tmp_path):
    settings.PACKAGE_DIR = tmp_path / "packages"
    return settings.PACKAGE_DIR


@pytest.fixture
def no_limits_used_up(valkey):
    """Nobody has asked too often: limits are counted in Valkey, which a test's end doesn't take back."""
    caches["limits"].clear()
    caches["default"].clear()


@pytest.fixture
def zoe(cast):
    from tests.rights.visitors import left  # noqa: PLC0415 - models, which Django knows only once its settings are read

    return left(manager=cast.marco)
