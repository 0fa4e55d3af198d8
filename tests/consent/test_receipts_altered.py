"""A receipt that was altered is refused offline, whatever was altered and however small it is (R30)."""

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.certificate import CertificateError
from consent.models import Receipt
from consent.pages import receipts as pages
from consent.receipts import sealed
from tests.cast import KEYS, MOUSE, Cast

pytestmark = pytest.mark.rule("R30")
ROOT = Path(__file__).resolve().parents[2]
FORMS = ("jsonld", "kantara", "certificate")
ANY = st.none() | st.booleans() | st.integers(0, 2) | st.floats(0, 2) | st.text(max_size=3) | st.just([]) | st.just({})
once_per_database = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # the documents are read only
)


@pytest.fixture
def documents(cast: Cast) -> dict[str, Any]:
    """Priya's receipt of a yes to two signals, in every form that is JSON."""
    cast.give(cast.priya, MOUSE, KEYS)
    return {name: json.loads(pages.document(Receipt.objects.get(), name)) for name in FORMS}


def leaves(node: object, path: tuple = ()) -> list[tuple]:
    """The path to every value in a document; an empty list or object counts as a value."""
    pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [found for key, inner in pairs for found in leaves(inner, (*path, key))] or [path]


def put(document: dict, path: tuple, value: object) -> dict:
    """A copy of the document with one value changed."""
    altered = copy.deepcopy(document)
    at = altered
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return altered


def at(document: Any, path: tuple) -> Any:
    return at(document[path[0]], path[1:]) if path else document


def refused(document: dict) -> None:
    with pytest.raises(CertificateError):
        sealed.verify(document)


@once_per_database
@given(data=st.data())
def test_no_value_of_any_form_can_be_changed_unseen(documents: dict[str, Any], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(FORMS))
    path = data.draw(st.sampled_from(leaves(documents[name])))
    value = data.draw(ANY)
    # Python takes 1, 1.0 and true for the same; a reader of JSON does not.
    if json.dumps(value) != json.dumps(at(documents[name], path)):
        refused(put(documents[name], path, value))


@pytest.mark.parametrize("name", FORMS)
def test_every_single_value_counts(documents: dict[str, Any], name: str) -> None:
    document = documents[name]
    sealed.verify(document)
    for path in leaves(document):
        value = at(document, path)
        plain = isinstance(value, str) and value
        refused(put(document, path, value[:-1] if plain else {"other": value}))


@pytest.mark.parametrize("name", FORMS)
def test_nothing_can_be_added_or_left_out_unseen(documents: dict[str, Any], name: str) -> None:
    document = documents[name]
    refused({**document, "dct:title": "More"})
    for key in document:
        refused({other: value for other, value in document.items() if other != key})


def test_a_second_statement_in_the_seal_is_refused(documents: dict[str, Any]) -> None:
    refused(put(documents["jsonld"], ("seal", "statement"), {"dct:description": "withdraw"}))


def test_one_receipts_seal_does_not_fit_another(documents: dict[str, Any], cast: Cast) -> None:
    cast.give(cast.marco, MOUSE)
    other = json.loads(pages.document(Receipt.objects.get(person=cast.marco), "jsonld"))
    sealed.verify(other)
    refused({**documents["jsonld"], "seal": other["seal"]})


def test_another_key_than_the_one_expected_is_refused(documents: dict[str, Any]) -> None:
    for name in FORMS:
        with pytest.raises(CertificateError, match="another key"):
            sealed.verify(documents[name], "example.org/ledger+00000000+AAAA")


def test_the_program_refuses_what_is_no_receipt_and_says_so(documents: dict[str, Any], tmp_path: Path) -> None:
    """Not one of these files may end in a traceback, or in a yes."""
    twice = '{"dct:description": "withdraw", ' + json.dumps(documents["jsonld"])[1:]
    strange = (
        b"",
        b"[]",
        b"\xff",
        b'{"seal": {}}',
        b'{"assentCertificate": 3}',
        b'{"assentCertificate": {"statement": 1}}',
        b"[" * 100_000,
        twice.encode(),
    )
    for content in strange:
        file = tmp_path / "receipt"
        file.write_bytes(content)
        run = subprocess.run(
            [sys.executable, ROOT / "bin/verify-trail", "--receipt", file], capture_output=True, text=True, check=False
        )
        assert run.returncode == 1, content[:40]
        assert run.stderr.startswith("NOT verified: "), run.stderr[-200:]
