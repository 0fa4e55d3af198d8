"""A receipt of every decision: in the published forms, signed, provable, and its person's alone (R30)."""

import copy
import io
import json
import re
import subprocess
import sys
import uuid
import zipfile
from pathlib import Path

import jsonschema
import pytest
from django.core.management import CommandError, call_command
from pyshacl import validate
from rdflib import Graph, URIRef

from audit.certificate import CertificateError
from consent.actions import choices
from consent.models import Receipt
from consent.pages import receipts as pages
from consent.receipts import sealed
from tests.cast import CLICK, KEYS, MOUSE, Cast

pytestmark = [pytest.mark.flows, pytest.mark.rule("R30")]
ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests/data"
SHARED = ROOT.parent / "shared/data/consent"
FORMS = ("jsonld", "kantara", "certificate")
VERIFY = [sys.executable, str(ROOT / "bin/verify-trail"), "--receipt"]


@pytest.fixture
def receipt(cast: Cast) -> Receipt:
    """Priya's receipt of a yes to two signals."""
    cast.give(cast.priya, MOUSE, KEYS)
    return Receipt.objects.get()


def form(receipt: Receipt, name: str) -> dict:
    return json.loads(pages.document(receipt, name))


def test_it_conforms_to_the_guide_and_knows_its_terms(receipt: Receipt) -> None:
    graph = Graph().parse(data=pages.document(receipt, "jsonld"), format="json-ld")
    conforms, _, report = validate(graph, shacl_graph=str(DATA / "consent-shapes.ttl"), shacl_graph_format="turtle")
    assert conforms, report
    used = {str(term) for triple in graph for term in triple if isinstance(term, URIRef) and "w3id.org/dpv" in str(term)}
    known = set((DATA / "dpv-terms.txt").read_text(encoding="utf-8").split())
    unknown = {term for term in used if term not in known and "/loc#" not in term and "schema/dpv-27560" not in term}
    assert not unknown
    assert len(graph) > 100


@pytest.mark.skipif(not (SHARED / "check.py").exists(), reason="the shared checker is not here")
def test_it_passes_the_shared_checker(receipt: Receipt, tmp_path: Path) -> None:
    file = tmp_path / "receipt.jsonld"
    file.write_bytes(pages.document(receipt, "jsonld"))
    run = subprocess.run([sys.executable, SHARED / "check.py", file], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_its_kantara_form_has_every_required_field(receipt: Receipt) -> None:
    jsonschema.validate(form(receipt, "kantara"), json.loads((DATA / "kantara.schema.json").read_text(encoding="utf-8")))


@pytest.mark.skipif(not (SHARED / "kantara").exists(), reason="Kantara's schema is not here")
def test_its_kantara_form_passes_kantaras_own_schema(receipt: Receipt) -> None:
    text = next((SHARED / "kantara").glob("*schema.json")).read_text(encoding="utf-8")
    schema = json.loads(re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE))
    jsonschema.Draft4Validator(schema).validate(form(receipt, "kantara"))


@pytest.mark.parametrize("name", FORMS)
def test_every_form_is_verified_offline_and_an_altered_one_is_not(receipt: Receipt, name: str, tmp_path: Path) -> None:
    file = tmp_path / "receipt"
    file.write_bytes(pages.document(receipt, name))
    fine = subprocess.run([*VERIFY, file], capture_output=True, text=True, check=False)
    assert fine.returncode == 0, fine.stderr
    assert "Verified: the receipt, entry" in fine.stdout
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("Desktop assistant training", "Something else"), encoding="utf-8")
    changed = subprocess.run([*VERIFY, file], capture_output=True, text=True, check=False)
    assert changed.returncode == 1
    assert "NOT verified" in changed.stderr


def leaves(node: object, path: tuple = ()) -> list[tuple]:
    """The path to every value in a document."""
    if isinstance(node, dict):
        return [found for key, inner in node.items() for found in leaves(inner, (*path, key))]
    if isinstance(node, list):
        return [found for number, inner in enumerate(node) for found in leaves(inner, (*path, number))]
    return [path]


