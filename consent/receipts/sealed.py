"""Receipts as people download them: each form carries signature, ledger entry and proof, and each can be checked offline."""

from collections.abc import Mapping
from typing import Any

from audit import certificate
from audit.certificate import CertificateError, Verified
from common.canonical import canonical_bytes
from consent.receipts import kantara
from consent.receipts.vocabulary import SEAL

Document = dict[str, Any]


def as_jsonld(signed: Mapping[str, Any]) -> Document:
    """The statement itself, with the rest of its certificate in a member that JSON-LD readers pass over."""
    return {**signed["statement"], SEAL: {name: value for name, value in signed.items() if name != "statement"}}


def as_kantara(signed: Mapping[str, Any]) -> Document:
    """The Kantara form, with the certificate that it was derived from."""
    return {**kantara.derive(signed["statement"]), kantara.KEY: signed["key"], kantara.CERTIFICATE: dict(signed)}


def has_kantara_form(statement: Mapping[str, Any]) -> bool:
    """Say whether the statement is of a consent: an objection has no Kantara form."""
    return statement.get("@type") == "dpv:ConsentReceipt"


def verify(document: Any, key: str | None = None) -> Verified:
    """Check a downloaded receipt in any of its forms; raise `CertificateError` saying what is wrong."""
    if isinstance(document, dict) and kantara.CERTIFICATE in document:
        return _kantara(document, key)
    if isinstance(document, dict) and isinstance(document.get(SEAL), dict):
        statement = {name: value for name, value in document.items() if name != SEAL}
        if "statement" in document[SEAL]:
            msg = "The receipt's seal holds a second statement."
            raise CertificateError(msg)
        return certificate.verify({**document[SEAL], "statement": statement}, key)
    return certificate.verify(document, key)


def _kantara(document: Document, key: str | None) -> Verified:
    inside = document[kantara.CERTIFICATE]
    found = certificate.verify(inside, key)
    try:
        derived = kantara.derive(inside["statement"])
    except (KeyError, TypeError, IndexError, AttributeError, ValueError) as error:
        msg = "The certificate inside is of no consent receipt."
        raise CertificateError(msg) from error
    derived |= {kantara.KEY: inside["key"]}
    said = {name: value for name, value in document.items() if name != kantara.CERTIFICATE}
    wrong = sorted(name for name in said.keys() | derived.keys() if _bytes(said, name) != _bytes(derived, name))
    if wrong:
        msg = f"The receipt says something else than what was signed: {', '.join(wrong)}."
        raise CertificateError(msg)
    return found


def _bytes(document: Document, name: str) -> bytes:
    """A member's canonical bytes: for Python 1, 1.0 and true are the same. What has none, such as a float, equals nothing."""
    try:
        return canonical_bytes(document[name])
    except KeyError:
        return b""
    except (TypeError, ValueError):
        return b"?"
