"""The documents of a package beside the copied rows: what Assent itself keeps, the information of GDPR 15, the list of it all."""

import base64
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.utils import timezone

from audit import ledger
from common import days
from consent.pages.receipts import document as receipt_document
from rights.access import answer, looks, manifest, pdf, web_page
from rights.access.answer import Answer
from rights.access.information import Document, information
from rights.access.manifest import Copied, Head
from rights.access.package_file import PackageFile
from rights.access.schema import SCHEMA
from rights.models import Decision, Package, PackagePart, Request
from rights.queries import documents, own_concerns, own_records, packaging, processing
from rights.queries.documents import utc
from stores.models import Dataset

DEF = "schema.json#/$defs/"
ABOUT = {
    "consents.json": "Every choice of yours, and every change of it",
    "who-looked.json": "Who looked at your records: role, unit, purpose and time",
    "requests.json": "Your requests, our answers, and every word that was exchanged",
    "about-you.json": "What Assent itself knows about you",
    "information.json": "What is done with your data (GDPR 15(1) and (2)), for programs to read",
    "schema.json": "What the JSON files look like (JSON Schema 2020-12)",
}
TITLES = {
    Request.Kind.ACCESS: ("A copy of your data", "GDPR 15"),
    Request.Kind.PORTABILITY: ("Your data, to take with you", "GDPR 20"),
}
DERIVED = "It was not provided by you, or not on consent or a contract (GDPR 20(1)). Ask to see your data, and it is in the copy."


@dataclass(frozen=True, slots=True)
class Making:
    """One package on its way: the request and its decision, what came of each dataset, and the times that count."""

    request: Request
    package: Package
    decision: Decision | None
    came: Sequence[Copied]
    datasets: Sequence[Dataset]
    built_at: dt.datetime
    expires_at: dt.datetime


def write_documents(file: PackageFile, made: Making) -> None:
    """Write everything that the kind of request asks for; the manifest comes last and lists the others."""
    whole = made.request.kind == Request.Kind.ACCESS
    seen = _own_documents(file, made.request) if whole else []
    told = _information(made) if whole else {}
    if whole:
        _document(file, "information.json", told)
    _document(file, "schema.json", SCHEMA, schema="")
    besides = [own_concerns.NOT_FOR_AGENTS] if whole and _for_an_agent(made.request) else []
    left = manifest.left_out(made.came, _withheld_besides(made.decision, seen) + besides)
    said = Answer(
        head=_head(made),
        datasets=made.came,
        left_out=left,
        information=told,
        looks=seen,
        files=_readable(file.files, whole=whole),
    )
    _answer(file, made, said, whole=whole)
    listed = manifest.manifest(said.head, made.came, left, file.files, _outside(made))
    _sign(file, file.document("manifest.json", listed))


def _document(file: PackageFile, name: str, value: Document, *, schema: str | None = None) -> None:
    kind = name.removesuffix(".json") if schema is None else schema
    known = {"schema": f"{DEF}{kind}"} if kind else {}
    file.document(name, known | value, about=ABOUT[name], **known)


def _own_documents(file: PackageFile, request: Request) -> list[Document]:
    """Choices, receipts, looks, requests and the person's own entry; the looks are needed again."""
    person = request.person
    _document(file, "consents.json", {"consents": documents.consents(request)})
    for receipt in documents.receipts(request):
        name = f"receipts/{receipt.made_at:%Y-%m-%d-%H%M%S}-{receipt.decision}-{str(receipt.pk)[:8]}.jsonld"
        file.write(name, receipt_document(receipt, "jsonld") or b"", schema=receipt.statement.get("dct:conformsTo", ""))
    seen = documents.looked(person)
    _document(file, "who-looked.json", {"complete": looks.LIMITS, "names": looks.NAMES_WITHHELD, "looks": seen})
    _document(file, "requests.json", {"requests": own_records.requests(person)})
    own = {} if _for_an_agent(request) else {"concerns": own_concerns.concerns(person)}
    _document(file, "about-you.json", {"person": own_records.about(person) | own})
    return seen


