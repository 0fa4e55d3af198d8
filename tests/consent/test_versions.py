"""Versions: written in sections, compared, launched once every gate is open; what was in force is never changed."""

import copy

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from common.errors import Conflict, DomainError, NotAllowed
from consent.actions import drafts, launch, program_pauses, reviews
from consent.actions import programs as register
from consent.models import Approval, Consent, DecisionChange, Declaration, Ending, Notice, Program
from consent.queries import register as queries
from people.actions import grant_scope
from people.models import Message, Role
from tests.cast import BY, Cast, make_person
from tests.consent.reviewing import Office, State, make_office

In = Program.State
ALL = ("dpia", "officer", "second", "council")


@pytest.fixture
def office(cast: Cast) -> Office:
    return make_office(cast)


def next_version(office: Office, section: str, **changes: object) -> None:
    """Open the next version and change one section of it."""
    version = register.open_version(program=office.program, by=office.olga)
    value = version.declaration.body[section] | changes
    drafts.save_section(version=version, section=section, value=value, by=office.olga)


def launched_again(office: Office, *kinds: str) -> Program:
    office.submit()
    office.sign(*kinds)
    launch.launch(version=office.version, by=office.sam)
    return Program.objects.get(pk=office.program.pk)


@pytest.mark.flows
@pytest.mark.rule("R05", "R09", "R16", "R110")
def test_the_first_launch_starts_the_program_and_everybody_is_off(office: Office):
    program = office.launched()
    assert (program.state, program.live_version, office.version.state) == (In.RUNNING, 1, State.LIVE)
    assert Notice.objects.get(program=program).version == 1
    assert not Consent.objects.filter(program=program).exists()
    change = DecisionChange.objects.filter(program=program.pk).last()
    assert (change.allow, change.version) == (True, program.version)
    assert Message.objects.filter(person=office.olga, kind="version-launched").exists()
    with pytest.raises(Conflict):
        launch.launch(version=office.version, by=office.sam)


@pytest.mark.rule("R110")
def test_only_officers_who_oversee_it_and_do_not_own_it_launch_end_and_invalidate(office: Office):
    office.submit()
    office.sign(*ALL)
    elsewhere = make_person("Elsa Where", role=Role.PRIVACY_OFFICER)
    for person in (office.olga, office.carl, office.cast.priya, office.cast.marco, office.cast.tomoko, elsewhere):
        with pytest.raises(NotAllowed):
            launch.launch(version=office.version, by=person)
        with pytest.raises(NotAllowed):
            launch.end(program=office.program, by=person)
        with pytest.raises(NotAllowed):
            launch.invalidate(program=office.program, notice_below=2, words="Why", by=person)
    assert office.state == (State.APPROVED, In.APPROVED)
    owner = make_person("Otto Both", role=Role.PRIVACY_OFFICER)
    added = register.add_program(slug="own", name="Own", owner=owner, by=BY)
    grant_scope(person=owner, permission="consent.oversee_program", to=added, by=BY)
    with pytest.raises(NotAllowed, match="You own this program"):
        launch.launch(version=added.versions.get(), by=owner)


@pytest.mark.rule("R68", "R104")
def test_every_gate_is_computed_again_at_the_launch(office: Office, settings):
    office.submit()
    office.sign(*ALL)
    settings.PURGE_TEST_DAYS = 0
    with pytest.raises(DomainError, match="R68 Deletion is tested in each dataset: Not proven for"):
        launch.launch(version=office.version, by=office.sam)
    settings.PURGE_TEST_DAYS = 180
    office.cast.priya.language, office.cast.priya.site = "fr", office.dublin
    office.cast.priya.save()
    with pytest.raises(DomainError, match="R26"):
        launch.launch(version=office.version, by=office.sam)
    assert office.state == (State.APPROVED, In.APPROVED)
    assert not Notice.objects.filter(program=office.program).exists()


@pytest.mark.rule("R104")
def test_an_agreement_that_ran_out_since_stops_the_launch(office: Office, time_machine):
    office.submit()
    office.sign(*ALL)
    time_machine.move_to("2099-01-02")
    with pytest.raises(DomainError, match="R104"):
        launch.launch(version=office.version, by=office.sam)


