"""What receipt pages and downloads show, made of receipts."""

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

from django.urls import reverse

from audit import certificate, ledger
from common.signals import Signal
from consent.declarations.notice_limits import name_of
from consent.models import Program, Receipt
from consent.pages.history import how
from consent.receipts import sealed

DECISIONS = {
    "give": "You said yes",
    "refuse": "You said no",
    "renew": "You said yes again",
    "withdraw": "You turned off",
    "undo": "You took a no back",
    "object": "You objected",
    "lift": "You took an objection back",
    "paper": "Your no on paper was recorded",
}
EVENTS = {
    "dpv:ConsentGiven": "Yes",
    "dpv:RenewedConsentGiven": "Yes, again",
    "dpv:ConsentRefused": "No",
    "dpv:ConsentWithdrawn": "Turned off",
    "dpv:ConsentExpired": "Ended",
    "dpv:ConsentRevoked": "Ended with the program",
    "dpv:ConsentInvalidated": "Declared invalid",
    "dpv:LegitimateInterestObjected": "Objected",
    "dpv:LegitimateInterestNotObjected": "Objection taken back",
}
BASES = {
    "eu-gdpr:A6-1-a-explicit-consent": "Your consent (GDPR 6(1)(a))",
    "eu-gdpr:A6-1-f": "A legitimate interest (GDPR 6(1)(f))",
}
README = """Your receipts from Assent
=========================

One folder per decision, oldest first. In each:

receipt.jsonld      the receipt, ISO/IEC TS 27560 in the words of the Data Privacy Vocabulary
kantara.json        the same in the form of the Kantara Consent Receipt v1.1 (not for objections)
certificate.json    the same with its signature, its ledger entry and the proof
receipt.tlog-proof  the proof alone (c2sp.org/tlog-proof@v1)

Check the first three with the program bin/verify-trail of Assent. It needs no account and no network:

    bin/verify-trail --receipt receipt.jsonld --key 'KEY'

The company's key when this file was made:

    KEY

Compare it with the one on the page "How this works", or with one that somebody else kept. If one word of a receipt was
changed, the program says so. More about it: docs/receipts.md.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptLine:
    """One receipt in the list."""

    text: str
    program: str
    signals: str
    made_at: datetime
    url: str


def line(receipt: Receipt) -> ReceiptLine:
    """Describe one receipt in words."""
    return ReceiptLine(
        text=DECISIONS[receipt.decision],
        program=receipt.program.name,
        signals=", ".join(str(Signal(signal).label) for signal in receipt.signals),
        made_at=receipt.made_at,
        url=reverse("receipt", args=[receipt.pk]),
    )


def known(programs: Iterable[Program], slug: str) -> str:
    """The address of the program to show alone; empty, for all, where the person has no receipt of such a program."""
    return slug if any(program.slug == slug for program in programs) else ""


def filters(programs: Iterable[Program], chosen: str) -> list[dict[str, Any]]:
    """The list's filter: everything, or one program."""
    address = reverse("receipts")
    found = [{"label": "All programs", "url": address, "current": not chosen}]
    return found + [
        {"label": program.name, "url": f"{address}?program={program.slug}", "current": program.slug == chosen}
        for program in programs
    ]


def page(receipt: Receipt) -> dict[str, Any]:
    """The readable receipt: who, what, when, under which notice, and how to check it."""
    record = receipt.statement["dpv:hasRecordOfActivity"]
    entities = record["dpv:hasEntity"]
    return {
        "line": line(receipt),
        "ref": str(receipt.pk),
        "record": record["dpv:hasIdentifier"],
        "subject": record["dpv:hasDataSubject"]["dpv:hasIdentifier"],
        "notices": [_notice(one) for one in record["dpv:hasNotice"]],
        "processes": [_process(one) for one in record["dpv:hasProcess"]],
        "controller": next(one["dpv:hasName"] for one in entities if "dpv:DataController" in one["@type"]),
        "recipients": [one["dpv:hasName"] for one in entities if "dpv:DataController" not in one["@type"]],
        "replaces": reverse("receipt", args=[receipt.replaces_id]) if receipt.replaces_id else "",
        "downloads": _downloads(receipt),
        "program_url": reverse("program", args=[receipt.program.slug]),
        "digest": certificate.digest(receipt.statement),
    }


