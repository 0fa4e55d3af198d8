"""Receipts of objections: no consent is claimed, the right exercised is named, and they are proven as the others are (R64)."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from rdflib import Graph, URIRef

from consent.actions import choices, launch
from consent.actions import programs as register
from consent.actions.paper import withdraw_on_paper
from consent.models import Program, Receipt
from consent.pages import receipts as pages
from consent.receipts import sealed
from people.actions import grant_scope
from people.models import Site
from tests import programs
from tests.cast import CLICK, KEYS, MOUSE, Cast
from tests.declarations import declaration

pytestmark = [pytest.mark.flows, pytest.mark.rule("R30")]
TERMS = Path(__file__).resolve().parents[2] / "tests/data/dpv-terms.txt"


@pytest.fixture
def diagnosis(cast: Cast) -> Program:
    """A program on a legitimate interest."""
    body = declaration(name="Help desk diagnosis", signals={CLICK: "Which button you press."}, basis="legitimate-interest")
    added = register.add_program(slug="diagnosis", name="Help desk diagnosis", owner=None, by="system:tests", body=body)
    return programs.start_program(program=added)


def newest() -> Receipt:
    return Receipt.objects.first()


def process(receipt: Receipt) -> dict[str, Any]:
    return receipt.statement["dpv:hasRecordOfActivity"]["dpv:hasProcess"][0]


def is_an_objection(receipt: Receipt, *states: str) -> None:
    """The receipt names the right of GDPR 21 and these states, and no consent."""
    record = receipt.statement["dpv:hasRecordOfActivity"]
    assert receipt.statement["@type"] == "dpv:RightExerciseRecord"
    assert "eu-gdpr:A21" in record["dpv:hasRight"]["@type"]
    assert process(receipt)["dpv:hasLegalBasis"] == "eu-gdpr:A6-1-f"
    assert [status["@type"] for status in process(receipt)["dpv:hasStatus"]] == [f"dpv:{state}" for state in states]
    words = json.dumps(receipt.statement)
    assert "ConsentReceipt" not in words
    assert "ExpressedConsent" not in words
    assert "WithdrawConsent" not in words
    assert "conformsTo" not in json.dumps({key: value for key, value in receipt.statement.items() if key != "@context"})


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # said by rdflib of its own parser
@pytest.mark.rule("R64")
def test_an_objection_is_a_right_exercised_and_no_consent(cast: Cast, diagnosis: Program) -> None:
    choices.object_to(person=cast.priya, program=diagnosis, signals=[CLICK], by=cast.priya)
    is_an_objection(newest(), "LegitimateInterestObjected")
    graph = Graph().parse(data=pages.document(newest(), "jsonld"), format="json-ld")
    used = {str(term) for triple in graph for term in triple if isinstance(term, URIRef) and "w3id.org/dpv" in str(term)}
    assert {term for term in used if "/loc#" not in term} <= set(TERMS.read_text(encoding="utf-8").split())


def test_every_form_that_it_has_is_verified(cast: Cast, diagnosis: Program) -> None:
    choices.object_to(person=cast.priya, program=diagnosis, signals=[CLICK], by=cast.priya)
    for name in ("jsonld", "certificate"):
        sealed.verify(json.loads(pages.document(newest(), name)))
    client = cast.client(cast.priya)
    page = client.get(f"/me/receipts/{newest().pk}/")
    assert "Click location: Objected" in page.content.decode()
    assert "kantara.json" not in page.content.decode()
    assert client.get(f"/me/receipts/{newest().pk}/kantara.json").status_code == 404


def test_taking_it_back_keeps_it_an_objection_whatever_the_decision_is_called(cast: Cast, diagnosis: Program) -> None:
    choices.object_to(person=cast.priya, program=diagnosis, signals=[CLICK], by=cast.priya)
    choices.undo(person=cast.priya, program=diagnosis, signal=CLICK, by=cast.priya)
    assert newest().decision == "undo"
    is_an_objection(newest(), "LegitimateInterestObjected", "LegitimateInterestNotObjected")


def test_a_letter_is_the_persons_own_word(cast: Cast, diagnosis: Program) -> None:
    """R43: any channel counts. An officer wrote it down, the person said it."""
    grant_scope(person=cast.sam, permission="consent.oversee_program", to=diagnosis, by="system:tests")
    cast.give(cast.priya, MOUSE)
    for program, signal in ((diagnosis, CLICK), (cast.program, MOUSE)):
        written = {"person": cast.priya, "program": program, "signals": [signal], "by": cast.sam}
        withdraw_on_paper(**written, received_at=timezone.now())
        statuses = process(newest()).get("dpv:hasStatus") or process(newest())["dpv:hasConsentStatus"]
        assert newest().decision == "paper"
        assert statuses[-1]["dpv:isIndicatedBy"] == f"urn:uuid:{cast.priya.pk}"
        assert statuses[-1]["dpv:hasIndicationMethod"] == "paper (paper)"
    assert newest().statement["@type"] == "dpv:ConsentReceipt"
    is_an_objection(Receipt.objects.get(program=diagnosis), "LegitimateInterestObjected")


def test_a_consent_taken_back_after_the_basis_changed_is_still_about_that_consent(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE)
    bound = [purpose | {"basis": "legal-obligation"} for purpose in programs.body_of(cast.program)["purposes"]]
    programs.launch(programs.change(cast.program, "purposes", bound), material=True)
    choices.withdraw(person=cast.priya, program=cast.program, signals=[MOUSE], by=cast.priya)
    states = [status["@type"][0] for status in process(newest())["dpv:hasConsentStatus"]]
    assert states == ["dpv:ConsentGiven", "dpv:ConsentWithdrawn"]
    assert process(newest())["dpv:hasLegalBasis"] == "eu-gdpr:A6-1-a-explicit-consent"


def test_what_the_program_ended_can_still_be_taken_back_with_a_receipt(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE)
    cast.give(cast.priya, KEYS)
    ended = launch.end(program=cast.program, by=cast.sam)
    choices.withdraw(person=cast.priya, program=ended, signals=[MOUSE], by=cast.priya)
    assert newest().replaces.signals == [MOUSE]


def test_the_jurisdiction_is_where_the_person_works(cast: Cast) -> None:
    cast.priya.site = Site.objects.create(name="New York", country="US", subdivision="NY")
    cast.priya.save()
    cast.give(cast.priya, MOUSE)
    assert process(newest())["dpv:hasJurisdiction"] == "loc:US-NY"
    # The controller is in Ireland, so its law goes with the data (GDPR 3(1)).
    assert process(newest())["dpv:hasApplicableLaw"] == "legal-eu:law-GDPR"
