"""Each gate that looks at the declaration's words: open for a complete one, shut by its own gap, and by nothing else."""

import copy
import uuid
from types import SimpleNamespace

import pytest

from consent.declarations import program_limits, safeguard_limits
from consent.declarations.limits import faults_of, refusals
from consent.declarations.schema import SECTIONS, Body, digest, empty, row
from consent.launch_checks.texts import GATES, text_checks
from consent.models import Basis, Recipient
from tests.declarations import CONTROLLER, declaration, purpose

PROCESSOR = row(
    "recipients",
    key="cloud",
    name="Cloud",
    role="processor",
    address="2 Example Quay",
    contact="cloud@example.com",
    country="US",
    transfer="Standard clauses",
    endpoint="https://cloud.example.com/erasures",
    contract_date="2026-01-10",
    contract_items=list("abcdefgh"),
    sub_processors="None",
    deletion_clause=True,
)


def complete() -> Body:
    """A declaration without a fault: datasets are refs that need not exist here."""
    datasets = [SimpleNamespace(pk=uuid.uuid4(), signals=[]) for _ in range(4)]
    body = declaration(datasets=datasets)
    body["recipients"].append(copy.deepcopy(PROCESSOR))
    return body


def changed(path: str, value: object) -> Body:
    """The complete declaration with one value changed: `purposes.0.basis`."""
    body = complete()
    *way, last = path.split(".")
    at = body
    for step in way:
        at = at[int(step) if isinstance(at, list) else step]
    at[int(last) if isinstance(at, list) else last] = value
    return body


def shut(body: Body) -> dict[tuple[str, str], str]:
    return {(check.rule, check.section): check.explanation for check in text_checks(body) if not check.ok}


@pytest.mark.rule("R01", "R02", "R05", "R08", "R11", "R12", "R15", "R17", "R97", "R99")
def test_a_complete_declaration_opens_every_gate():
    assert shut(complete()) == {}
    assert len(list(text_checks(complete()))) == len(GATES)


@pytest.mark.parametrize("basis", ["legitimate-interest", "legal-obligation", "contract"])
@pytest.mark.rule("R01", "R04")
def test_every_basis_can_be_declared_completely(basis):
    body = complete()
    body["purposes"] = [one | {"basis": basis} for one in body["purposes"]]
    assert shut(body) == {}


def test_an_empty_draft_keeps_every_gate_shut_that_needs_words_and_breaks_none():
    found = shut(empty())
    sections = {section for _, section in found}
    assert sections == set(SECTIONS) - {"recipients", "model_use"}
    assert all(found.values())


