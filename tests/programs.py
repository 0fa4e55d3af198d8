"""Programs for tests, in a few words: the whole register is tested in tests/consent; here it is only put in force."""

from collections.abc import Mapping, Sequence
from typing import Any

from audit import ledger
from common.errors import DomainError
from common.states import move
from consent.actions import drafts
from consent.actions import programs as register
from consent.actions.in_force import put_in_force
from consent.declarations.schema import Body, row
from consent.events import ConsentEvent
from consent.models import Notice, Program, ProgramDataset, ProgramVersion
from people.models import Person
from stores.models import Dataset
from tests.declarations import declaration

BY = "system:tests"
State = ProgramVersion.State


def add_program(
    *,
    slug: str,
    name: str,
    signals: Mapping[str, str],
    owner: Person | None = None,
    by: object = BY,
    **about: Any,
) -> Program:
    """Add a program whose declaration is complete but for its datasets and its notice. Extra facts go into "about"."""
    body = declaration(name=name, signals=signals, datasets=[])
    body["about"] |= {key: value for key, value in about.items() if key in body["about"]}
    body["notices"] = {}
    return register.add_program(slug=slug, name=name, owner=owner, by=BY, body=body)


def change(program: Program, section: str, value: Any) -> ProgramVersion:
    """Write one section of the open version, opening one where there is none."""
    version = program.versions.select_related("declaration")[0]
    if version.state in (State.LIVE, State.SUPERSEDED):
        version = register.open_version(program=program, by=BY)
    return drafts.save_section(version=version, section=section, value=value, by=BY)


def body_of(program: Program) -> Body:
    """The newest version's declaration."""
    body: Body = program.versions.select_related("declaration")[0].declaration.body
    return body


def publish_notice(*, program: Program, summary: Sequence[str], sections: Sequence[Any] = (), by: object = BY) -> Notice:
    """Publish a new notice: with the launch where the program is a draft, else as a material change of its own."""
    text = {"summary": list(summary), "fields": {}, "sections": list(sections)}
    return launch(change(program, "notices", {"en": text}), material=True)


def attach_dataset(*, program: Program, dataset: Dataset, by: object = BY) -> None:
    """Record into this dataset too, from now on."""
    if len(dataset.signals) != 1:
        msg = f"{dataset.name} holds {len(dataset.signals)} signals."
        raise DomainError(msg)
    if Program.objects.get(pk=program.pk).live_version:
        with ledger.entry(ConsentEvent.DATASET_ATTACHED, actor=BY, ref=program.pk, dataset=dataset.pk):
            ProgramDataset.objects.create(program=program, dataset=dataset)
        return
    rows = [*body_of(program)["datasets"], row("datasets", dataset=str(dataset.pk), retention_days=90, start_event="recorded")]
    change(program, "datasets", rows)


def launch(version: ProgramVersion, *, material: bool) -> Notice:
    """Put a version in force without its gates: those are tested by themselves."""
    with ledger.entry(ConsentEvent.VERSION_EDITED, actor=BY, ref=version.program_id):
        version = move(move(version, State.REVIEW, material=material), State.APPROVED)
    notice = put_in_force(version=version, by=BY)
    assert notice is not None or not material
    return notice or Notice.objects.filter(program=version.program_id)[0]


def start_program(*, program: Program, by: object = BY) -> Program:
    """Let the program run."""
    program = Program.objects.get(pk=program.pk)
    if not program.live_version:
        launch(program.versions.all()[0], material=True)
        program.refresh_from_db()
    with ledger.entry(ConsentEvent.PROGRAM_STARTED, actor=BY, ref=program.pk):
        for state in (Program.State.REVIEW, Program.State.APPROVED, Program.State.RUNNING):
            program = move(program, state)
    return program


def pause_program(program: Program) -> Program:
    """Pause without the officer's page."""
    with ledger.entry(ConsentEvent.PROGRAM_PAUSED, actor=BY, ref=program.pk, told=0):
        return move(Program.objects.get(pk=program.pk), Program.State.PAUSED)
