"""One click pauses a program for everybody; two people resume it, and nobody's choice has changed."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from audit import ledger
from audit.models import Entry
from common.errors import Conflict, DomainError, NotAllowed
from consent.actions import choices, program_pauses
from consent.events import ConsentEvent
from consent.models import Acknowledgement, Basis, Consent, DecisionChange, Program, ProgramPause, ProgramSignal
from gate import actions as gate
from people import mailing
from people.actions import grant_scope
from people.models import Message, Person, Role
from tests import programs
from tests.cast import BY, CLICK, KEYS, MOUSE, Cast, make_cast, make_person

pytestmark = [pytest.mark.flows, pytest.mark.rule("R41")]
WORDS = "The recorder wrote into a folder that others could read."


@pytest.fixture
def ana(cast: Cast) -> Person:
    """A second officer who oversees the program."""
    person = make_person("Ana Lopes", role=Role.PRIVACY_OFFICER)
    grant_scope(person=person, permission="consent.oversee_program", to=cast.program, by=BY)
    return person


@pytest.fixture
def paused(cast: Cast, ana: Person) -> ProgramPause:
    cast.give(cast.priya, MOUSE, KEYS)
    return program_pauses.pause(program=cast.program, by=cast.sam)


def repaired(pause: ProgramPause, cast: Cast) -> ProgramPause:
    program_pauses.explain(pause=pause, reason="exposure", words=WORDS, by=cast.sam)
    return program_pauses.ask_resume(pause=pause, cause="A wrong group.", fix="The group is right.", by=cast.sam)


def told(kind: str) -> set[str]:
    return set(Message.objects.filter(kind=kind).values_list("person__name", flat=True))


def acknowledge(person: Person, cast: Cast) -> None:
    now = timezone.now()
    with ledger.entry(ConsentEvent.ACKNOWLEDGED, actor=person.pk, subject=person.pk, ref=cast.program.pk):
        Acknowledgement.objects.create(person=person, notice=cast.notice, day=now.date(), at=now)


def by_interest(cast: Cast, *signals: str) -> None:
    with ledger.entry(ConsentEvent.VERSION_LIVE, actor=BY, ref=cast.program.pk):
        for row in ProgramSignal.objects.filter(program=cast.program, signal__in=signals):
            row.basis = Basis.LEGITIMATE_INTEREST
            row.save()


def object_to(person: Person, cast: Cast, *signals: str) -> None:
    facts = {"program": cast.program, "notice": cast.notice, "decided_at": timezone.now()}
    with ledger.entry(ConsentEvent.OBJECTED, actor=person.pk, subject=person.pk, ref=cast.program.pk):
        for signal in signals:
            Consent.objects.create(person=person, signal=signal, state=Consent.State.OBJECTED, **facts)


def ask_gate(cast: Cast, key: str) -> list[tuple[bool, str]]:
    body = {"people": [str(cast.priya.pk)], "signals": [MOUSE]}
    answer = Client().post("/v1/decisions", body, content_type="application/json", headers={"Authorization": f"Bearer {key}"})
    return [(one["allow"], one["reason"]) for one in answer.json()["decisions"]]


def test_one_click_stops_everything_and_tells_every_participant(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE, KEYS)
    cast.give(cast.marco, CLICK)
    choices.withdraw(person=cast.marco, program=cast.program, signals=[CLICK], by=cast.marco)
    key = gate.enrol(name="Agent", program=cast.program, signals=[MOUSE], by=BY).key
    assert ask_gate(cast, key) == [(True, "")]
    answer = cast.client(cast.sam).post("/office/programs/desktop/pause/")
    assert answer.status_code == 302
    assert ask_gate(cast, key) == [(False, "PROGRAM_PAUSED")]
    assert told("program-paused") == {"Priya Nair"}
    pause = ProgramPause.objects.get()
    assert (pause.paused_by, pause.told, pause.reason) == (cast.sam, 1, ProgramPause.Reason.UNSAID)
    assert b'"told":1' in bytes(Entry.objects.get(event=ConsentEvent.PROGRAM_PAUSED).payload)


def test_the_outbox_and_the_history_know_of_it(paused: ProgramPause, cast: Cast) -> None:
    change = DecisionChange.objects.filter(scope=DecisionChange.Scope.PROGRAM).latest("pk")
    cast.program.refresh_from_db()
    assert (change.allow, change.reason, change.version) == (False, "PROGRAM_PAUSED", cast.program.version)
    assert paused.history.get().history_change_reason == ConsentEvent.PROGRAM_PAUSED


def test_a_pause_and_its_end_change_no_choice(paused: ProgramPause, cast: Cast, ana: Person) -> None:
    before = list(Consent.objects.order_by("pk").values())
    program_pauses.resume(pause=repaired(paused, cast), by=ana)
    assert list(Consent.objects.order_by("pk").values()) == before
    assert Consent.history.count() == len(before)
    cast.program.refresh_from_db()
    assert cast.program.state == Program.State.RUNNING
    assert told("program-resumed") == {"Priya Nair"}
    change = DecisionChange.objects.filter(scope=DecisionChange.Scope.PROGRAM).latest("pk")
    assert (change.allow, change.version) == (True, cast.program.version)


def test_people_who_objected_to_everything_or_never_read_the_notice_take_no_part(cast: Cast) -> None:
    by_interest(cast, MOUSE, CLICK)
    half, out, unread = (make_person(name) for name in ("Half Out", "All Out", "Un Read"))
    for person in (half, out):
        acknowledge(person, cast)
    object_to(half, cast, MOUSE)
    object_to(out, cast, MOUSE, CLICK)
    gone = make_person("Gone Away")
    acknowledge(gone, cast)
    Person.objects.filter(pk=gone.pk).update(left_at=timezone.now())
    program_pauses.pause(program=cast.program, by=cast.sam)
    assert told("program-paused") == {"Half Out"}
    assert unread.name not in told("program-paused")


def test_messages_made_by_one_statement_have_refs_of_their_own(cast: Cast) -> None:
    for person in (cast.priya, cast.marco):
        cast.give(person, MOUSE)
    program_pauses.pause(program=cast.program, by=cast.sam)
    refs = set(Message.objects.values_list("ref", flat=True))
    assert len(refs) == 2
    assert all(isinstance(ref, uuid.UUID) for ref in refs)
    page = cast.client(cast.priya).get("/me/inbox/").content.decode()
    assert "A program is paused" in page
    assert "/me/programs/desktop/" in page


def test_a_second_pause_is_told_so_and_changes_nothing(paused: ProgramPause, cast: Cast, ana: Person) -> None:
    with pytest.raises(Conflict, match="paused already"):
        program_pauses.pause(program=cast.program, by=ana)
    assert ProgramPause.objects.count() == 1
    assert Message.objects.filter(kind="program-paused").count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_officers_at_once_pause_once() -> None:
    cast = make_cast()
    cast.give(cast.priya, MOUSE)

    def one(_: int) -> str:
        try:
            program_pauses.pause(program=cast.program, by=cast.sam)
        except Conflict as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(one, range(6))) == ["Conflict"] * 5 + ["done"]
    assert (ProgramPause.objects.count(), Message.objects.filter(kind="program-paused").count()) == (1, 1)


def test_only_officers_who_oversee_the_program_pause_it(cast: Cast) -> None:
    elsewhere = make_person("Olu Ade", role=Role.PRIVACY_OFFICER)
    for person in (cast.priya, cast.marco, cast.lena, cast.tomoko, elsewhere):
        with pytest.raises(NotAllowed):
            program_pauses.pause(program=cast.program, by=person)
    assert not ProgramPause.objects.exists()


def test_a_draft_can_not_be_paused(cast: Cast) -> None:
    draft = programs.add_program(slug="draft", name="Draft", signals={MOUSE: "m"})
    grant_scope(person=cast.sam, permission="consent.oversee_program", to=draft, by=BY)
    with pytest.raises(Conflict, match="nothing to pause"):
        program_pauses.pause(program=draft, by=cast.sam)


def test_the_reason_is_given_afterwards_once_and_kept_by_its_digest(paused: ProgramPause, cast: Cast) -> None:
    pause = program_pauses.explain(pause=paused, reason="exposure", words=WORDS, by=cast.sam)
    assert pause.reason_text.body == {"words": WORDS}
    assert WORDS not in str(list(ProgramPause.history.values()))
    assert not any(WORDS.encode() in bytes(one.payload) for one in Entry.objects.all())
    with pytest.raises(Conflict, match="given already"):
        program_pauses.explain(pause=paused, reason="fault", words="No, this.", by=cast.sam)


@pytest.mark.parametrize(
    ("reason", "words", "says"),
    [("unsaid", "x", "Choose one"), ("boredom", "x", "Choose one"), ("fault", "  ", "1 to 2000"), ("fault", "x" * 2001, "2001")],
)
def test_a_reason_that_says_nothing_is_refused(paused: ProgramPause, cast: Cast, reason: str, words: str, says: str) -> None:
    with pytest.raises(DomainError, match=says):
        program_pauses.explain(pause=paused, reason=reason, words=words, by=cast.sam)
    paused.refresh_from_db()
    assert paused.reason == ProgramPause.Reason.UNSAID


def test_who_asked_can_not_resume(paused: ProgramPause, cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="another officer"):
        program_pauses.resume(pause=repaired(paused, cast), by=cast.sam)
    cast.program.refresh_from_db()
    assert cast.program.state == Program.State.PAUSED


def test_without_reason_cause_and_fix_nobody_resumes(paused: ProgramPause, cast: Cast, ana: Person) -> None:
    with pytest.raises(DomainError, match="why the program was paused"):
        program_pauses.resume(pause=paused, by=ana)
    program_pauses.explain(pause=paused, reason="fault", words=WORDS, by=cast.sam)
    with pytest.raises(DomainError, match="cause and the fix"):
        program_pauses.resume(pause=paused, by=ana)
    for cause, fix in (("", "fixed"), ("cause", "  ")):
        with pytest.raises(DomainError, match="1 to 2000"):
            program_pauses.ask_resume(pause=paused, cause=cause, fix=fix, by=cast.sam)


def test_the_owner_may_ask_and_an_officer_resumes(paused: ProgramPause, cast: Cast, ana: Person) -> None:
    owner = make_person("Noor Haddad", role=Role.PROGRAM_OWNER)
    with pytest.raises(NotAllowed):
        program_pauses.ask_resume(pause=paused, cause="c", fix="f", by=owner)
    with ledger.entry(ConsentEvent.VERSION_EDITED, actor=BY, ref=cast.program.pk):
        program = Program.objects.get(pk=cast.program.pk)
        program.owner = owner
        program.save()
    paused = ProgramPause.objects.get(pk=paused.pk)
    program_pauses.explain(pause=paused, reason="fault", words=WORDS, by=cast.sam)
    asked = program_pauses.ask_resume(pause=paused, cause="c", fix="f", by=owner)
    assert told("resume-asked") == {"Sam Okafor", "Ana Lopes"}
    with pytest.raises(NotAllowed):
        program_pauses.resume(pause=asked, by=owner)
    program_pauses.resume(pause=asked, by=ana)


def test_words_changed_in_between_are_not_agreed_to(paused: ProgramPause, cast: Cast, ana: Person) -> None:
    seen = repaired(paused, cast).repair_text_id
    program_pauses.ask_resume(pause=paused, cause="Another cause.", fix="Another fix.", by=cast.sam)
    with pytest.raises(Conflict, match="changed since"):
        program_pauses.resume(pause=paused, by=ana, seen=seen)


def test_a_second_resume_is_told_so(paused: ProgramPause, cast: Cast, ana: Person) -> None:
    pause = repaired(paused, cast)
    program_pauses.resume(pause=pause, by=ana)
    with pytest.raises(Conflict, match="over already"):
        program_pauses.resume(pause=pause, by=ana)
    with pytest.raises(Conflict, match="over already"):
        program_pauses.ask_resume(pause=pause, cause="c", fix="f", by=ana)
    assert Message.objects.filter(kind="program-resumed").count() == 1


def test_a_new_version_put_in_force_leaves_the_program_paused(paused: ProgramPause, cast: Cast) -> None:
    programs.publish_notice(program=cast.program, summary=["We record more."])
    cast.program.refresh_from_db()
    assert (cast.program.live_version, cast.program.state) == (2, Program.State.PAUSED)


def test_after_an_end_and_another_pause_the_record_has_both(paused: ProgramPause, cast: Cast, ana: Person) -> None:
    program_pauses.resume(pause=repaired(paused, cast), by=ana)
    program_pauses.pause(program=cast.program, by=ana)
    assert ProgramPause.objects.filter(program=cast.program).count() == 2


def test_mails_of_a_pause_wait_behind_messages_to_one_person(cast: Cast, monkeypatch, mailoutbox) -> None:
    for person in (cast.priya, cast.marco):
        cast.give(person, MOUSE)
    program_pauses.pause(program=cast.program, by=cast.sam)
    Message.objects.create(person=cast.lena, kind="note")
    monkeypatch.setattr(mailing, "AT_ONCE", 1)
    assert [mailing.send_waiting() for _ in range(4)] == [1, 1, 1, 0]
    assert mailoutbox[0].to == [cast.lena.email]
