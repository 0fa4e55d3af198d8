"""Canonical JSON: the same value, the same bytes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.canonical import canonical_bytes

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
)


def test_keys_are_sorted_as_rfc_8785_does():
    """Section 3.2.3: by UTF-16 code units, so a smiley (surrogates) comes before U+FB33."""
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    found = json.loads(canonical_bytes(dict.fromkeys(keys, 0)))
    assert list(found) == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


@given(PLAIN)
def test_it_reads_back_as_it_was_and_is_stable(value):
    written = canonical_bytes(value)
    assert json.loads(written) == value
    assert canonical_bytes(json.loads(written)) == written


@pytest.mark.parametrize("value", [1.5, [1.0], {"a": {"b": 0.0}}, {1: "one"}, {None: 1}])
def test_floats_and_other_keys_are_refused(value):
    with pytest.raises(TypeError):
        canonical_bytes(value)
