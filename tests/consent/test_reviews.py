"""Reviews: who may do what, what a signature is worth, and what two people at once get."""

import datetime as dt
import threading

import pytest
from django.db import connection

from audit.models import Entry
from common.errors import Conflict, DomainError, NotAllowed
from consent.actions import drafts, reviews
from consent.actions import programs as register
from consent.models import Approval, Declaration, Program, ProgramVersion
from consent.queries.register import approvals_of, kinds_for, waiting_for
from people.actions import grant_role, grant_scope
from people.messages import body_of
from people.models import Message, Role
from people.queries import inbox, scopes_of
from stores.connectors.memory import forget_memory_stores
from tests.cast import BY, Cast, make_cast, make_person
from tests.consent.reviewing import BODY, COUNCIL, Office, State, make_office

In = Program.State
ALL = ("dpia", "officer", "second", "council")


@pytest.fixture
def office(cast: Cast) -> Office:
    return make_office(cast)


def kinds(person) -> list[str]:
    return list(Message.objects.filter(person=person).order_by("sent_at").values_list("kind", flat=True))


def edit(office: Office, **changes: object) -> ProgramVersion:
    """Change what "about" says of the draft."""
    about = office.version.declaration.body["about"] | changes
    return drafts.save_section(version=office.version, section="about", value=about, by=office.olga)


@pytest.mark.flows
@pytest.mark.rule("R05", "R10", "R104", "R110")
def test_a_version_is_approved_once_everybody_has_signed(office: Office):
    office.submit()
    assert office.state == (State.REVIEW, In.REVIEW)
    for kind in ALL[:-1]:
        office.sign(kind)
        assert office.state == (State.REVIEW, In.REVIEW)
    office.sign("council")
    assert office.state == (State.APPROVED, In.APPROVED)
    signed = Approval.objects.get(kind="council")
    assert (signed.council, signed.agreement, signed.expires_on) == (BODY, *COUNCIL.values())
    assert kinds(office.sam) == ["version-submitted", "version-to-launch"]
    assert kinds(office.carl) == ["council-needed"]
    assert kinds(office.olga) == ["version-approved"]
    entry = Entry.objects.filter(event="consent:version:approve").order_by("id").first()
    assert office.version.declaration_id.encode() not in entry.payload
    assert b"dpia" in entry.payload


def test_what_its_writers_can_mend_stops_a_submission_and_is_listed(office: Office):
    edit(office, alternative="", validity_months=0)
    with pytest.raises(DomainError, match=r"R33 A yes has an end.*R97 The alternative") as refused:
        office.submit()
    assert "stays a draft" in refused.value.hint
    assert office.state == (State.DRAFT, In.DRAFT)
    assert not Message.objects.exists()


@pytest.mark.rule("R68")
def test_work_elsewhere_stops_no_submission(office: Office, settings):
    settings.PURGE_TEST_DAYS = 0
    assert office.submit().state == State.REVIEW


def test_only_its_writers_submit_and_take_back(office: Office):
    for person in (office.sam, office.carl, office.cast.priya, office.cast.marco, office.cast.lena):
        with pytest.raises(NotAllowed):
            reviews.submit(version=office.version, by=person)
    office.submit()
    with pytest.raises(NotAllowed):
        reviews.take_back(version=office.version, by=office.sam)
    with pytest.raises(Conflict):
        office.submit()
    assert reviews.take_back(version=office.version, by=office.olga).state == State.DRAFT
    assert office.state == (State.DRAFT, In.DRAFT)
    with pytest.raises(Conflict):
        reviews.take_back(version=office.version, by=office.olga)


@pytest.mark.rule("R110")
@pytest.mark.parametrize("kind", ["dpia", "officer", "second"])
def test_an_officer_who_owns_wrote_or_submitted_approves_nothing(office: Office, kind: str):
    office.submit()
    assert kinds_for(office.ana, office.version)
    for role in ("owner", "author", "submitted_by"):
        reset(office, **{role: office.ana})
        with pytest.raises(NotAllowed, match="somebody else"):
            reviews.approve(version=office.version, kind=kind, by=office.ana)
        assert kinds_for(office.ana, office.version) == []
        assert Approval.objects.count() == 0


