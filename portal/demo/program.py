"""The trial's program: stores, datasets, lineage, notice, collector, and everybody's choices."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils import timezone

from audit import bulk
from common.signals import Signal
from consent.actions import programs
from consent.events import ConsentEvent
from consent.models import Consent, Notice, Program
from gate.actions import enrol
from people.actions import grant_scope
from people.models import IdentifierKind
from portal.demo.cast import person_of
from portal.demo.company import BY, employees
from portal.demo.notice import SECTIONS, SUMMARY
from stores import actions as stores
from stores.models import Dataset, Store

SLUG = "desktop-assistant-training"
RECORDER = "Trial recorder"
STEWARD = "stores.steward_store"
DESCRIPTIONS = {
    Signal.MOUSE_MOVEMENT.value: "Where the pointer goes. No content.",
    Signal.CLICK_LOCATION.value: "Which button or link you press.",
    Signal.KEYSTROKE.value: "Keys you type. Passwords are never recorded.",
    Signal.SCREEN_CONTENT.value: "What the active window shows, once a minute.",
}


def make(folder: Path) -> tuple[Program, str]:
    """Register stores and datasets, publish and start the program, enrol the recorder; return it with the recorder's key."""
    database = stores.add_store(
        name="Event database",
        kind="sql",
        options={"url": f"sqlite:///{folder / 'events.sqlite3'}"},
        by=BY,
    )
    files = stores.add_store(name="Recordings folder", kind="files", options={"root": str(folder / "files")}, by=BY)
    datasets = [*_tables(database), *_groups(files)]
    _derive(datasets)
    program = programs.add_program(
        slug=SLUG,
        name="Desktop assistant training",
        purpose="Teaches an assistant to fill in forms.",
        details="The assistant learns from how people work: where they point, what they click and what they type.",
        used_by="6 people in Applied AI",
        retention_days=90,
        signals=DESCRIPTIONS,
        by=BY,
    )
    for dataset in datasets:
        programs.attach_dataset(program=program, dataset=dataset, by=BY)
    programs.publish_notice(program=program, summary=SUMMARY, sections=SECTIONS, by=BY)
    program.refresh_from_db()
    program = programs.start_program(program=program, by=BY)
    _scope(program, (database, files))
    return program, enrol(name=RECORDER, program=program, signals=list(DESCRIPTIONS), by=BY).key


def _tables(store: Store) -> list[Dataset]:
    by_number, by_device = IdentifierKind.EMPLOYEE_NUMBER, IdentifierKind.DEVICE
    rows = (
        ("Pointer events", "pointer_events", "employee_number", by_number, Signal.MOUSE_MOVEMENT),
        ("Clicks", "click_events", "employee_number", by_number, Signal.CLICK_LOCATION),
        ("Keystrokes", "key_events", "device_id", by_device, Signal.KEYSTROKE),
    )
    return [
        _register(store, name, location, column, kind, signal, time_column="recorded_at")
        for name, location, column, kind, signal in rows
    ]


def _groups(store: Store) -> list[Dataset]:
    by_number = IdentifierKind.EMPLOYEE_NUMBER
    return [
        _register(store, "Key counts", "keys/*.parquet", "person", IdentifierKind.EMAIL, Signal.KEYSTROKE),
        _register(store, "Pointer features", "features/*.jsonl", "employee", by_number, Signal.MOUSE_MOVEMENT),
        _register(store, "Screen captures", "screen/{subject}/*.jsonl", "", by_number, Signal.SCREEN_CONTENT),
    ]


def _register(
    store: Store,
    name: str,
    location: str,
    column: str,
    kind: IdentifierKind,
    signal: Signal,
    time_column: str = "",
) -> Dataset:
    return stores.register_dataset(
        store=store,
        name=name,
        location=location,
        subject_column=column,
        identifier_kind=kind,
        signals=[signal.value],
        by=BY,
        time_column=time_column,
    )


def _derive(datasets: list[Dataset]) -> None:
    by_name = {dataset.name: dataset for dataset in datasets}
    stores.declare_derived(source=by_name["Pointer events"], derived=by_name["Pointer features"], by=BY)
    stores.declare_derived(source=by_name["Keystrokes"], derived=by_name["Key counts"], by=BY)


def _scope(program: Program, all_stores: tuple[Store, ...]) -> None:
    scoped = ((person_of("officer"), "consent.oversee_program", (program,)), (person_of("administrator"), STEWARD, all_stores))
    for person, permission, objects in scoped:
        if person is not None:
            for one in objects:
                grant_scope(person=person, permission=permission, to=one, by=BY)


def choose(program: Program, people: int) -> int:
    """Write everybody's choices, each with its history and sealed in the ledger."""
    notice = Notice.objects.get(program=program)
    return bulk.create(
        Consent,
        _consents(program, notice, people),
        event=ConsentEvent.IMPORTED,
        actor=BY,
        ref=program.pk,
        program=program.pk,
    )


def _consents(program: Program, notice: Notice, people: int) -> Iterator[dict[str, Any]]:
    now = timezone.now()
    for employee in employees(people):
        for signal in sorted(employee.yes):
            yield {
                "person_id": employee.ref,
                "program": program,
                "signal": signal.value,
                "state": Consent.State.GIVEN,
                "notice": notice,
                "decided_at": now,
            }


def keep_key(path: Path, key: str) -> None:
    """Write the recorder's key where only this user can read it."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(key + "\n")
