"""Access packages of a test lie in a folder of its own."""

import pytest


@pytest.fixture(autouse=True)
def package_folder(settings, tmp_path):
    settings.PACKAGE_DIR = tmp_path / "packages"
    return settings.PACKAGE_DIR
