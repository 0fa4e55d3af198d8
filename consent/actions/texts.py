"""Keeps texts by their digest: declarations, reasons, notices. History and ledger carry the digest alone."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from common.canonical import canonical_bytes
from consent.declarations.schema import digest
from consent.models import Declaration, NoticeText


def keep(body: Mapping[str, Any]) -> Declaration:
    """Keep a declaration, or any small document, by its SHA-256; the same text is kept once."""
    kept, _ = Declaration.objects.get_or_create(sha256=digest(body), defaults={"body": dict(body)})
    return kept


def keep_notice(*, summary: list[str], sections: list[Any], fields: Mapping[str, Any]) -> NoticeText:
    """Keep a notice's text by the SHA-256 of its canonical JSON."""
    body = {"summary": summary, "sections": sections, "fields": dict(fields)}
    kept, _ = NoticeText.objects.get_or_create(sha256=sha256(canonical_bytes(body)).hexdigest(), defaults=body)
    return kept
