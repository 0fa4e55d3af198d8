"""What officers change: programs, their notices and datasets."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from audit import ledger
from common.canonical import canonical_bytes
from common.errors import DomainError, NotAllowed
from common.rights import Right
from common.states import move
from consent import outbox, queries
from consent.events import ConsentEvent
from consent.models import Notice, NoticeText, Program, ProgramDataset, ProgramSignal
from people.actions import Actor, actor_of
from people.models import Person
from stores.models import Dataset


def add_program(  # noqa: PLR0913 - a program is declared by these facts, each named
    *,
    slug: str,
    name: str,
    purpose: str,
    details: str,
    used_by: str,
    retention_days: int,
    signals: Mapping[str, str],
    by: Actor,
) -> Program:
    """Add a program in draft. `signals` maps each signal to the sentence that describes it."""
    _may_manage(by)
    program = Program(
        slug=slug,
        name=name,
        purpose=purpose,
        details=details,
        used_by=used_by,
        retention_days=retention_days,
    )
    with ledger.entry(ConsentEvent.PROGRAM_ADDED, actor=actor_of(by), ref=program.pk, signals=list(signals)):
        program.save(force_insert=True)
        for position, (signal, description) in enumerate(signals.items()):
            ProgramSignal.objects.create(program=program, signal=signal, description=description, position=position)
    return program


def publish_notice(
    *,
    program: Program,
    summary: Sequence[str],
    sections: Sequence[Mapping[str, object]],
    by: Actor,
    language: str = "en",
) -> Notice:
    """Publish the next version of the notice. Its text is kept by digest; choices under older versions stop to hold."""
    _may_manage(by)
    body = {"summary": list(summary), "sections": [dict(section) for section in sections]}
    digest = hashlib.sha256(canonical_bytes(body)).hexdigest()
    with transaction.atomic():
        Program.objects.select_for_update().get(pk=program.pk)
        before = queries.notice_in_force(program)
        version = before.version + 1 if before else 1
        text, _ = NoticeText.objects.get_or_create(sha256=digest, defaults=body)
        facts: dict[str, Any] = {"version": version, "language": language, "sha256": digest}
        with ledger.entry(ConsentEvent.NOTICE_PUBLISHED, actor=actor_of(by), ref=program.pk, **facts):
            notice = Notice.objects.create(
                program=program,
                version=version,
                language=language,
                text=text,
                published_at=timezone.now(),
            )
            outbox.program_changed(_touched(program))
    return notice


def attach_dataset(*, program: Program, dataset: Dataset, by: Actor) -> ProgramDataset:
    """Say that the program records into this dataset, which holds one signal.

    Where a table mixes signals, erasing one that was withdrawn would take rows of another that is still on, again and again.
    """
    _may_manage(by)
    if len(dataset.signals) != 1:
        msg = f"{dataset.name} holds {len(dataset.signals)} signals; a program records into datasets of one signal each."
        raise DomainError(msg, hint="Register one dataset per signal, with a condition that tells their rows apart.")
    with ledger.entry(ConsentEvent.DATASET_ATTACHED, actor=actor_of(by), ref=program.pk, dataset=dataset.pk):
        return ProgramDataset.objects.create(program=program, dataset=dataset)


def start_program(*, program: Program, by: Actor) -> Program:
    """Let the program run. It still records nobody who did not say yes."""
    _may_manage(by)
    if queries.notice_in_force(program) is None:
        msg = "A program without a published notice can't start."
        raise DomainError(msg, hint="Publish its notice first.")
    with ledger.entry(ConsentEvent.PROGRAM_STARTED, actor=actor_of(by), ref=program.pk):
        locked: Program = Program.objects.select_for_update().get(pk=program.pk)
        started = move(locked, Program.State.RUNNING, version=locked.version + 1)
        outbox.program_changed(started)
    return started


def _touched(program: Program) -> Program:
    """Count one more change of what gates must know of this program."""
    locked: Program = Program.objects.select_for_update().get(pk=program.pk)
    locked.version += 1
    locked.save()
    return locked


def _may_manage(by: Actor) -> None:
    if isinstance(by, Person) and not by.has_perm(Right.PROGRAMS_MANAGE):
        msg = "Only a privacy officer can change programs."
        raise NotAllowed(msg)
