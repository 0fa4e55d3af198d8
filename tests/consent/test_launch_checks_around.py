"""Each gate that looks around the declaration: sites, languages, datasets, what was in force, signatures. Both ways."""

import copy
import uuid
from types import SimpleNamespace

import pytest

from common.errors import DomainError
from consent.actions import drafts, launch, monitoring
from consent.declarations.schema import Body, empty
from consent.launch_checks import Check, Facts, checks_from, checks_of, facts_of
from consent.launch_checks.surroundings import bases_changed, surrounding_checks
from consent.pages import program_desk
from people.models import Site
from stores import actions as stores
from tests.cast import BY, KEYS, MOUSE, SCREEN, Cast
from tests.consent.reviewing import BODY, Office, make_office, prove
from tests.consent.test_monitoring import connecticut
from tests.declarations import declaration

SIGNALS = {MOUSE: "Where it moves."}


@pytest.fixture
def office(cast: Cast) -> Office:
    return make_office(cast)


def dataset(*signals: str) -> SimpleNamespace:
    return SimpleNamespace(pk=uuid.uuid4(), name="-".join(signals), signals=list(signals))


def facts(body: Body | None = None, *, held: tuple = (MOUSE,), **more: object) -> Facts:
    """Facts without a table: one dataset per signal, a site in Ireland, everybody English."""
    datasets = [dataset(signal) for signal in held]
    found = body or declaration(signals=SIGNALS, datasets=datasets)
    given = {"known_sites": frozenset(), "jurisdictions": frozenset({"IE"}), "languages": frozenset({"en"})}
    return Facts(**{"body": found, "datasets": {str(one.pk): one for one in datasets}, **given, **more})


def check(found: Facts, rule: str, title: str = "") -> Check:
    [one] = [one for one in checks_from(found) if one.rule == rule and title in one.title]
    return one


def around(found: Facts, rule: str) -> Check:
    [one] = [one for one in surrounding_checks(found) if one.rule == rule]
    return one


@pytest.mark.rule("R01")
@pytest.mark.parametrize("signal", [KEYS, SCREEN])
def test_what_can_show_special_categories_needs_a_condition_or_an_exclusion(signal):
    body = declaration(signals={signal: "What it is."})
    assert around(facts(body), "R01").ok
    body["exclusions"] = body["exclusions"] | {"apps": ["banking"]}
    shut = around(facts(body), "R01")
    assert not shut.ok
    assert signal in shut.explanation
    body["purposes"][0]["special_category"] = "a"
    assert around(facts(body), "R01").ok


@pytest.mark.rule("R03")
def test_a_changed_basis_has_to_be_said_in_every_notice():
    before = declaration(signals=SIGNALS)
    after = copy.deepcopy(before)
    after["notices"]["de"] = copy.deepcopy(after["notices"]["en"])
    after["purposes"][0]["basis"] = "legitimate-interest"
    shut = check(facts(after, before=before), "R03")
    assert not shut.ok
    assert "consent before, legitimate-interest now" in shut.explanation
    assert shut.explanation.endswith("in: en. Say it there.")
    after["notices"]["en"]["summary"][0] = "The legal basis is another one now."
    assert check(facts(after, before=before), "R03").ok
    assert check(facts(before, before=before), "R03").ok
    assert check(facts(after), "R03").ok


@pytest.mark.rule("R03")
def test_renaming_a_purpose_hides_no_change_of_its_basis():
    before = declaration(signals=SIGNALS)
    after = copy.deepcopy(before)
    after["purposes"][0] |= {"key": "other", "basis": "contract"}
    after["signals"][0]["purpose"] = "other"
    assert bases_changed(before, after) == [(MOUSE, "consent", "contract")]


@pytest.mark.rule("R09")
def test_no_choice_is_there_before_its_signal_is_launched():
    assert check(facts(), "R09").ok
    shut = check(facts(pregiven=(KEYS,)), "R09")
    assert not shut.ok
    assert KEYS in shut.explanation


