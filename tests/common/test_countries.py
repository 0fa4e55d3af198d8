"""The names of countries."""

import pytest

from common.countries import country_name


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("IE", "Ireland"),
        ("US", "United States"),
        ("US-NY", "United States (NY)"),
        ("IM", "Isle of Man"),
        ("BA", "Bosnia and Herzegovina"),
        ("XX", "XX"),
        ("", ""),
    ],
)
def test_a_code_becomes_the_name_and_stays_where_none_is_known(code: str, name: str) -> None:
    assert country_name(code) == name
