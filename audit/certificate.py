"""Signed statements that carry their proof: what a person downloads and anybody checks offline. No Django.

A certificate is `{"statement", "signature", "key", "leaf", "proof"}`: the signature is over the statement's canonical bytes, the
leaf is the ledger entry that names the statement's SHA-256 as its fact `certificate`, and the proof shows the leaf's place.
"""

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from audit import proof as proofs
from audit.merkle import ProofError
from audit.note import Checkpoint, NoteError, Verifier
from common.canonical import canonical_bytes

FIELDS = frozenset({"statement", "signature", "key", "leaf", "proof"})


class CertificateError(ValueError):
    """A certificate doesn't hold; `str(error)` says what is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What a certificate that holds has proved."""

    index: int
    checkpoint: Checkpoint
    key: str
    entry: dict[str, Any]


def digest(statement: Mapping[str, Any]) -> str:
    """Give the SHA-256 that the ledger entry names as its fact `certificate`."""
    return sha256(canonical_bytes(statement)).hexdigest()


def make(statement: Mapping[str, Any], *, leaf: bytes, proof: str, sign: Callable[[bytes], bytes], key: str) -> dict[str, Any]:
    """Sign the statement and put everything together that a verifier needs."""
    return {
        "statement": dict(statement),
        "signature": base64.b64encode(sign(canonical_bytes(statement))).decode(),
        "key": key,
        "leaf": base64.b64encode(leaf).decode(),
        "proof": proof,
    }


def verify(document: Any, key: str | None = None) -> Verified:
    """Check a certificate; `key` is the ledger's verifier key where the reader has it from elsewhere."""
    if not isinstance(document, dict) or document.keys() != FIELDS or not isinstance(document["statement"], dict):
        msg = f"A certificate has exactly the fields {', '.join(sorted(FIELDS))}."
        raise CertificateError(msg)
    if any(not isinstance(document[name], str) for name in FIELDS - {"statement"}):
        msg = "A field of the certificate isn't text."
        raise CertificateError(msg)
    if key is not None and key.strip() != document["key"]:
        msg = "The certificate names another key than the one expected."
        raise CertificateError(msg)
    try:
        verifier = Verifier.parse(document["key"])
        verifier.check(canonical_bytes(document["statement"]), _decode(document["signature"], "signature"))
        leaf = _decode(document["leaf"], "leaf")
        entry = _entry(leaf, digest(document["statement"]))
        index, checkpoint = proofs.verify(document["proof"], leaf, verifier)
    except (NoteError, ProofError, TypeError) as error:
        raise CertificateError(str(error)) from error
    return Verified(index=index, checkpoint=checkpoint, key=str(verifier), entry=entry)


def _entry(leaf: bytes, expected: str) -> dict[str, Any]:
    try:
        entry = json.loads(leaf)
        facts = entry["facts"]
        found = facts["certificate"]
    except (ValueError, KeyError, TypeError) as error:
        msg = "The ledger entry names no certificate."
        raise CertificateError(msg) from error
    if found != expected:
        msg = "The ledger entry names another statement than this one."
        raise CertificateError(msg)
    return dict(entry)


def _decode(text: str, what: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        msg = f"The certificate's {what} isn't base64."
        raise CertificateError(msg) from error
