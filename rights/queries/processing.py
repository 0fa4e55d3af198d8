"""What is done with one person's data: facts for the information of GDPR 15(1), and nothing about anybody else."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from common.signals import Signal
from consent.models import Consent, ProgramDataset
from consent.queries import mine as choices
from consent.queries import restrictions
from consent.queries.choices import programs_open
from people.models import Person
from rights.access.information import DatasetFacts, ProgramFacts, SignalFacts
from rights.models import Request
from rights.queries import scope
from stores.models import Dataset, Lineage, ModelRun, Snapshot, SnapshotSubject
from stores.subjects import hashes

Rows = Mapping[uuid.UUID, int | None]
"""How many rows of the person were found in each dataset; None where that is not known."""


def programs_for(request: Request, rows: Rows) -> list[ProgramFacts]:
    """The programs that the request is about and that have anything to do with the person.

    A program that the person never chose in, that records nothing of them and has nothing of them is left out: the information is
    about this person, no copy of a notice (R57).
    """
    named = {program.pk for program in scope.programs_of(request)}
    links = _datasets_by_program()
    found = []
    for mine in choices.programs_of(request.person):
        datasets = links.get(mine.program.pk, [])
        facts = list(_signals(request, mine, datasets, rows))
        if (not named or mine.program.pk in named) and facts:
            found.append(_program(request.person, mine, facts, datasets, rows))
    return sorted(found, key=lambda program: program.name)


def datasets_elsewhere(
    programs: Iterable[ProgramFacts],
    datasets: Iterable[Dataset],
    rows: Rows,
) -> list[DatasetFacts]:
    """Datasets with something of the person into which none of these programs records: derived, or of programs that are gone."""
    told = {one.ref for program in programs for one in program.datasets}
    return [_dataset(one, rows, {}) for one in datasets if str(one.pk) not in told and rows.get(one.pk, 0) != 0]


def company() -> list[Mapping[str, Any]]:
    """Who is responsible, by the declarations of all open programs: the same company mostly, or several."""
    return [body["controller"] for program in programs_open().order_by("name") if (body := choices.live_body(program))]


def _datasets_by_program() -> dict[uuid.UUID, list[Dataset]]:
    found: dict[uuid.UUID, list[Dataset]] = {}
    for link in ProgramDataset.objects.select_related("dataset__store").order_by("dataset__store__name", "dataset__name"):
        found.setdefault(link.program_id, []).append(link.dataset)
    return found


def _signals(request: Request, mine: choices.Mine, datasets: Collection[Dataset], rows: Rows) -> Any:
    """The signals that concern the person: chosen about, recorded now, or found in a store."""
    for one in mine.signals:
        asked = not request.signals or one.signal in request.signals
        there = any(one.signal in dataset.signals and rows.get(dataset.pk, 0) != 0 for dataset in datasets)
        choice = mine.consents.get(one.signal)
        if asked and (choice or there or mine.standings[one.signal].on):
            yield SignalFacts(
                signal=one.signal,
                label=str(Signal(one.signal).label),
                basis=one.basis,
                choice=str(Consent.State(choice.state).label) if choice else "",
                recorded_now=mine.standings[one.signal].on,
            )


def _program(
    person: Person,
    mine: choices.Mine,
    signals: list[SignalFacts],
    datasets: Collection[Dataset],
    rows: Rows,
) -> ProgramFacts:
    body = choices.live_body(mine.program)
    declared = {row["dataset"]: row for row in body.get("datasets", [])}
    wanted = {one.signal for one in signals}
    return ProgramFacts(
        name=mine.program.name,
        slug=mine.program.slug,
        version=mine.program.live_version,
        body=body,
        signals=tuple(signals),
        datasets=tuple(_dataset(one, rows, declared.get(str(one.pk), {})) for one in datasets if wanted & set(one.signals)),
        models=tuple(_models(person, mine.program.pk)),
        restricted=bool(restrictions.restricted_signals(person, mine.program)),
    )


def _dataset(dataset: Dataset, rows: Rows, declared: Mapping[str, Any]) -> DatasetFacts:
    sources = Lineage.objects.filter(derived=dataset).select_related("source").order_by("source__name")
    return DatasetFacts(
        ref=str(dataset.pk),
        name=dataset.name,
        store=dataset.store.name,
        signals=tuple(dataset.signal_labels),
        rows=rows.get(dataset.pk, 0),
        days=declared.get("retention_days") or dataset.retention_days,
        grace_days=declared.get("grace_days") or 0,
        starts_with=declared.get("start_event") or "The moment of recording",
        kept_for=declared.get("kept_for") or "",
        derived_from=tuple(link.source.name for link in sources),
    )


def _models(person: Person, program: uuid.UUID) -> list[str]:
    """The models that were trained on a snapshot with the person in it."""
    inside = [
        snapshot.pk
        for snapshot in Snapshot.objects.filter(program=program)
        if SnapshotSubject.objects.filter(snapshot=snapshot, subject__in=list(hashes(snapshot.salt, [person.pk]))).exists()
    ]
    runs = ModelRun.objects.filter(sources__snapshot__in=inside).distinct()
    return list(runs.order_by("registered_at").values_list("name", flat=True))
