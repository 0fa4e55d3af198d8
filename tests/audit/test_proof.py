"""A .tlog-proof and a certificate hold offline, and no changed one does."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit import certificate, merkle, proof, tiles
from audit.certificate import CertificateError
from audit.merkle import ProofError
from audit.note import Checkpoint, NoteError, Signer
from common.canonical import canonical_bytes

ROOT = Path(__file__).resolve().parents[2]
SIGNER = Signer("example.com/ledger", bytes(range(32)))
STATEMENT = {"order": "b7f8", "datasets": [{"before": 3, "after": 0}]}
LEAF = canonical_bytes({"facts": {"certificate": certificate.digest(STATEMENT)}})


def made_proof(entries, index):
    hashes = [merkle.leaf_hash(entry) for entry in entries]
    path = tiles.inclusion_path(lambda _level, start, count: hashes[start : start + count], index, len(hashes))
    head = Checkpoint(origin="example.com/ledger", size=len(hashes), root=merkle.root(hashes))
    return proof.Proof(index=index, path=path, checkpoint=SIGNER.note(head.text())).text()


def made_certificate():
    text = made_proof([b"first", LEAF, b"third"], 1)
    return certificate.make(STATEMENT, leaf=LEAF, proof=text, sign=SIGNER.sign, key=str(SIGNER.verifier))


@given(st.integers(1, 200), st.data())
def test_a_proof_written_and_read_again_proves_its_entry(size, data):
    index = data.draw(st.integers(0, size - 1))
    entries = [b"entry %d" % number for number in range(size)]
    text = made_proof(entries, index)
    found, head = proof.verify(text, entries[index], SIGNER.verifier)
    assert (found, head.size) == (index, size)
    with pytest.raises(ProofError):
        proof.verify(text, b"something else", SIGNER.verifier)


def test_extra_data_is_allowed_and_ignored():
    text = made_proof([b"a", b"b"], 0).replace("index", "extra AAAA\nindex", 1)
    assert proof.verify(text, b"a", SIGNER.verifier)[0] == 0


@pytest.mark.parametrize(
    ("old", "new"),
    [("tlog-proof@v1", "tlog-proof@v2"), ("index 1", "index 01"), ("index 1", "index"), ("index 1", "index 9")],
)
def test_a_malformed_proof_is_refused(old, new):
    with pytest.raises(ProofError):
        proof.verify(made_proof([b"a", b"b", b"c"], 1).replace(old, new, 1), b"b", SIGNER.verifier)


def test_a_proof_signed_by_somebody_else_is_refused():
    with pytest.raises(NoteError):
        proof.verify(made_proof([b"a"], 0), b"a", Signer("example.com/ledger", b"\7" * 32).verifier)


def test_a_certificate_holds():
    found = certificate.verify(json.loads(json.dumps(made_certificate())), str(SIGNER.verifier))
    assert (found.index, found.checkpoint.size) == (1, 3)


@pytest.mark.parametrize("field", ["signature", "leaf", "proof", "key"])
def test_a_certificate_with_one_field_of_another_is_refused(field):
    other = Signer("example.com/ledger", b"\7" * 32)
    leaf = canonical_bytes({"facts": {"certificate": "0" * 64}})
    foreign = certificate.make({"a": 1}, leaf=leaf, proof=made_proof([b"x"], 0), sign=other.sign, key=str(other.verifier))
    with pytest.raises(CertificateError):
        certificate.verify(made_certificate() | {field: foreign[field]})


def test_a_changed_statement_is_refused():
    document = made_certificate()
    document["statement"] = {**STATEMENT, "order": "other"}
    with pytest.raises(CertificateError):
        certificate.verify(document)


def test_a_statement_signed_again_but_not_in_the_ledger_is_refused():
    text = made_proof([LEAF], 0)
    document = certificate.make({"a": 1}, leaf=LEAF, proof=text, sign=SIGNER.sign, key=str(SIGNER.verifier))
    with pytest.raises(CertificateError, match="another statement"):
        certificate.verify(document)


@pytest.mark.parametrize("document", [None, [], {}, {"statement": {}}, {**made_certificate(), "extra": 1}])
def test_something_that_is_no_certificate_is_refused(document):
    with pytest.raises(CertificateError):
        certificate.verify(document)


def test_another_key_than_the_expected_one_is_refused():
    with pytest.raises(CertificateError, match="another key"):
        certificate.verify(made_certificate(), str(Signer("a", b"\7" * 32).verifier))


def test_the_standalone_program_checks_a_certificate(tmp_path):
    path = tmp_path / "certificate.json"
    path.write_text(json.dumps(made_certificate()), encoding="utf-8")
    command = [sys.executable, ROOT / "bin/verify-trail", "--certificate", path]
    good = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (good.returncode, "Verified: the certificate" in good.stdout) == (0, True)
    path.write_text(json.dumps({**made_certificate(), "signature": "AAAA"}), encoding="utf-8")
    bad = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (bad.returncode, "NOT verified" in bad.stderr) == (1, True)
