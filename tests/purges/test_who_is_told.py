"""What goes wrong is told to those who may see it, and to nobody else: not to a manager, not to the log."""

import logging

from django.utils import timezone

from audit import ledger
from consent.actions import choices
from people.actions import grant_scope
from people.events import PeopleEvent
from people.models import Message, Person, Role, RoleGrant
from purges import passes
from purges.tasks import run_pass
from stores.contract import Refused
from tests.cast import BY, MOUSE, Cast, make_person


def officer(person: Person) -> None:
    with ledger.entry(PeopleEvent.ROLE_GRANTED, actor=BY, subject=person.pk, role=Role.PRIVACY_OFFICER.value):
        RoleGrant.objects.create(person=person, role=Role.PRIVACY_OFFICER, granted_at=timezone.now())


def fail(cast: Cast) -> set[str]:
    cast.give(cast.priya, MOUSE)
    choices.withdraw(person=cast.priya, program=cast.program, signals=[MOUSE], by=cast.priya)
    cast.memory.fail_once(Refused("This account may not delete."))
    passes.run(cast.datasets[MOUSE].pk)
    return set(Message.objects.filter(kind="purge-attention").values_list("person__name", flat=True))


def test_an_officer_above_the_person_hears_nothing(cast: Cast) -> None:
    head = make_person("Ines Costa", role=Role.PRIVACY_OFFICER)
    Person.objects.filter(pk=cast.marco.pk).update(manager=head)
    officer(cast.marco)
    for manager in (cast.marco, head):
        grant_scope(person=manager, permission="consent.oversee_program", to=cast.program, by=BY)
    assert fail(cast) == {"Sam Okafor"}


def test_officers_of_other_programs_hear_nothing(cast: Cast) -> None:
    make_person("Olu Ade", role=Role.PRIVACY_OFFICER)
    assert fail(cast) == {"Sam Okafor"}


def test_a_program_that_nobody_oversees_does_not_fail_unseen(cast: Cast) -> None:
    cast.sam.userobjectpermission_set.all().delete()
    officer(cast.marco)
    assert fail(cast) == {"Sam Okafor"}


def test_a_reporting_line_in_a_circle_ends(cast: Cast) -> None:
    Person.objects.filter(pk=cast.marco.pk).update(manager=cast.priya)
    assert fail(cast) == {"Sam Okafor"}


def test_the_text_of_an_unexpected_error_never_reaches_the_log(cast: Cast, monkeypatch, caplog) -> None:
    cast.give(cast.priya, MOUSE)
    choices.withdraw(person=cast.priya, program=cast.program, signals=[MOUSE], by=cast.priya)

    def broken(_verb: str) -> None:
        name = cast.priya.name
        raise LookupError(name)

    monkeypatch.setattr(cast.memory, "answer", broken)
    with caplog.at_level(logging.DEBUG):
        run_pass.apply((str(cast.datasets[MOUSE].pk),))
    assert "LookupError at test_who_is_told.py" in caplog.text
    assert "Priya" not in caplog.text