def _notice(node: dict[str, Any]) -> dict[str, str]:
    path = node["@id"].split("/me/", 1)[-1]
    version = path.split("/notice/", 1)[-1].split("/", 1)[0]
    fingerprint = node["dct:identifier"].removeprefix("sha256:")
    return {"version": version, "language": name_of(node["dct:language"]), "sha256": fingerprint, "url": f"/me/{path}"}


def _process(node: dict[str, Any]) -> dict[str, Any]:
    events = [*node.get("dpv:hasConsentStatus", []), *node.get("dpv:hasStatus", [])]
    return {
        "purpose": node["dpv:hasPurpose"]["dct:description"],
        "signals": [data["dct:title"] for data in node["dpv:hasPersonalData"]],
        "basis": BASES[node["dpv:hasLegalBasis"]],
        "events": sorted(map(_event, events), key=itemgetter("at")),
    }


def _event(status: dict[str, Any]) -> dict[str, str]:
    # A consent's status has two types, its state first; an objection's has its state alone.
    state = status["@type"] if isinstance(status["@type"], str) else status["@type"][0]
    return {
        "at": status["dpv:isIndicatedAtTime"],
        "text": f"{Signal(status['dct:subject']).label}: {EVENTS[state]}",
        "method": how(status["dpv:hasIndicationMethod"].partition(" (")[0]),
    }


def _downloads(receipt: Receipt) -> list[dict[str, str]]:
    found = [
        ("Receipt (JSON-LD, TS 27560)", "receipt-jsonld"),
        ("Certificate with signature and proof", "receipt-certificate"),
        ("Ledger proof", "receipt-proof"),
    ]
    if sealed.has_kantara_form(receipt.statement):
        found.insert(1, ("Receipt (Kantara v1.1)", "receipt-kantara"))
    return [{"label": label, "url": reverse(name, args=[receipt.pk])} for label, name in found]


def signed(receipt: Receipt) -> dict[str, Any]:
    """The statement with its signature, its ledger entry and the proof."""
    return certificate.make(
        receipt.statement,
        leaf=ledger.payload(receipt.entry),
        proof=ledger.proof(receipt.entry),
        sign=ledger.sign,
        key=ledger.verifier_key(),
    )


def document(receipt: Receipt, form: str) -> bytes | None:
    """One download: `jsonld`, `kantara`, `certificate` or `proof`; None where this receipt has no such form."""
    if form == "proof":
        return ledger.proof(receipt.entry).encode()
    if form == "kantara" and not sealed.has_kantara_form(receipt.statement):
        return None
    return _written(signed(receipt), form)


def _written(made: dict[str, Any], form: str) -> bytes:
    shapes: dict[str, Callable[[dict[str, Any]], dict[str, Any]]]
    shapes = {"jsonld": sealed.as_jsonld, "kantara": sealed.as_kantara, "certificate": dict}
    return json.dumps(shapes[form](made), indent=2, ensure_ascii=False).encode() + b"\n"


def documents(receipt: Receipt) -> Iterator[tuple[str, bytes]]:
    """Every download that this receipt has, by file name, under one proof."""
    made = signed(receipt)
    for form, name in NAMES.items():
        if form == "proof":
            yield name, made["proof"].encode()
        elif form != "kantara" or sealed.has_kantara_form(receipt.statement):
            yield name, _written(made, form)


NAMES = {
    "jsonld": "receipt.jsonld",
    "kantara": "kantara.json",
    "certificate": "certificate.json",
    "proof": "receipt.tlog-proof",
}


def archive(receipts: Iterable[Receipt]) -> Iterator[bytes]:
    """All receipts in all their forms as one zip, a piece at a time: memory stays flat however many there are."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("README.txt", README.replace("KEY", ledger.verifier_key()))
        for receipt in receipts:
            folder = f"{receipt.made_at:%Y-%m-%d-%H%M%S}-{receipt.decision}-{str(receipt.pk)[:8]}"
            for name, content in documents(receipt):
                file.writestr(f"{folder}/{name}", content)
            yield pipe.taken()
    yield pipe.taken()


class _Pipe(io.RawIOBase):
    """A file that can only be written on; what was written is taken out again and again."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._waiting += data
        return len(data)

    def taken(self) -> bytes:
        """Give what was written since the last time."""
        piece = bytes(self._waiting)
        self._waiting.clear()
        return piece
