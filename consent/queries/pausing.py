"""Reads of a program's pauses: who takes part and has to hear of it, who may pause, ask and resume."""

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404

from common.errors import Conflict
from common.rights import Right
from consent.models import Acknowledgement, Basis, Consent, Declaration, Program, ProgramPause
from people import queries as people
from people.models import Person

State = Consent.State


def participants(program: Program) -> QuerySet[Person]:
    """Everyone active of whom the program records by their yes, or by a notice they acknowledged and did not object to."""
    signals = list(program.signals.values_list("signal", "basis"))
    taking_part = Q(pk__in=Consent.objects.filter(program=program, state__in=Consent.HOLDING).values("person"))
    if any(basis != Basis.CONSENT for _, basis in signals):
        known = Acknowledgement.objects.filter(notice__program=program, notice__version__gte=program.choices_from)
        informed = Q(pk__in=known.values("person"))
        if all(basis in (Basis.CONSENT, Basis.LEGITIMATE_INTEREST) for _, basis in signals):
            informed &= ~Q(pk__in=_out_of_everything(program, signals))
        taking_part |= informed
    return people.active().filter(taking_part)


def _out_of_everything(program: Program, signals: list[tuple[str, str]]) -> QuerySet[Consent]:
    """The people who objected to every signal of the program to which one can object."""
    open_to_objection = [signal for signal, basis in signals if basis == Basis.LEGITIMATE_INTEREST]
    objected = Consent.objects.filter(program=program, state=State.OBJECTED, signal__in=open_to_objection)
    counted = objected.values("person").annotate(signals=Count("pk")).filter(signals=len(open_to_objection))
    people_out: QuerySet[Consent] = counted.values("person")
    return people_out


def oversees(person: Person, program: Program) -> bool:
    """Say whether the person is a privacy officer who oversees the program."""
    return person.has_perm(Right.PROGRAMS_MANAGE) and person.has_perm("consent.oversee_program", program)


def owns(person: Person, program: Program) -> bool:
    """Say whether the person is the program's owner and still a program owner."""
    return program.owner_id == person.pk and person.has_perm(Right.PROGRAMS_DRAFT)


def program_to_pause(person: Person, slug: str) -> Program:
    """One program that the officer oversees, or 404."""
    if not person.has_perm(Right.PROGRAMS_MANAGE):
        raise PermissionDenied
    return get_object_or_404(_overseen(person), slug=slug)


def program_of(person: Person, slug: str) -> Program:
    """One program that the person owns or oversees, or 404."""
    if not person.has_perm(Right.PROGRAMS_DRAFT):
        raise PermissionDenied
    mine = Q(owner=person)
    if person.has_perm(Right.PROGRAMS_MANAGE):
        mine |= Q(pk__in=people.scopes_of(person, "oversee_program"))
    found: Program = get_object_or_404(Program.objects.filter(mine), slug=slug)
    return found


def open_pause(program: Program) -> ProgramPause | None:
    """The pause that a paused program is in; None where it is not paused."""
    return pauses_of(program).filter(resumed_at__isnull=True).first() if program.state == Program.State.PAUSED else None


def current_pause(program: Program) -> ProgramPause:
    """The pause that the program is in; raises `Conflict` where it is not paused."""
    found = open_pause(program)
    if found is None:
        msg = "This program is not paused now, so nothing changed."
        raise Conflict(msg, hint="The program's page shows what happened since.")
    return found


def words_of(kept: Declaration | None) -> dict[str, str]:
    """The words behind a digest, by what they are about; empty where none were given."""
    return dict(kept.body) if kept else {}


def pauses_of(program: Program) -> QuerySet[ProgramPause]:
    """All pauses of a program, newest first."""
    found = ProgramPause.objects.filter(program=program)
    return found.select_related("program", "paused_by", "resume_asked_by", "resumed_by", "reason_text", "repair_text")


def open_pauses_for(person: Person) -> QuerySet[ProgramPause]:
    """The pauses, not yet over, of the programs that an officer oversees, oldest first."""
    paused = ProgramPause.objects.filter(resumed_at__isnull=True, program__state=Program.State.PAUSED)
    return paused.filter(program__in=_overseen(person)).select_related("program").order_by("paused_at", "ref")


def _overseen(person: Person) -> QuerySet[Program]:
    return Program.objects.filter(pk__in=people.scopes_of(person, "oversee_program"))