@pytest.mark.rule("R07", "R104", "R105")
def test_a_minor_version_keeps_the_material_signatures_and_a_material_one_does_not(office: Office):
    office.launched()
    next_version(office, "about", details="More about it.")
    office.submit()
    assert {one.kind for one in queries.approvals_of(office.version)} == {"dpia", "council"}
    assert queries.kinds_for(office.sam, office.version) == ["officer", "second"]
    program = Program.objects.get(pk=office.program.pk)
    assert (program.state, program.live_version) == (In.RUNNING, 1)
    office.sign("officer", "second")
    launch.launch(version=office.version, by=office.sam)
    assert Notice.objects.filter(program=program).count() == 1
    next_version(office, "dpia", risks="Another risk was found.")
    office.submit()
    assert queries.approvals_of(office.version) == []
    office.sign("officer", "second", "council")
    with pytest.raises(Conflict):
        launch.launch(version=office.version, by=office.sam)
    office.sign("dpia")
    launch.launch(version=office.version, by=office.sam)
    program.refresh_from_db()
    assert (program.live_version, program.choices_from) == (3, 2)


@pytest.mark.rule("R19")
def test_writers_can_say_that_other_words_ask_everybody_again(office: Office):
    office.launched()
    notices = copy.deepcopy(queries.versions_for(office.olga, office.program)[0].declaration.body["notices"])
    notices["en"]["summary"].append("One more word.")
    version = register.open_version(program=office.program, by=office.olga)
    drafts.save_section(version=version, section="notices", value=notices, by=office.olga)
    office.submit()
    office.sign("officer", "second")
    reviews.take_back(version=office.version, by=office.olga)
    with pytest.raises(NotAllowed):
        drafts.ask_again(version=office.version, material=True, by=office.carl)
    drafts.ask_again(version=office.version, material=True, by=office.olga)
    office.submit()
    assert queries.kinds_for(office.sam, office.version) == ["officer", "second"], "what was approved was a minor change"
    with pytest.raises(Conflict, match="in review"):
        drafts.ask_again(version=office.version, material=False, by=office.olga)
    office.sign("officer", "second")
    launch.launch(version=office.version, by=office.sam)
    program = Program.objects.get(pk=office.program.pk)
    assert (program.choices_from, office.version.material) == (2, True)
    assert Ending.objects.get(program=program).cause == Ending.Cause.CHANGE


def test_the_first_version_asks_everybody_anyway(office: Office):
    with pytest.raises(Conflict, match="first version"):
        drafts.ask_again(version=office.version, material=False, by=office.olga)


@pytest.mark.rule("R110")
def test_an_assessment_approved_by_who_writes_the_next_version_does_not_carry_over(office: Office):
    office.launched()
    version = register.open_version(program=office.program, by=office.olga)
    about = version.declaration.body["about"] | {"details": "Sam's words."}
    drafts.save_section(version=version, section="about", value=about, by=office.sam)
    assert {one.kind for one in queries.approvals_of(office.version)} == {"council"}


@pytest.mark.rule("R41")
def test_a_paused_program_stays_paused_through_a_launch(office: Office):
    program = office.launched()
    program_pauses.pause(program=program, by=office.sam)
    next_version(office, "about", details="More about it.")
    assert launched_again(office, "officer", "second").state == In.PAUSED
    assert DecisionChange.objects.filter(program=program.pk).last().allow is False


@pytest.mark.rule("R03", "R19")
def test_another_basis_needs_other_words_and_asks_everybody_again(office: Office):
    office.launched()
    version = register.open_version(program=office.program, by=office.olga)
    purposes = copy.deepcopy(version.declaration.body["purposes"])
    purposes[0]["basis"] = "legitimate-interest"
    drafts.save_section(version=version, section="purposes", value=purposes, by=office.olga)
    with pytest.raises(DomainError, match="R03"):
        office.submit()
    notices = copy.deepcopy(version.declaration.body["notices"])
    notices["en"]["summary"].append("We rely on another legal basis now.")
    drafts.save_section(version=version, section="notices", value=notices, by=office.olga)
    program = launched_again(office, *ALL)
    assert program.choices_from == 2
    assert office.version.material


def test_a_program_ends_for_good(office: Office):
    program = office.launched()
    launch.end(program=program, by=office.sam)
    with pytest.raises(Conflict, match="nothing to end"):
        launch.end(program=program, by=office.ana)
    ending = Ending.objects.get(program=program)
    assert (ending.cause, ending.notice_below) == (Ending.Cause.END, 2)
    assert Program.objects.get(pk=program.pk).state == In.ENDED
    assert DecisionChange.objects.filter(program=program.pk).last().reason == "PROGRAM_ENDED"
    with pytest.raises(Conflict, match="ended"):
        register.open_version(program=program, by=office.olga)


