"""Every file format keeps the contract."""

import pytest

from tests.stores import file_places
from tests.stores.contract import ConnectorContract


@pytest.mark.parametrize(
    "place_class",
    [
        file_places.JsonlPlace,
        file_places.JsonlGzipPlace,
        file_places.CsvPlace,
        file_places.CsvGzipPlace,
        file_places.ParquetPlace,
        file_places.SubjectPathPlace,
    ],
)
class TestFiles(ConnectorContract):
    """The contract on folders."""

    @pytest.fixture
    def place(self, tmp_path, place_class):
        return place_class(tmp_path)