def reset(office: Office, **changes: object) -> None:
    """Set who owns the program, or began or submitted its version, as if it had been so from the start."""
    from audit import ledger  # noqa: PLC0415 - for this one
    from consent.events import ConsentEvent  # noqa: PLC0415

    version, program = office.version, Program.objects.get(pk=office.program.pk)
    with ledger.entry(ConsentEvent.VERSION_SUBMITTED, actor=BY, ref=program.pk):
        program.owner = changes.get("owner", office.olga)
        program.save()
        version.author = changes.get("author")
        version.submitted_by = changes.get("submitted_by", office.olga)
        version.save()


@pytest.mark.rule("R110")
def test_an_officer_who_mended_a_word_has_written_it_too(office: Office):
    about = office.version.declaration.body["about"] | {"details": "More words."}
    drafts.save_section(version=office.version, section="about", value=about, by=office.ana)
    office.submit()
    with pytest.raises(NotAllowed, match="wrote"):
        reviews.approve(version=office.version, kind="officer", by=office.ana)
    assert kinds(office.ana) == []


@pytest.mark.rule("R110", "R100")
@pytest.mark.parametrize("kind", ALL)
def test_nobody_else_signs(office: Office, kind: str):
    office.submit()
    elsewhere = make_person("Elsa Where", role=Role.PRIVACY_OFFICER)
    cast = office.cast
    right = office.carl if kind == "council" else office.sam
    for person in {cast.priya, cast.marco, cast.lena, cast.tomoko, elsewhere, office.olga, office.carl, office.sam} - {right}:
        with pytest.raises(NotAllowed):
            reviews.approve(version=office.version, kind=kind, by=person, **(COUNCIL if kind == "council" else {}))
        assert kind not in kinds_for(person, office.version)
    assert Approval.objects.count() == 0


@pytest.mark.rule("R10")
def test_the_second_officer_is_another_person_whichever_comes_first(office: Office):
    office.submit()
    office.sign("dpia", "officer")
    with pytest.raises(NotAllowed, match="another person"):
        reviews.approve(version=office.version, kind="second", by=office.sam)
    assert kinds_for(office.sam, office.version) == []
    assert kinds_for(office.ana, office.version) == ["second"]
    reviews.approve(version=office.version, kind="second", by=office.ana)
    with pytest.raises(Conflict, match="already"):
        reviews.approve(version=office.version, kind="dpia", by=office.ana)


def test_a_signature_that_is_not_needed_is_not_taken(office: Office):
    edit(office, sites=[str(office.cork.pk)])
    office.submit()
    with pytest.raises(DomainError, match="No site of this program"):
        reviews.approve(version=office.version, kind="council", by=office.carl, **COUNCIL)
    with pytest.raises(DomainError, match="Only the works council"):
        reviews.approve(version=office.version, kind="officer", by=office.sam, **COUNCIL)
    with pytest.raises(DomainError, match="no approval of the kind"):
        reviews.approve(version=office.version, kind="board", by=office.sam)
    office.sign("dpia", "officer", "second")
    assert office.state[0] == State.APPROVED


def test_nothing_is_signed_unless_it_is_in_review_as_the_page_showed_it(office: Office):
    with pytest.raises(Conflict, match="draft now"):
        reviews.approve(version=office.version, kind="officer", by=office.sam)
    seen = office.version.declaration_id
    office.submit()
    reviews.take_back(version=office.version, by=office.olga)
    edit(office, details="Other words.")
    office.submit()
    with pytest.raises(Conflict, match="changed since you opened"):
        reviews.approve(version=office.version, kind="officer", by=office.sam, seen=seen)
    reviews.approve(version=office.version, kind="officer", by=office.sam, seen=office.version.declaration_id)


@pytest.mark.rule("R07", "R104")
def test_an_edit_makes_worthless_what_was_signed_about_it(office: Office):
    office.submit()
    office.sign(*ALL)
    reviews.take_back(version=office.version, by=office.olga)
    edit(office, details="Only words.")
    assert {one.kind for one in approvals_of(office.version)} == {"dpia", "council"}
    edit(office, sites=[str(office.dublin.pk), str(office.cork.pk)])
    assert approvals_of(office.version) == []


def test_what_was_taken_back_and_not_changed_keeps_its_signatures(office: Office):
    office.submit()
    office.sign(*ALL)
    reviews.take_back(version=office.version, by=office.olga)
    assert office.submit().state == State.APPROVED
    assert office.state == (State.APPROVED, In.APPROVED)