@pytest.mark.parametrize(
    ("path", "value", "gate", "said"),
    [
        pytest.param("purposes.0.basis", "", ("R01", "purposes"), "exactly one of", marks=pytest.mark.rule("R01")),
        pytest.param("purposes.0.basis", "vital", ("R01", "purposes"), "'vital'", marks=pytest.mark.rule("R01")),
        pytest.param("purposes.0.special_category", "k", ("R01", "purposes"), "9(2)", marks=pytest.mark.rule("R01")),
        pytest.param("purposes.0.key", "Main Purpose", ("R01", "purposes"), "small letters", marks=pytest.mark.rule("R01")),
        pytest.param("purposes.0.text", " ", ("R01", "purposes"), "Purpose 1: Text is empty", marks=pytest.mark.rule("R01")),
        pytest.param("purposes.0.category", "research", ("R01", "purposes"), "DPV", marks=pytest.mark.rule("R01")),
        pytest.param("purposes.0.no_benefit", False, ("R02", "purposes"), "no benefit", marks=pytest.mark.rule("R02")),
        pytest.param("purposes.0.no_detriment", False, ("R02", "purposes"), "no adverse", marks=pytest.mark.rule("R02")),
        pytest.param("purposes.0.alternative_named", False, ("R02", "purposes"), "alternative", marks=pytest.mark.rule("R02")),
        pytest.param("purposes.0.manager_blind", False, ("R02", "purposes"), "manager", marks=pytest.mark.rule("R02")),
        pytest.param("purposes.0.self_service", False, ("R02", "purposes"), "by themselves", marks=pytest.mark.rule("R02")),
        pytest.param("signals.0.fields", [], ("R08", "signals"), "captured field", marks=pytest.mark.rule("R08")),
        pytest.param("signals.0.necessity", "", ("R08", "signals"), "Why it is needed", marks=pytest.mark.rule("R08")),
        pytest.param("signals.0.signal", "heartbeat", ("R08", "signals"), "'heartbeat'", marks=pytest.mark.rule("R08")),
        pytest.param("signals.1.signal", "mouse-movement", ("R27", "signals"), "twice", marks=pytest.mark.rule("R27")),
        pytest.param("signals.0.purpose", "other", ("R27", "signals"), "'other'", marks=pytest.mark.rule("R27")),
        pytest.param("signals.2.raw_days", 31, ("R10", "signals"), "1 to 30", marks=pytest.mark.rule("R10")),
        pytest.param("signals.3.raw_days", 0, ("R10", "signals"), "1 to 30", marks=pytest.mark.rule("R10")),
        pytest.param("signals.0.purpose", "train-keystroke", ("R10", "signals"), "its own", marks=pytest.mark.rule("R10")),
        pytest.param("exclusions.fields", [], ("R11", "exclusions"), "password fields", marks=pytest.mark.rule("R11")),
        pytest.param("exclusions.apps", ["banking", "health"], ("R11", "exclusions"), "browsing", marks=pytest.mark.rule("R11")),
        pytest.param("exclusions.sites", ["union"], ("R11", "exclusions"), "works council", marks=pytest.mark.rule("R11")),
        pytest.param("exclusions.hours", "", ("R11", "exclusions"), "breaks", marks=pytest.mark.rule("R11")),
        pytest.param("exclusions.private_devices", "", ("R11", "exclusions"), "Private devices", marks=pytest.mark.rule("R11")),
        pytest.param("model_use.infers_emotion", True, ("R12", "model_use"), "AI Act", marks=pytest.mark.rule("R12")),
        pytest.param("purposes.0.text", "We infer stress.", ("R12", "purposes"), "AI Act", marks=pytest.mark.rule("R12")),
        pytest.param("about.purpose", "Erkennt die Stimmung.", ("R12", "purposes"), "Stimmung", marks=pytest.mark.rule("R12")),
        pytest.param("signals.0.description", "To detect moods.", ("R12", "purposes"), "moods", marks=pytest.mark.rule("R12")),
        pytest.param("signals.0.necessity", "It finds out moods.", ("R12", "purposes"), "moods", marks=pytest.mark.rule("R12")),
        pytest.param("purposes.0.interest", "Knowing morale.", ("R12", "purposes"), "morale", marks=pytest.mark.rule("R12")),
        pytest.param("model_use.evaluates_people", True, ("R13", "model_use"), "told first", marks=pytest.mark.rule("R13")),
        pytest.param("model_use.models", "", ("R13", "model_use"), "models", marks=pytest.mark.rule("R13")),
        pytest.param("model_use.bystanders", "", ("R18", "model_use"), "bystanders", marks=pytest.mark.rule("R18")),
        pytest.param("model_use.redaction", "", ("R18", "model_use"), "Redaction", marks=pytest.mark.rule("R18")),
        pytest.param("model_use.incentives", True, ("R99", "model_use"), "incentive", marks=pytest.mark.rule("R99")),
        pytest.param("recipients.1.contract_date", "", ("R15", "recipients"), "2026-11-24", marks=pytest.mark.rule("R15")),
        pytest.param("recipients.1.contract_date", "2999-01-01", ("R15", "recipients"), "to come", marks=pytest.mark.rule("R15")),
        pytest.param("recipients.1.contract_items", ["a", "b"], ("R15", "recipients"), "c, d, e", marks=pytest.mark.rule("R15")),
        pytest.param("recipients.1.contract_items", list("abcdefghx"), ("R15", "recipients"), "x", marks=pytest.mark.rule("R15")),
        pytest.param("recipients.1.sub_processors", "", ("R15", "recipients"), "Sub-processors", marks=pytest.mark.rule("R15")),
        pytest.param("recipients.1.deletion_clause", False, ("R15", "recipients"), "deleting", marks=pytest.mark.rule("R15")),
        pytest.param("recipients.1.transfer", "", ("R15", "recipients"), "US is outside", marks=pytest.mark.rule("R15")),
        pytest.param("recipients.1.country", "USA", ("R15", "recipients"), "'USA'", marks=pytest.mark.rule("R15")),
        pytest.param(
            "recipients.1.endpoint", "http://cloud.example.com/", ("R15", "recipients"), "https", marks=pytest.mark.rule("R15")
        ),
        pytest.param("recipients.1.role", "friend", ("R15", "recipients"), "processor", marks=pytest.mark.rule("R15")),
        pytest.param("recipients.1.key", "applied-ai", ("R15", "recipients"), "twice", marks=pytest.mark.rule("R15")),
        pytest.param("datasets.0.start_event", "", ("R67", "datasets"), "Start of the period", marks=pytest.mark.rule("R67")),
        pytest.param("datasets.0.retention_days", 0, ("R67", "datasets"), "Kept for 0 days", marks=pytest.mark.rule("R67")),
        pytest.param("datasets.0.grace_days", 400, ("R67", "datasets"), "Grace of 400", marks=pytest.mark.rule("R67")),
        pytest.param("datasets.0.owner", "", ("R67", "datasets"), "Owner", marks=pytest.mark.rule("R67")),
        pytest.param("datasets.0.dataset", "events", ("R67", "datasets"), "'events'", marks=pytest.mark.rule("R67")),
        pytest.param("dpia.necessity", "", ("R05", "dpia"), "Necessity", marks=pytest.mark.rule("R05")),
        pytest.param("dpia.risks", "", ("R05", "dpia"), "Risks", marks=pytest.mark.rule("R05")),
        pytest.param("dpia.measures", "", ("R05", "dpia"), "Measures", marks=pytest.mark.rule("R05")),
        pytest.param("dpia.description", "", ("R05", "dpia"), "Description", marks=pytest.mark.rule("R05")),
        pytest.param("dpia.views", "", ("R05", "dpia"), "35(9)", marks=pytest.mark.rule("R05")),
        pytest.param("dpia.residual_risk", "none", ("R05", "dpia"), "low, medium, high", marks=pytest.mark.rule("R05")),
        pytest.param("dpia.review_on", "2020-01-01", ("R05", "dpia"), "to come", marks=pytest.mark.rule("R05")),
        pytest.param("dpia.residual_risk", "high", ("R06", "dpia"), "Consulted authority", marks=pytest.mark.rule("R06")),
        pytest.param("about.validity_months", 13, ("R33", "about"), "13 months", marks=pytest.mark.rule("R33")),
        pytest.param("about.validity_months", 0, ("R33", "about"), "0 months", marks=pytest.mark.rule("R33")),
        pytest.param("about.alternative", "", ("R97", "about"), "say no", marks=pytest.mark.rule("R97")),
        pytest.param("about.alternative", "You may leave.", ("R97", "notices"), "alternative", marks=pytest.mark.rule("R97")),
        pytest.param("about.starts_on", "tomorrow", ("R17", "about"), "2026-11-24", marks=pytest.mark.rule("R17")),
        pytest.param("about.ends_on", "2020-02-02", ("R17", "about"), "past", marks=pytest.mark.rule("R17")),
        pytest.param("about.ends_on", "9999-12-31", ("R17", "about"), "1970 to 2100, or none", marks=pytest.mark.rule("R17")),
        pytest.param("about.starts_on", "0001-01-01", ("R17", "about"), "1970 to 2100, or none", marks=pytest.mark.rule("R17")),
        pytest.param("dpia.review_on", "9999-12-31", ("R05", "dpia"), "1970 to 2100.", marks=pytest.mark.rule("R05")),
        pytest.param("recipients.1.contract_date", "0001-01-01", ("R15", "recipients"), "1970", marks=pytest.mark.rule("R15")),
        pytest.param("about.sites", ["Dublin"], ("R17", "about"), "'Dublin'", marks=pytest.mark.rule("R17")),
        pytest.param("about.name", "x" * 121, ("R17", "about"), "at most 120", marks=pytest.mark.rule("R17")),
        pytest.param("controller.dpo", "", ("R17", "controller"), "Data protection officer", marks=pytest.mark.rule("R17")),
        pytest.param("controller.jurisdictions", ["New York"], ("R17", "controller"), "US-NY", marks=pytest.mark.rule("R17")),
        pytest.param("controller.url", "javascript:alert(1)", ("R17", "controller"), "https", marks=pytest.mark.rule("R17")),
    ],
)
def test_one_gap_shuts_its_gate_and_says_which_field(path, value, gate, said):
    found = shut(changed(path, value))
    assert said in found.get(gate, ""), found


