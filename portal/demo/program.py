"""The trial's programs: stores, datasets, lineage, who looks after what, the reviews up to the launch, and a collector."""

import datetime as dt
import os
from pathlib import Path
from typing import Any

from django.utils import timezone

from common.signals import Signal
from consent.actions import launch, monitoring, programs, reviews
from consent.models import Approval, Program, ProgramVersion
from gate.actions import enrol
from people.actions import grant_scope
from people.models import IdentifierKind, Person, Site
from portal.demo.cast import person_of
from portal.demo.company import BY
from portal.demo.declaration import DESCRIPTIONS, desktop, diagnosis
from portal.demo.notice import MONITORING
from purges.actions import start_purge_test
from purges.purge_tests import run as run_purge_test
from stores import actions as stores
from stores.models import Dataset, Store

SLUG = "desktop-assistant-training"
RECORDER = "Trial recorder"
STEWARD = "stores.steward_store"
AGREED_FOR = dt.timedelta(days=730)


def make(folder: Path) -> tuple[Program, str]:
    """Register stores and datasets, bring the program from draft to launch as its people would, enrol the recorder.

    Return the program and the recorder's key.
    """
    database = stores.add_store(
        name="Event database",
        kind="sql",
        options={"url": f"sqlite:///{folder / 'events.sqlite3'}"},
        by=BY,
    )
    files = stores.add_store(name="Recordings folder", kind="files", options={"root": str(folder / "files")}, by=BY)
    datasets = [*_tables(database), *_groups(files)]
    _derive(datasets)
    for dataset in datasets:
        run_purge_test(start_purge_test(dataset=dataset, by=BY).pk)
    monitoring.publish(jurisdiction="US-NY", text=MONITORING, by=BY)
    program = _reviewed_and_launched(datasets)
    _draft(datasets[1])
    _look_after((database, files))
    return program, enrol(name=RECORDER, program=program, signals=list(DESCRIPTIONS), by=BY).key


def _reviewed_and_launched(datasets: list[Dataset]) -> Program:
    """The owner writes and submits, two officers and the works council sign, an officer launches."""
    owner, officer, second, council = (_needed(key) for key in ("owner", "officer", "second-officer", "council"))
    sites = [str(ref) for ref in Site.objects.values_list("pk", flat=True)]
    body = desktop(datasets, sites)
    program = programs.add_program(slug=SLUG, name=body["about"]["name"], owner=owner, by=owner, body=body)
    for person in (officer, second):
        grant_scope(person=person, permission="consent.oversee_program", to=program, by=BY)
    version = ProgramVersion.objects.get(program=program)
    reviews.submit(version=version, by=owner)
    kind = Approval.Kind
    for by, signed in ((officer, kind.DPIA), (officer, kind.OFFICER), (second, kind.SECOND)):
        reviews.approve(version=version, kind=signed, by=by)
    agreement: dict[str, Any] = {
        "agreement": "BV-2026-11",
        "expires_on": timezone.localdate() + AGREED_FOR,
    }
    reviews.approve(version=version, kind=kind.COUNCIL, by=council, **agreement)
    launch.launch(version=ProgramVersion.objects.get(program=program), by=officer)
    return Program.objects.get(pk=program.pk)


def _draft(clicks: Dataset) -> None:
    """A second program, still being written: its checklist shows what is missing."""
    owner = _needed("owner")
    body = diagnosis(clicks, [str(ref) for ref in Site.objects.filter(country="IE").values_list("pk", flat=True)])
    drafted = programs.add_program(slug="help-desk-diagnosis", name=body["about"]["name"], owner=owner, by=owner, body=body)
    grant_scope(person=_needed("officer"), permission="consent.oversee_program", to=drafted, by=BY)


def _needed(key: str) -> Person:
    found = person_of(key)
    if found is None:
        msg = f"The cast has no {key}."
        raise LookupError(msg)
    return found


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


def _look_after(all_stores: tuple[Store, ...]) -> None:
    for store in all_stores:
        grant_scope(person=_needed("administrator"), permission=STEWARD, to=store, by=BY)


def keep_key(path: Path, key: str) -> None:
    """Write the recorder's key where only this user can read it."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(key + "\n")