def test_sending_back_says_why_and_begins_the_review_anew(office: Office):
    office.submit()
    office.sign("dpia", "officer")
    words = "The necessity of screens is not explained. Ask Priya."
    reviews.send_back(version=office.version, words=f"  {words}\n", by=office.ana)
    assert office.state == (State.DRAFT, In.DRAFT)
    message = inbox(office.olga).get(kind="version-returned")
    assert body_of(message) == words
    entry = Entry.objects.get(event="consent:version:return")
    assert b"necessity" not in entry.payload
    kept = Declaration.objects.get(body__words=words)
    assert kept.sha256.encode() in entry.payload
    assert {one.kind for one in approvals_of(office.version)} == {"dpia"}


def test_the_council_can_send_back_and_others_cannot(office: Office):
    office.submit()
    office.sign(*ALL)
    with pytest.raises(NotAllowed):
        reviews.send_back(version=office.version, words="No.", by=office.cast.marco)
    with pytest.raises(DomainError, match="1 to 4000"):
        reviews.send_back(version=office.version, words=" ", by=office.carl)
    reviews.send_back(version=office.version, words="We were not heard.", by=office.carl)
    assert {one.kind for one in approvals_of(office.version)} == {"dpia"}
    with pytest.raises(Conflict):
        reviews.send_back(version=office.version, words="Again.", by=office.carl)


@pytest.mark.rule("R106")
def test_what_waits_for_whom(office: Office):
    assert waiting_for(office.sam) == []
    office.submit()
    assert [one.kind for one in waiting_for(office.sam)] == ["dpia", "officer", "second"]
    assert [one.kind for one in waiting_for(office.carl) if one.version == office.version] == ["council"]
    assert waiting_for(office.olga) == []
    office.sign("dpia", "officer")
    assert waiting_for(office.sam) == []
    assert [one.label for one in waiting_for(office.ana)] == ["Approved by a second privacy officer"]


def test_a_member_of_the_council_who_is_an_officer_too_signs_for_both_but_not_twice_as_officer(office: Office):
    grant_role(person=office.carl, role=Role.PRIVACY_OFFICER, by=BY)
    grant_scope(person=office.carl, permission="consent.oversee_program", to=office.program, by=BY)
    office.submit()
    carl = type(office.carl).objects.get(pk=office.carl.pk)
    reviews.approve(version=office.version, kind="officer", by=carl)
    reviews.approve(version=office.version, kind="council", by=carl, **COUNCIL)
    with pytest.raises(NotAllowed):
        reviews.approve(version=office.version, kind="second", by=carl)


@pytest.mark.rule("R110")
def test_a_program_that_a_person_adds_is_overseen_by_every_officer_but_its_owner(office: Office):
    both = make_person("Otto Both", role=Role.PRIVACY_OFFICER)
    grant_role(person=both, role=Role.PROGRAM_OWNER, by=BY)
    added = register.add_program(slug="clicks", name="Clicks", owner=both, by=both)
    assert added.pk in scopes_of(office.sam, "oversee_program")
    assert added.pk not in scopes_of(both, "oversee_program")
    with pytest.raises(Conflict, match="exists already"):
        register.add_program(slug="clicks", name="Clicks", owner=both, by=both)
    for wrong in ({"slug": "Two Words"}, {"slug": "x" * 51}, {"slug": "ok", "name": " "}, {"slug": "ok", "name": "x" * 121}):
        with pytest.raises(DomainError, match="Expected"):
            register.add_program(**{"name": "Clicks", "owner": both, "by": both} | wrong)


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_who_approve_at_once_one_signs():
    forget_memory_stores()
    office = make_office(make_cast())
    office.submit()
    version, answers = office.version, []
    start = threading.Barrier(2)

    def approve(person) -> None:
        start.wait()
        try:
            reviews.approve(version=version, kind="officer", by=person)
            answers.append("signed")
        except Conflict:
            answers.append("conflict")
        finally:
            connection.close()

    threads = [threading.Thread(target=approve, args=(person,)) for person in (office.sam, office.ana)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(answers) == ["conflict", "signed"]
    assert Approval.objects.filter(kind="officer").count() == 1
    forget_memory_stores()


def test_an_agreement_runs_out_by_itself(office: Office, time_machine):
    office.submit()
    office.sign(*ALL)
    assert office.state[0] == State.APPROVED
    time_machine.move_to(dt.datetime(2099, 1, 2, tzinfo=dt.UTC))
    assert "council" not in {one.kind for one in approvals_of(office.version)}