@pytest.mark.rule("R06")
def test_a_high_risk_passes_once_the_consultation_is_on_record():
    body = changed("dpia.residual_risk", "high")
    body["dpia"] |= {
        "consultation_date": "2026-05-01",
        "consultation_authority": "Data Protection Commission",
        "consultation_outcome": "No objection.",
    }
    assert shut(body) == {}
    body["dpia"]["consultation_date"] = "2099-05-01"
    assert "dated 2099-05-01, which is still to come" in shut(body)["R06", "dpia"]
    body["dpia"]["consultation_date"] = "0202-05-01"
    assert "Consultation date is 0202-05-01. Expected a date of the years 1970 to 2100." in shut(body)["R06", "dpia"]


@pytest.mark.rule("R13")
def test_evaluating_people_passes_once_they_were_told_first():
    body = changed("model_use.evaluates_people", value=True)
    body["model_use"]["informed"] = "The council and everybody concerned were told on 3 May."
    assert shut(body) == {}


@pytest.mark.rule("R04")
@pytest.mark.parametrize("part", ["interest", "necessity", "balancing", "safeguards"])
def test_legitimate_interest_needs_all_four_parts_of_its_assessment(part):
    body = complete()
    body["purposes"][0] = purpose("train-mouse-movement", "legitimate-interest") | {part: ""}
    assert list(shut(body)) == [("R04", "purposes")]