@pytest.mark.rule("R16", "R26")
def test_there_is_a_notice_in_each_language_of_the_contracts():
    assert around(facts(languages=frozenset({"en", "en-gb"})), "R26").ok
    shut = around(facts(languages=frozenset({"en", "de", "fr"})), "R26")
    assert not shut.ok
    assert "French, German" in shut.explanation


@pytest.mark.parametrize(
    ("place", "rule"),
    [
        pytest.param("US-NY", "R20", marks=pytest.mark.rule("R20")),
        pytest.param("US-DE", "R21", marks=pytest.mark.rule("R21")),
        pytest.param("US-CT", "R22", marks=pytest.mark.rule("R22")),
    ],
)
def test_a_site_in_a_state_with_a_monitoring_law_needs_its_notice(place, rule):
    assert check(facts(), rule).ok
    assert not check(facts(jurisdictions=frozenset({place})), rule).ok
    assert not check(facts(jurisdictions=frozenset({place}), monitoring=frozenset({"US-XX"})), rule).ok
    assert check(facts(jurisdictions=frozenset({place}), monitoring=frozenset({place})), rule).ok


@pytest.mark.rule("R22")
def test_connecticuts_notice_has_to_name_places_in_each_site_of_the_program(office: Office):
    hartford = Site.objects.create(name="Hartford", country="US", subdivision="CT")
    monitoring.publish(jurisdiction="US-CT", text=connecticut(hartford), by=BY)
    body = office.version.declaration.body
    body["about"]["sites"] = [str(hartford.pk)]
    drafts.save_section(version=office.version, section="about", value=body["about"], by=BY)
    assert {one.ok for one in checks_of(office.version) if one.rule == "R22"} == {True}
    newer = Site.objects.create(name="Stamford", country="US", subdivision="CT")
    drafts.save_section(
        version=office.version, section="about", value=body["about"] | {"sites": [str(hartford.pk), str(newer.pk)]}, by=BY
    )
    [shut] = [one for one in checks_of(office.version) if one.rule == "R22"]
    assert (shut.ok, "names no place in: Stamford." in shut.explanation) == (False, True)


@pytest.mark.rule("R20")
def test_new_yorks_penalties_are_in_the_help():
    shown = check(facts(), "R20").help
    assert all(amount in shown for amount in ("500", "1,000", "3,000", "USD"))


@pytest.mark.rule("R67")
def test_each_signal_has_a_dataset_of_its_own():
    title = "of its own"
    assert check(facts(), "R67", title).ok
    assert "No dataset is named for mouse-movement" in check(facts(held=()), "R67", title).explanation
    assert "which this program does not record" in check(facts(held=(MOUSE, KEYS)), "R67", title).explanation
    mixed = dataset(MOUSE, KEYS)
    body = declaration(signals=SIGNALS, datasets=[mixed])
    shut = check(facts(body, datasets={str(mixed.pk): mixed}), "R67", title)
    assert "holds 2 signals" in shut.explanation
    body["datasets"][0]["dataset"] = str(uuid.uuid4())
    assert "not registered" in check(facts(body), "R67", title).explanation


@pytest.mark.rule("R10")
def test_what_holds_keystrokes_is_kept_no_longer_than_these_are_kept_raw():
    body = declaration(signals={KEYS: "What is typed."} | SIGNALS, datasets=(held := [dataset(KEYS), dataset(MOUSE)]))
    found = facts(body, datasets={str(one.pk): one for one in held})
    for raw, kept, said in ((30, 30, ""), (14, 30, "is kept for 30 days, and keystroke raw for 14."), (14, 14, "")):
        body["signals"][0]["raw_days"], body["datasets"][0]["retention_days"] = raw, kept
        gate = check(found, "R10", "not kept longer")
        assert (gate.ok, said in gate.explanation) == (not said, True)


@pytest.mark.rule("R68")
def test_each_datasets_deletion_is_proven():
    assert check(facts(), "R68").ok
    shut = check(facts(unproven=("Keys",)), "R68")
    assert not shut.ok
    assert "Not proven for: Keys" in shut.explanation
    assert not check(facts(held=()), "R68").ok


