"""Raising a concern: under one's name or without, once per form, read by whom the form says and by nobody else."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from audit.models import Entry
from common.errors import Conflict, DomainError, NotAllowed
from people.actions import leave
from people.models import Message, Person, Role
from rights import concern_rules, tasks
from rights.actions import concerns
from rights.models import Concern, ConcernLetter, ConcernWords
from rights.pages import concerns as pages
from rights.queries import concerns as queries
from tests.cast import BY, make_person
from tests.rights.concern_box import handed_on, officer_of, protection_officer, put

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R111")]
WORDS = "They record my screen at lunch."


@pytest.fixture
def mira(cast):
    return protection_officer()


def told(kind="concern-raised"):
    return sorted(Message.objects.filter(kind=kind).values_list("person__name", flat=True))


def reads(person):
    return set(queries.concerns_for(person).values_list("pk", flat=True))


def test_a_named_concern_is_there_at_once_and_its_readers_are_told(cast, mira) -> None:
    ref = put(cast.priya, cast.program, named=True)
    concern = Concern.objects.get(pk=ref)
    assert (concern.answer_by - concern.raised_on).days == 30
    assert told() == ["Mira Kovac", "Sam Okafor"]
    assert pages.detail(concern, cast.sam)["author"] == "Priya Nair"
    assert pages.detail(concern, cast.sam)["words"] == WORDS


def test_an_anonymous_concern_waits_without_a_time_until_all_are_handed_on(cast, mira) -> None:
    ref = put(cast.priya, cast.program)
    assert not Concern.objects.exists()
    assert told() == []
    assert {field.name for field in ConcernLetter._meta.get_fields()} == {"ref", "box", "author_tag"}
    assert WORDS.encode() not in bytes(ConcernLetter.objects.get().box)
    assert concerns.hand_on_letters() == 1
    assert not ConcernLetter.objects.exists()
    assert told() == ["Mira Kovac", "Sam Okafor"]
    found = pages.detail(Concern.objects.get(pk=ref), cast.sam)
    assert (found["words"], found["author"], found["author_url"]) == (WORDS, "", "")
    assert concerns.hand_on_letters() == 0


def test_letters_are_handed_on_in_an_order_that_is_not_theirs(cast, mira) -> None:
    refs = [uuid.UUID(int=number) for number in (9, 4, 7)]
    for ref, person in zip(refs, (cast.priya, cast.marco, cast.lena), strict=True):
        put(person, cast.program, token=ref)
    concerns.hand_on_letters()
    assert list(Concern.history.order_by("history_id").values_list("ref", flat=True)) == sorted(refs)


def test_a_letter_that_cannot_be_opened_stays_and_holds_up_no_other(cast, mira, caplog) -> None:
    ConcernLetter.objects.create(ref=uuid.UUID(int=1), box=b"x" * 40, author_tag="0" * 64)
    put(cast.priya, cast.program)
    assert concerns.hand_on_letters() == 1
    assert ConcernLetter.objects.count() == 1
    assert "can't be opened" in caplog.text


@pytest.mark.parametrize("named", [True, False])
def test_the_same_form_sent_twice_is_one_concern(cast, mira, named) -> None:
    token = uuid.uuid4()
    for _ in range(2):
        put(cast.priya, cast.program, named=named, token=token)
    concerns.hand_on_letters()
    put(cast.priya, cast.program, named=named, token=token)
    concerns.hand_on_letters()
    assert Concern.objects.count() == 1
    assert len(told()) == 2


@pytest.mark.parametrize("words", ["", " \n ", "x" * (concern_rules.LONGEST + 1)])
def test_no_words_and_too_many_are_refused(cast, mira, words: str) -> None:
    with pytest.raises(DomainError, match="Nothing was sent"):
        put(cast.priya, cast.program, words)
    assert not ConcernLetter.objects.exists()


def test_one_person_can_raise_twenty_a_day(cast, mira) -> None:
    for _ in range(concern_rules.MOST_A_DAY - 1):
        put(cast.priya, cast.program)
    put(cast.priya, cast.program, named=True)
    with pytest.raises(DomainError, match="20 concerns a day"):
        put(cast.priya, cast.program)
    put(cast.marco, cast.program)


def test_who_left_comes_in_by_another_way(cast, mira) -> None:
    leave(person=cast.priya, by=BY)
    cast.priya.refresh_from_db()
    with pytest.raises(NotAllowed):
        put(cast.priya, cast.program)


@pytest.mark.rule("R100")
def test_a_named_concern_is_hidden_from_its_author_and_from_everybody_above(cast, mira) -> None:
    boss = officer_of(cast.program, "Bo Boss")
    cast.marco.manager = boss
    cast.marco.save()
    ana = officer_of(cast.program, "Ana Lopes", manager=cast.marco)
    by_priya, by_ana = handed_on(cast.priya, cast.program, named=True), handed_on(ana, cast.program, named=True)
    assert told() == ["Ana Lopes", "Mira Kovac", "Mira Kovac", "Sam Okafor", "Sam Okafor"]
    assert reads(boss) == set()
    assert reads(ana) == {by_priya.pk}
    assert reads(cast.sam) == reads(mira) == {by_priya.pk, by_ana.pk}


@pytest.mark.rule("R100")
def test_a_protection_officer_above_the_author_does_not_see_a_named_concern(cast) -> None:
    mira = protection_officer()
    cast.marco.manager = mira
    cast.marco.save()
    concern = handed_on(cast.priya, cast.program, named=True)
    assert told() == ["Sam Okafor"]
    assert concern.pk not in reads(mira)


def test_a_named_concern_that_nobody_could_answer_is_not_taken(cast) -> None:
    cast.marco.manager = cast.sam
    cast.marco.save()
    with pytest.raises(DomainError, match="above you"):
        put(cast.priya, cast.program, named=True)
    assert not Concern.objects.exists()
    put(cast.priya, cast.program)


def test_officers_read_concerns_of_their_programs_and_of_those_that_nobody_oversees(cast, mira) -> None:
    elsewhere = make_person("Eli Else", role=Role.PRIVACY_OFFICER)
    concern = handed_on(cast.priya, cast.program)
    assert reads(elsewhere) == set()
    assert reads(cast.sam) == {concern.pk}
    leave(person=cast.sam, by=BY)
    assert reads(elsewhere) == {concern.pk}
    put(cast.priya, cast.program, named=True)
    assert told().count("Eli Else") == 1


def test_nobody_else_reads_concerns(cast, mira) -> None:
    for person in (cast.priya, cast.marco, cast.lena, cast.tomoko):
        with pytest.raises(PermissionDenied):
            queries.concerns_for(person)


def test_an_answer_reaches_a_named_author_by_message_and_an_anonymous_one_on_their_page(cast, mira) -> None:
    named, anonymous = handed_on(cast.priya, cast.program, named=True), handed_on(cast.marco, cast.program)
    for concern in (named, anonymous):
        concerns.answer(concern=concern, words=" We looked at it. ", shown=False, by=cast.sam)
    assert told("concern-answered") == ["Priya Nair"]
    assert not Message.objects.filter(person=cast.marco).exists()
    for person in (cast.priya, cast.marco):
        (own,) = pages.mine_block(person, None)["own"]
        assert own["answer"] == "We looked at it."
    assert pages.mine_block(cast.lena, None)["own"] == []


def test_the_first_answer_stands(cast, mira) -> None:
    concern = handed_on(cast.priya, cast.program)
    concerns.answer(concern=concern, words="First.", shown=False, by=cast.sam)
    with pytest.raises(Conflict):
        concerns.answer(concern=concern, words="Second.", shown=False, by=mira)
    assert Concern.objects.get().answer.body == {"answer": "First."}


@pytest.mark.parametrize("named", [True, False])
def test_nobody_answers_their_own_concern(cast, mira, named) -> None:
    ana = officer_of(cast.program)
    concern = handed_on(ana, cast.program, named=named)
    with pytest.raises(NotAllowed):
        concerns.answer(concern=concern, words="All is well.", shown=False, by=ana)
    for stranger in (cast.priya, cast.marco, cast.lena):
        with pytest.raises((NotAllowed, PermissionDenied)):
            concerns.answer(concern=concern, words="All is well.", shown=False, by=stranger)
    assert Concern.objects.get().state == "open"


def test_an_answer_can_be_taken_off_the_page_and_put_back(cast, mira) -> None:
    concern = handed_on(cast.priya, cast.program)
    with pytest.raises(Conflict):
        concerns.show(concern=concern, shown=True, by=mira)
    concern = concerns.answer(concern=concern, words="Yes.", shown=True, by=mira)
    assert not concerns.show(concern=concern, shown=False, by=cast.sam).shown
    assert concerns.show(concern=concern, shown=True, by=cast.sam).shown
    with pytest.raises(Conflict):
        concerns.show(concern=concern, shown=True, by=cast.sam)


def test_only_a_protection_officer_who_leads_nobody_looks_up_who_it_was_and_the_author_sees_it(cast, mira) -> None:
    concern = handed_on(cast.priya, cast.program)
    for stranger in (cast.sam, cast.priya, cast.marco, cast.lena, cast.tomoko):
        with pytest.raises(PermissionDenied):
            concerns.look_up(concern=concern, reason="answer", by=stranger)
    with pytest.raises(DomainError, match="Choose a reason"):
        concerns.look_up(concern=concern, reason="curious", by=mira)
    assert concerns.look_up(concern=concern, reason="protect", by=mira) == cast.priya
    entry = Entry.objects.get(event="rights:concern:identify")
    assert (entry.actor, entry.ref, entry.subject) == (str(mira.pk), str(concern.pk), None)
    (own,) = pages.mine_block(cast.priya, None)["own"]
    assert [look["why"] for look in own["looked_up"]] == ["To protect them"]


@pytest.mark.rule("R100")
def test_a_protection_officer_who_leads_people_is_refused_for_everybody_alike(cast, mira) -> None:
    make_person("Tea Team", manager=mira)
    refused = set()
    for author in (cast.priya, make_person("Tom Team", manager=mira), cast.sam):
        with pytest.raises(NotAllowed) as refusal:
            concerns.look_up(concern=handed_on(author, cast.program), reason="answer", by=mira)
        refused.add(str(refusal.value))
    assert len(refused) == 1
    assert not Entry.objects.filter(event="rights:concern:identify").exists()


def test_words_and_author_are_sealed_and_bound_to_their_concern(cast, mira) -> None:
    one, two = handed_on(cast.priya, cast.program, "Zebra words."), handed_on(cast.marco, cast.program, "Gnu words.")
    for row in ConcernWords.objects.all():
        for box in (bytes(row.words), bytes(row.author)):
            assert b"words" not in box
            assert str(cast.priya.pk).encode() not in box
    ConcernWords.objects.filter(pk=one.pk).update(words=two.sealed.words)
    one = queries.concerns_for(mira).get(pk=one.pk)
    assert "don't match" in pages.words_of(one)


@pytest.mark.parametrize("named", [True, False])
def test_whoever_may_answer_is_reminded_before_and_after_the_day_and_nobody_else(cast, mira, named) -> None:
    with time_machine.travel(dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC), tick=False) as clock:
        Person.objects.filter(pk=cast.priya.pk).update(manager=cast.sam)
        concern = handed_on(cast.priya, cast.program, named=named)
        clock.shift(dt.timedelta(days=24))
        tasks.remind_of_concerns()
        assert reminders(mira) == []
        clock.shift(dt.timedelta(days=1))
        tasks.remind_of_concerns()
        tasks.remind_of_concerns()
        assert reminders(mira) == ["concern-due"]
        clock.shift(dt.timedelta(days=6))
        tasks.remind_of_concerns()
        assert reminders(mira) == ["concern-due", "concern-overdue"]
        # Above the author of a named one nobody hears of it; who raised an anonymous one is asked of nobody.
        assert reminders(cast.sam) == ([] if named else ["concern-due", "concern-overdue"])
        assert reminders(cast.priya) == reminders(cast.marco) == []
        concerns.answer(concern=concern, words="We looked.", shown=False, by=mira)
        clock.shift(dt.timedelta(days=6))
        tasks.remind_of_concerns()
        assert len(reminders(mira)) == 2


@pytest.mark.rule("R67", "R111")
def test_some_months_after_the_answer_nobody_can_look_up_who_it_was_and_the_author_still_finds_it(cast, mira) -> None:
    with time_machine.travel(dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC), tick=False) as clock:
        answered, named = handed_on(cast.priya, cast.program), handed_on(cast.marco, cast.program, named=True)
        for concern in (answered, named):
            concerns.answer(concern=concern, words="We changed it.", shown=False, by=mira)
        clock.shift(dt.timedelta(days=300))
        waiting = handed_on(cast.lena, cast.program)
        tasks.remind_of_concerns()
        assert concerns.look_up(concern=answered, reason="answer", by=mira) == cast.priya
        clock.shift(dt.timedelta(days=70))
        tasks.remind_of_concerns()
        with pytest.raises(Conflict, match="not kept any more"):
            concerns.look_up(concern=answered, reason="answer", by=mira)
        assert Entry.objects.filter(event="rights:concern:identify").count() == 1
        page = cast.client(mira).get(f"/office/concerns/{answered.pk}/").content.decode()
        assert "Look up who raised it" not in page
        # What waits is kept, and a named one stays hidden from whom its author reports to.
        assert concerns.look_up(concern=waiting, reason="answer", by=mira) == cast.lena
        assert pages.detail(queries.concern_for(mira, named.pk), mira)["author"] == cast.marco.name
        assert [own["answer"] for own in pages.mine_block(cast.priya, None)["own"]] == ["We changed it."]


def reminders(person) -> list[str]:
    found = Message.objects.filter(person=person, kind__in=["concern-due", "concern-overdue"])
    return list(found.order_by("sent_at").values_list("kind", flat=True))