@pytest.mark.rule("R18")
def test_bystanders_are_asked_for_only_where_screens_are_recorded():
    body = changed("model_use.bystanders", "")
    body["signals"] = body["signals"][:3]
    body["purposes"] = body["purposes"][:3]
    assert shut(body) == {}


@pytest.mark.rule("R11")
@pytest.mark.rule("R32")
def test_the_condition_of_explicit_consent_needs_consent_as_the_basis():
    body = complete()
    body["purposes"][0] |= {"special_category": "a"}
    assert ("R32", "purposes") not in shut(body)
    body["purposes"][0] |= {"basis": "contract", "obligation": "The contract of employment."}
    assert "has to be consent" in shut(body)["R32", "purposes"]


def test_german_exclusions_are_known_too():
    body = complete()
    body["exclusions"] = {
        "fields": ["Passwortfelder"],
        "apps": ["Online-Banking", "Gesundheit", "privates Fenster"],
        "sites": ["Gewerkschaft", "Betriebsrat", "private Mail"],
        "hours": "außerhalb der Arbeitszeit und in Pausen",
        "private_devices": "off",
    }
    assert ("R11", "exclusions") not in shut(body)


def test_every_fault_of_a_section_belongs_to_a_gate_of_that_section():
    sections = {gate.section for gate in GATES}
    assert sections == set(SECTIONS)
    broken = complete()
    broken["about"] = {"name": 3}
    broken["signals"] = "all"
    found = shut(broken)
    assert ("R17", "about") in found
    assert ("R08", "signals") in found


def test_bases_and_roles_are_the_models_own():
    assert set(program_limits.BASES) == set(Basis.values)
    assert set(safeguard_limits.ROLES) == set(Recipient.Role.values)


@pytest.mark.parametrize(
    ("section", "value", "said"),
    [
        ("about", {"name": "A"}, "missing"),
        ("about", empty()["about"] | {"reward": "10 EUR"}, "'reward'"),
        ("about", empty()["about"] | {"validity_months": "12"}, "a whole number"),
        ("about", empty()["about"] | {"validity_months": True}, "a whole number"),
        ("about", empty()["about"] | {"validity_months": -1}, "0 or more"),
        ("model_use", empty()["model_use"] | {"incentives": 1}, "yes or no"),
        ("exclusions", empty()["exclusions"] | {"apps": [3]}, "Expected a text"),
        ("exclusions", empty()["exclusions"] | {"apps": ["a"] * 51}, "51 rows"),
        ("controller", empty()["controller"] | {"address": "x" * 20_001}, "at most 20000"),
        ("signals", [row("signals")] * 51, "51 rows"),
        ("signals", {}, "a list of rows"),
        ("purposes", ["main"], "named values"),
        ("notices", [], "one notice for each language"),
        ("notices", {"xx": {"summary": [], "fields": {}}}, "'xx' is no language"),
        ("notices", {"en": {"summary": "text", "fields": {}}}, "a list of sentences"),
        ("notices", {"en": {"summary": [], "fields": {"cookies": {"text": "x"}}}}, "'cookies'"),
        ("notices", {"en": {"summary": [], "fields": {"dpo": "x"}}}, "because"),
        ("notices", {"en": {"summary": [], "fields": {}, "extra": 1}}, "'extra'"),
        ("notices", {"en": 1}, "first layer"),
    ],
)
def test_what_can_never_be_right_is_not_even_a_draft(section, value, said):
    never = refusals(section, value)
    assert any(said in fault.message for fault in never), never
    assert faults_of(section, value) == never


def test_an_incomplete_section_is_a_good_draft():
    assert all(refusals(section, value) == [] for section, value in empty().items())
    assert digest(empty())


@pytest.mark.rule("R17")
def test_the_controller_of_the_tests_has_no_fault():
    assert faults_of("controller", empty()["controller"] | CONTROLLER) == []