def _for_an_agent(request: Request) -> bool:
    """Say whether somebody else than the person may fetch this copy."""
    return request.channel == Request.Channel.AGENT


def _information(made: Making) -> Document:
    rows = {dataset.pk: _found(one) for dataset, one in zip(made.datasets, made.came, strict=True)}
    programs = processing.programs_for(made.request, rows)
    return information(
        programs=programs,
        others=processing.datasets_elsewhere(programs, made.datasets, rows),
        company=processing.company(),
        site=settings.SITE_URL,
    )


def _found(one: Copied) -> int | None:
    return one.rows if one.state == PackagePart.State.DONE else one.counted


def _withheld_besides(decision: Decision | None, seen: Sequence[Document]) -> list[Document]:
    """What was withheld besides whole datasets: the readers' names, and what the decision says of no dataset."""
    found = [looks.NAMES_WITHHELD] if seen else []
    return found + [_excepted(one["ground"]) for one in (decision.exceptions if decision else []) if not one.get("dataset")]


def _excepted(code: str) -> Document:
    ground = packaging.ground_of(code)
    return {"what": "A part of the answer", "ground": code, "law": ground.law, "why": ground.sentence}


def _outside(made: Making) -> list[Document]:
    """For a request to take the data along: which datasets that right does not reach, so that nobody wonders."""
    if made.request.kind != Request.Kind.PORTABILITY:
        return []
    there = {dataset.pk for dataset in made.datasets}
    others = [dataset for dataset in packaging.datasets_about(made.request) if dataset.pk not in there]
    return [{"what": f"{one.name}, {one.store.name}", "dataset": str(one.pk), "why": DERIVED} for one in others]


def _head(made: Making) -> Head:
    request = made.request
    scope = own_records.scope_of(request)
    return Head(
        package=str(made.package.pk),
        request=str(request.pk),
        reference=request.short_ref,
        kind=request.kind,
        person=str(request.person_id),
        received=_said(request.received_at),
        built=_said(made.built_at),
        expires=_said(made.expires_at),
        about=own_records.scope_in_words(scope),
        scope=scope,
        built_at=utc(made.built_at) or "",
        expires_at=utc(made.expires_at) or "",
    )


def _said(at: dt.datetime) -> str:
    local = timezone.localtime(at, days.zone())
    return f"{local:%A} {local.day} {local:%B %Y, %H:%M} ({settings.DISPLAY_TIME_ZONE})"


def _readable(files: Sequence[Document], *, whole: bool) -> list[Document]:
    """The files that the answer lists: the documents, and what comes after it."""
    receipts = sum(1 for one in files if one["path"].startswith("receipts/"))
    found = [one for one in files if one.get("about")]
    if receipts:
        found.insert(1, {"path": "receipts/", "about": f"Your {receipts} receipts, each with its signature and proof"})
    also = [{"path": "answer.pdf", "about": "This answer, to print or to keep"}] if whole else []
    return [*found, *also, {"path": "manifest.json", "about": "Every file with its size and SHA-256, and what is missing"}]


def _answer(file: PackageFile, made: Making, said: Answer, *, whole: bool) -> None:
    title, law = TITLES[Request.Kind(made.request.kind)]
    parts = answer.sections(said)
    page: dict[str, Any] = {"title": title, "law": law, "name": made.request.person.name, "reference": made.request.short_ref}
    file.write("index.html", web_page.rendered(page, parts), about="This page: begin here")
    if whole:
        file.write("answer.pdf", pdf.compiled(page, parts, made_at=made.built_at), about="The answer as a tagged PDF")


def _sign(file: PackageFile, listed: bytes) -> None:
    """Sign the manifest with the ledger's key, so that it can be shown to others as what the company handed over."""
    signature = base64.b64encode(ledger.sign(listed)).decode()
    signed = {"file": "manifest.json", "sha256": sha256(listed).hexdigest(), "key": ledger.verifier_key(), "signature": signature}
    file.document("manifest.sig.json", signed)