@pytest.mark.parametrize("name", FORMS)
def test_no_value_of_any_form_can_be_changed_unseen(receipt: Receipt, name: str) -> None:
    document = form(receipt, name)
    sealed.verify(document)
    for path in leaves(document):
        altered = copy.deepcopy(document)
        at = altered
        for step in path[:-1]:
            at = at[step]
        value = at[path[-1]]
        at[path[-1]] = (not value) if isinstance(value, bool) else value + 1 if isinstance(value, int) else f"{value}x"
        with pytest.raises((CertificateError, ValueError)):
            sealed.verify(altered)


def test_nothing_can_be_added_or_left_out_unseen(receipt: Receipt) -> None:
    document = form(receipt, "jsonld")
    with pytest.raises(CertificateError):
        sealed.verify({**document, "dct:title": "More"})
    for key in document:
        with pytest.raises(CertificateError):
            sealed.verify({name: value for name, value in document.items() if name != key})


def test_a_later_decision_replaces_the_receipt_and_keeps_the_history(cast: Cast, receipt: Receipt) -> None:
    before = copy.deepcopy(receipt.statement)
    choices.withdraw(person=cast.priya, program=cast.program, signals=[KEYS], by=cast.priya)
    newer = Receipt.objects.first()
    assert newer.replaces == receipt
    assert newer.statement["dct:replaces"] == f"urn:uuid:{receipt.pk}"
    process = newer.statement["dpv:hasRecordOfActivity"]["dpv:hasProcess"][0]
    assert [event["@type"][0] for event in process["dpv:hasConsentStatus"]] == ["dpv:ConsentGiven", "dpv:ConsentWithdrawn"]
    receipt.refresh_from_db()
    assert receipt.statement == before
    sealed.verify(form(newer, "jsonld"))


def test_every_real_change_has_one_receipt_and_a_refused_one_has_none(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE)
    with pytest.raises(Exception, match="on already"):
        cast.give(cast.priya, MOUSE)
    choices.refuse(person=cast.priya, program=cast.program, signals=[CLICK], notice_version=cast.notice.version, by=cast.priya)
    choices.withdraw(person=cast.priya, program=cast.program, signals=[MOUSE], by=cast.priya)
    choices.undo(person=cast.priya, program=cast.program, signal=MOUSE, by=cast.priya)
    assert list(Receipt.objects.order_by("made_at").values_list("decision", flat=True)) == ["give", "refuse", "withdraw", "undo"]


def test_nothing_of_the_person_but_the_ref_is_in_it(cast: Cast, receipt: Receipt) -> None:
    text = json.dumps(receipt.statement)
    assert str(cast.priya.pk) in text
    assert cast.priya.name not in text
    assert cast.priya.email not in text


def test_pages_and_downloads_are_the_persons_own(cast: Cast, receipt: Receipt) -> None:
    mine, other = cast.client(cast.priya), cast.client(cast.marco)
    assert "You said yes: Keystrokes, Mouse movement" in mine.get("/me/receipts/").content.decode()
    assert "You have not made a choice yet" in other.get("/me/receipts/").content.decode()
    for path in ("", "receipt.jsonld", "kantara.json", "certificate.json", "receipt.tlog-proof"):
        assert mine.get(f"/me/receipts/{receipt.pk}/{path}").status_code == 200
        assert other.get(f"/me/receipts/{receipt.pk}/{path}").status_code == 404
        assert cast.client(cast.sam).get(f"/me/receipts/{receipt.pk}/{path}").status_code == 404


def test_download_all_holds_every_receipt_in_every_form(cast: Cast, receipt: Receipt) -> None:
    choices.withdraw(person=cast.priya, program=cast.program, signals=[MOUSE, KEYS], by=cast.priya)
    answer = cast.client(cast.priya).get("/me/receipts/all.zip")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as file:
        assert file.testzip() is None
        names = file.namelist()
        assert len(names) == 1 + 2 * 4
        for name in names:
            if name.endswith((".jsonld", ".json")):
                sealed.verify(json.loads(file.read(name)))


@pytest.mark.parametrize("name", ["jsonld", "kantara", "certificate", "proof"])
def test_the_command_prints_one_document(cast: Cast, receipt: Receipt, name: str) -> None:
    out = io.StringIO()
    call_command("receipt", "--latest", "--format", name, "--person", str(cast.priya.pk), stdout=out)
    assert out.getvalue().encode() == pages.document(receipt, name)
    with pytest.raises(CommandError, match="no receipt yet"):
        call_command("receipt", "--latest", "--person", str(uuid.uuid4()), stdout=out)