@pytest.mark.rule("R07", "R19")
def test_another_sentence_of_what_it_is_for_is_material(office: Office):
    office.launched()
    next_version(office, "about", purpose="Rates how fast people work.")
    assert not queries.approvals_of(office.version)
    assert launched_again(office, *ALL).choices_from == 2


@pytest.mark.rule("D24")
def test_choices_from_a_defective_page_are_declared_invalid_and_asked_for_anew(office: Office):
    program = office.launched()
    for wrong in (1, 3):
        with pytest.raises(DomainError, match="Expected 2 to 2"):
            launch.invalidate(program=program, notice_below=wrong, words="The no was hidden.", by=office.sam)
    with pytest.raises(DomainError, match="Say why"):
        launch.invalidate(program=program, notice_below=2, words="", by=office.sam)
    program = launch.invalidate(program=program, notice_below=2, words="The no was hidden on small screens.", by=office.sam)
    assert (program.state, program.choices_from) == (In.RUNNING, 2)
    assert Ending.objects.get(program=program).cause == Ending.Cause.INVALID
    assert Declaration.objects.filter(body__words="The no was hidden on small screens.").exists()
    # The next version publishes its notice even where no word of it changed: without one nobody could say yes again.
    next_version(office, "about", details="The page is mended.")
    assert launched_again(office, "officer", "second").choices_from == 2
    assert Notice.objects.filter(program=program).first().version == 2


def test_two_windows_never_overwrite_each_other(office: Office):
    version = office.version
    seen = version.declaration_id
    about = version.declaration.body["about"]
    drafts.save_section(version=version, section="about", value=about | {"details": "First"}, by=office.olga, seen=seen)
    with pytest.raises(Conflict, match="Somebody else saved"):
        drafts.save_section(version=version, section="about", value=about | {"details": "Second"}, by=office.olga, seen=seen)
    assert office.version.declaration.body["about"]["details"] == "First"
    office.submit()
    with pytest.raises(Conflict, match="in review"):
        drafts.save_section(version=version, section="about", value=about, by=office.olga)
    with pytest.raises(Conflict, match="open version"):
        register.open_version(program=office.program, by=office.olga)
    with pytest.raises(DomainError, match="no section"):
        drafts.save_section(version=version, section="reward", value={}, by=office.olga)


def test_what_was_in_force_never_changes(office: Office):
    office.launched()
    first = office.version
    next_version(office, "about", details="Another sentence.")
    launched_again(office, "officer", "second")
    first.refresh_from_db()
    assert first.state == State.SUPERSEDED
    assert first.declaration.body["about"]["details"] != "Another sentence."
    assert queries.version_before(office.version) == first
    assert Approval.objects.filter(program=office.program).count() == 6


@pytest.mark.rule("R100", "R106")
def test_who_sees_which_program_and_version(office: Office):
    cast = office.cast
    for person in (cast.priya, cast.marco, cast.lena, cast.tomoko):
        with pytest.raises(PermissionDenied):
            queries.programs_for(person)
    assert [one.slug for one in queries.programs_for(office.olga)] == ["typing"]
    assert [one.slug for one in queries.programs_for(office.sam)] == ["desktop", "typing"]
    assert [one.slug for one in queries.programs_for(office.carl)] == ["desktop"]
    elsewhere = make_person("Elsa Where", role=Role.PRIVACY_OFFICER)
    assert not queries.programs_for(elsewhere).exists()
    with pytest.raises(Http404):
        queries.program_for(elsewhere, "typing")
    assert queries.version_for(office.olga, "typing", 1) == queries.open_version_of(office.sam, "typing")
    with pytest.raises(Http404):
        queries.version_for(office.carl, "typing", 1)
    office.submit()
    assert queries.version_for(office.carl, "typing", 1).state == State.REVIEW
    reviews.take_back(version=office.version, by=office.olga)
    assert not queries.programs_for(office.carl).filter(slug="typing").exists()
    [shown] = queries.programs_for(office.olga)
    assert [one.number for one in shown.shown_versions] == [1]


def test_approved_versions_wait_for_an_officer_to_launch_them(office: Office):
    office.submit()
    office.sign(*ALL)
    assert queries.to_launch(office.sam) == [office.version]
    assert queries.to_launch(office.ana) == [office.version]
    assert queries.to_launch(office.olga) == []
    assert queries.waiting_for(office.sam) == []
    launch.launch(version=office.version, by=office.ana)
    assert queries.to_launch(office.sam) == []
    assert queries.signatures_of(office.program).count() == 4