@pytest.mark.rule("R104")
def test_a_site_that_does_not_exist_is_found():
    body = declaration(signals=SIGNALS)
    body["about"]["sites"] = [str(uuid.uuid4())]
    assert not check(facts(body), "R104", "Sites").ok
    assert check(facts(body, known_sites=frozenset(body["about"]["sites"])), "R104", "Sites").ok


@pytest.mark.parametrize(
    ("rule", "title", "kind"),
    [
        pytest.param("R05", "approved", "dpia", marks=pytest.mark.rule("R05")),
        pytest.param("R110", "", "officer", marks=pytest.mark.rule("R110")),
        pytest.param("R10", "second", "second", marks=pytest.mark.rule("R10")),
    ],
)
def test_each_signature_that_is_needed_opens_its_gate(rule, title, kind):
    needed = ("dpia", "officer", "second", "council")
    assert not check(facts(needed=needed), rule, title).ok
    signed = {kind: SimpleNamespace(person_id=uuid.uuid4())}
    assert check(facts(needed=needed, approvals=signed), rule, title).ok


@pytest.mark.rule("R10", "R104")
def test_signatures_that_are_not_needed_shut_nothing():
    found = facts(needed=("dpia", "officer"))
    assert check(found, "R10", "second").ok
    assert check(found, "R104", "Signed").ok


@pytest.mark.rule("R10")
def test_two_signatures_of_one_officer_are_one():
    same = SimpleNamespace(person_id=uuid.uuid4())
    assert not check(facts(needed=("second",), approvals={"officer": same, "second": same}), "R10", "second").ok


@pytest.mark.rule("R07")
def test_an_assessment_of_something_else_is_due_for_review():
    assert check(facts(), "R07").ok
    assert not check(facts(assessed_otherwise=True), "R07").ok
    assert check(facts(assessed_otherwise=True, approvals={"dpia": SimpleNamespace(person_id=1)}), "R07").ok


def test_an_empty_draft_has_a_whole_checklist(cast: Cast):
    found = checks_from(facts(empty()))
    assert {one.rule for one in found} >= {
        f"R{number:02}" for number in (*range(1, 14), *range(15, 19), 20, 21, 22, 26, 33, 67, 68)
    }
    assert {one.rule for one in found} >= {"R97", "R99", "R104", "R110"}
    assert [int(one.rule[1:]) for one in found] == sorted(int(one.rule[1:]) for one in found)
    assert all(one.title and one.explanation for one in found)


@pytest.mark.rule("R05", "R26", "R68", "R104")
def test_the_facts_are_read_from_the_tables(office: Office, django_assert_max_num_queries):
    person = office.cast.priya
    person.site, person.language = office.dublin, "de"
    person.save()
    version = office.version
    with django_assert_max_num_queries(30):
        found = facts_of(version)
    assert found.languages == {"de", "en"}
    assert found.councils == found.unsigned == (BODY,)
    assert found.unproven == ()
    assert set(found.needed) == {"dpia", "officer", "second", "council"}
    shut = {one.rule for one in checks_of(version) if not one.ok}
    assert shut == {"R05", "R10", "R26", "R104", "R110"}


@pytest.mark.rule("R68")
def test_a_mapping_that_changed_since_is_unproven(office: Office, settings):
    settings.PURGE_TEST_DAYS = 0
    assert len(facts_of(office.version).unproven) == 4


@pytest.mark.rule("R37", "R68")
def test_what_is_derived_from_a_dataset_is_tested_before_a_launch_too(office: Office):
    source = office.datasets[0]
    derived = stores.register_dataset(
        store=source.store,
        name="Features",
        location=source.location,
        subject_column="employee",
        identifier_kind="employee-number",
        signals=source.signals,
        by=BY,
    )
    stores.declare_derived(source=source, derived=derived, by=BY)
    assert facts_of(office.version).unproven == ("Features",)
    office.submit()
    office.sign("dpia", "officer", "second", "council")
    with pytest.raises(DomainError, match="Not proven for: Features"):
        launch.launch(version=office.version, by=office.sam)
    page = program_desk.page(office.sam, office.program)
    assert [one["label"] for one in page["facts"]["datasets"] if one["name"] == "Features"] == ["Not proven"]
    prove(derived)
    launch.launch(version=office.version, by=office.sam)
