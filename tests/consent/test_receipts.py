"""A receipt of every decision: in the published forms, signed, provable, and its person's alone (R30)."""

import copy
import csv
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
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pyshacl import validate
from rdflib import Graph, URIRef

from audit import ledger
from consent.actions import choices
from consent.models import Consent, Receipt
from consent.pages import receipts as pages
from consent.receipts import kantara, purposes, sealed, vocabulary
from tests import programs
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


# Said by rdflib and pyshacl of each other.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated", "ignore:Dataset.default_context is deprecated")
def test_it_conforms_to_the_guide_and_knows_its_terms(receipt: Receipt) -> None:
    graph = Graph().parse(data=pages.document(receipt, "jsonld"), format="json-ld")
    conforms, _, report = validate(graph, shacl_graph=str(DATA / "consent-shapes.ttl"), shacl_graph_format="turtle")
    assert conforms, report
    used = {str(term) for triple in graph for term in triple if isinstance(term, URIRef) and "w3id.org/dpv" in str(term)}
    known = set((DATA / "dpv-terms.txt").read_text(encoding="utf-8").split())
    unknown = {term for term in used if term not in known and "/loc#" not in term and "schema/dpv-27560" not in term}
    assert not unknown
    assert len(graph) > 100


@pytest.mark.skipif(not (SHARED.parent / "dpv").exists(), reason="the vocabulary's own list is not here")
def test_the_closed_list_of_terms_is_part_of_the_vocabulary() -> None:
    rows = [
        row
        for file in (SHARED.parent / "dpv").glob("*.csv")
        for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines())
    ]
    listed = (DATA / "dpv-terms.txt").read_text(encoding="utf-8").split()
    assert listed == sorted(listed)
    assert set(listed) <= {row["iri"] for row in rows}
    purposes_there = {row["term"] for row in rows if row["dpvtype"] == "https://w3id.org/dpv#Purpose"} | {purposes.ANY}
    assert purposes_there == purposes.PURPOSES


def test_every_state_of_a_consent_has_its_own_term_and_an_unknown_purpose_has_the_widest() -> None:
    consents = {state.value for state in Consent.State} - set(vocabulary.OBJECTIONS)
    assert set(vocabulary.STATES) == consents
    assert len(set(vocabulary.STATES.values())) == len(consents)
    assert [purposes.known("ResearchAndDevelopment"), purposes.known("Fun")] == ["ResearchAndDevelopment", "Purpose"]


@pytest.mark.skipif(not (SHARED / "check.py").exists(), reason="the shared checker is not here")
def test_it_passes_the_shared_checker(receipt: Receipt, tmp_path: Path) -> None:
    file = tmp_path / "receipt.jsonld"
    file.write_bytes(pages.document(receipt, "jsonld"))
    run = subprocess.run([sys.executable, SHARED / "check.py", file], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_its_kantara_form_has_every_required_field(receipt: Receipt) -> None:
    jsonschema.validate(form(receipt, "kantara"), json.loads((DATA / "kantara.schema.json").read_text(encoding="utf-8")))


def test_kantaras_form_of_a_no_does_not_look_like_a_yes(cast: Cast) -> None:
    """Version 1.1 has no word for a no; a member of ours says it."""
    shown = {"notice_version": cast.notice.version, "by": cast.priya}
    choices.refuse(person=cast.priya, program=cast.program, signals=[CLICK], **shown)
    purpose = form(Receipt.objects.get(), "kantara")["services"][0]["purposes"][0]
    assert purpose[kantara.STATES] == {CLICK: "ConsentRefused"}


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


@pytest.mark.rule("R67")
def test_it_says_how_long_these_signals_are_kept_and_not_others(cast: Cast) -> None:
    rows = programs.body_of(cast.program)["datasets"]
    days = {str(cast.datasets[MOUSE].pk): (14, 3), str(cast.datasets[KEYS].pk): (30, 0)}
    kept = [row | dict(zip(("retention_days", "grace_days"), days.get(row["dataset"], (90, 7)), strict=True)) for row in rows]
    notice = programs.launch(programs.change(cast.program, "datasets", kept), material=True)
    choices.give(
        person=cast.priya, program=cast.program, signals=[MOUSE, KEYS, CLICK], notice_version=notice.version, by=cast.priya
    )
    found = {}
    for process in Receipt.objects.get().statement["dpv:hasRecordOfActivity"]["dpv:hasProcess"]:
        durations = [one["dpv:hasDuration"]["rdf:value"]["@value"] for one in process["dpv:hasStorageCondition"][1:]]
        found[process["dpv:hasPersonalData"][0]["dct:identifier"]] = durations
    assert found == {MOUSE: ["P14D", "P3D"], KEYS: ["P30D", "P0D"], CLICK: ["P90D", "P7D"]}


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
        assert ledger.verifier_key() in file.read("README.txt").decode()
        for name in names:
            if name.endswith((".jsonld", ".json")):
                sealed.verify(json.loads(file.read(name)))


@pytest.mark.parametrize("query", ["?program=nothing", "?page=9999", "?page=x"])
def test_a_strange_address_shows_the_list_and_no_error(cast: Cast, receipt: Receipt, query: str) -> None:
    assert "You said yes" in cast.client(cast.priya).get(f"/me/receipts/{query}").content.decode()


def test_a_first_decision_does_not_look_for_an_earlier_receipt(cast: Cast) -> None:
    """A click has to be answered at once, so statements about receipts are counted: one to write it, one to find the one before."""
    seen = []
    for decide in (
        lambda: cast.give(cast.priya, MOUSE),
        lambda: choices.withdraw(person=cast.priya, program=cast.program, signals=[MOUSE], by=cast.priya),
    ):
        with CaptureQueriesContext(connection) as queries:
            decide()
        receipts = [one["sql"] for one in queries if "consent_receipt" in one["sql"]]
        seen.append(len(receipts))
    assert seen == [1, 2]


@pytest.mark.parametrize("name", ["jsonld", "kantara", "certificate", "proof"])
def test_the_command_prints_one_document(cast: Cast, receipt: Receipt, name: str) -> None:
    out = io.StringIO()
    call_command("receipt", "--latest", "--format", name, "--person", str(cast.priya.pk), stdout=out)
    assert out.getvalue().encode() == pages.document(receipt, name)
    with pytest.raises(CommandError, match="no receipt yet"):
        call_command("receipt", "--latest", "--person", str(uuid.uuid4()), stdout=out)
