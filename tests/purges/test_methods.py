"""What a receipt may say of how rows went away: they are gone, or were never there. Nothing weaker counts as erasing."""

import pytest

from stores.contract import Method


@pytest.mark.rule("R71", "R72")
def test_neither_hashing_nor_masking_nor_destroying_a_key_is_a_way_of_erasing() -> None:
    """No store here encrypts each person's rows under a key of their own from the first write, so none may claim it."""
    assert {method.value for method in Method} == {"erased", "not-present"}
