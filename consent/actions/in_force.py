"""Puts a version in force: what gates and pages read is brought in line with its declaration, in one transaction.

Whether it may be put in force is decided before, in `launch`.
"""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from audit import ledger
from common.states import move
from consent import outbox, queries
from consent.actions import ending, texts
from consent.declarations.schema import Body, material_digest, needs_a_statement
from consent.declarations.wording import sections_of
from consent.events import ConsentEvent
from consent.models import (
    Ending,
    Notice,
    Program,
    ProgramDataset,
    ProgramSignal,
    ProgramSite,
    ProgramVersion,
    Recipient,
)
from people.actions import Actor, actor_of

State = ProgramVersion.State


@transaction.atomic
def put_in_force(*, version: ProgramVersion, by: Actor) -> Notice | None:
    """Make this version the live one; return the notice version that is published with it, if one is.

    A material version publishes new notices, and choices under older ones stop to hold from this commit on (R19).
    """
    program: Program = Program.objects.select_for_update().get(pk=version.program_id)
    body = version.declaration.body
    before = ProgramVersion.objects.filter(program=program, state=State.LIVE).select_related("declaration").first()
    material = version.material or before is None or material_digest(before.declaration.body) != material_digest(body)
    # Choices under the newest notice were declared invalid (D24): they can be made again under a new one only.
    newest = queries.notice_in_force(program)
    material = material or (newest is not None and newest.version < program.choices_from)
    facts: dict[str, Any] = {"version": version.number, "declaration": version.declaration_id, "material": material}
    with ledger.entry(ConsentEvent.VERSION_LIVE, actor=actor_of(by), ref=program.pk, **facts) as entry:
        if before is not None:
            move(before, State.SUPERSEDED)
        live = move(version, State.LIVE, live_at=timezone.now(), material=material)
        _bring_in_line(program, body)
        notices = _publish(program, body, live, material=material)
        entry.add_facts(notice=notices[0].version if notices else 0)
        _describe(program, body, live, notices[0].version if notices and material else None)
        outbox.program_changed(program)
        if before is not None and material:
            ending.start(program=program, cause=Ending.Cause.CHANGE, notice_below=program.choices_from)
    return notices[0] if notices else None


def _describe(program: Program, body: Body, version: ProgramVersion, choices_from: int | None) -> None:
    about = body["about"]
    program.name, program.purpose = about["name"], about["purpose"]
    program.details, program.used_by = about["details"], about["used_by"]
    program.retention_days = max((row["retention_days"] for row in body["datasets"]), default=program.retention_days)
    program.validity_months = about["validity_months"]
    program.ends_on = dt.date.fromisoformat(about["ends_on"]) if about["ends_on"] else None
    program.live_version = version.number
    program.choices_from = choices_from or program.choices_from
    program.version += 1
    program.save()


def _bring_in_line(program: Program, body: Body) -> None:
    purposes = {row["key"]: row for row in body["purposes"]}
    signals = {
        row["signal"]: {
            "description": row["description"],
            "necessity": row["necessity"],
            "purpose": row["purpose"],
            "basis": purposes[row["purpose"]]["basis"],
            "explicit": needs_a_statement(purposes[row["purpose"]]),
            "position": position,
        }
        for position, row in enumerate(body["signals"])
    }
    datasets = {uuid.UUID(row["dataset"]): {"kept_for": row["kept_for"]} for row in body["datasets"]}
    sites: dict[uuid.UUID, dict[str, Any]] = {uuid.UUID(ref): {} for ref in body["about"]["sites"]}
    _sync(ProgramSignal.objects.filter(program=program), lambda row: row.signal, signals, "signal", program)
    _sync(ProgramDataset.objects.filter(program=program), lambda row: row.dataset_id, datasets, "dataset_id", program)
    _sync(ProgramSite.objects.filter(program=program), lambda row: row.site_id, sites, "site_id", program)
    _sync_recipients(program, body["recipients"])


def _sync(rows: QuerySet[Any], key: Callable[[Any], Any], wanted: dict[Any, dict[str, Any]], field: str, program: Program) -> None:
    """Make, change and delete rows until they are the wanted ones; what is right already is left alone."""
    there = {key(row): row for row in rows}
    for gone in there.keys() - wanted.keys():
        there[gone].delete()
    for value, changes in wanted.items():
        row = there.get(value)
        if row is None:
            rows.model(**{"program": program, field: value}, **changes).save(force_insert=True)
        elif any(getattr(row, name) != new for name, new in changes.items()):
            for name, new in changes.items():
                setattr(row, name, new)
            row.save()


def _sync_recipients(program: Program, rows: list[Body]) -> None:
    """Recipients are never deleted, only ended: deliveries name them."""
    there = {row.key: row for row in Recipient.objects.filter(program=program)}
    now = timezone.now()
    for row in rows:
        kept = there.pop(row["key"], None) or Recipient(program=program, key=row["key"])
        kept.name, kept.role, kept.endpoint, kept.ended_at = row["name"], row["role"], row["endpoint"], None
        kept.save()
    for left in there.values():
        if left.ended_at is None:
            left.ended_at = now
            left.save()


def _publish(program: Program, body: Body, version: ProgramVersion, *, material: bool) -> list[Notice]:
    """Publish the notice in every language, where its text changed or choices have to be made again."""
    kept = {
        language: texts.keep_notice(
            summary=list(text["summary"]),
            sections=text.get("sections") or sections_of(text["fields"], language),
            fields=text["fields"],
        )
        for language, text in sorted(body["notices"].items(), key=lambda item: (item[0] != "en", item[0]))
    }
    newest = queries.notice_in_force(program)
    number = newest.version if newest else 0
    last = Notice.objects.filter(program=program, version=number).values_list("language", "text_id")
    if not material and dict(last) == {language: text.pk for language, text in kept.items()}:
        return []
    return [
        Notice.objects.create(
            program=program,
            version=number + 1,
            language=language,
            text=text,
            material=material,
            program_version=version.number,
            published_at=timezone.now(),
        )
        for language, text in kept.items()
    ]
