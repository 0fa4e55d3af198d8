"""What a dataset's page shows: its mapping, and how its deletion was tested."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from purges import mapping, queries
from purges.models import PurgeTest
from stores.models import Dataset

SHOWN = 10
State = PurgeTest.State
TONES = {State.RUNNING: "live", State.PASSED: "ok", State.FAILED: "bad"}
PASSED = "A made-up row was found and erased. A second search found nothing."
WAITING = "Waiting for a worker. While people's data is erased here, the test waits."


@dataclass(frozen=True, slots=True, kw_only=True)
class TestLine:
    """One test in the list."""

    label: str
    tone: str
    started_at: datetime
    ended_at: datetime | None
    text: str
    counts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the tests say about the dataset today."""

    label: str
    tone: str
    text: str


def page(dataset: Dataset, newest: Iterable[PurgeTest]) -> dict[str, Any]:
    """The whole page, from the dataset with its store and its newest tests, newest first."""
    tests = list(newest)
    live = bool(tests) and tests[0].state == State.RUNNING
    return {
        "dataset": dataset,
        "store": {"name": dataset.store.name, "url": reverse("store", args=[dataset.store_id])},
        "facts": _facts(dataset),
        "signals": dataset.signal_labels,
        "verdict": verdict(dataset, tests),
        "tests": [_line(test) for test in tests],
        "live": live,
        "test_url": "" if live else reverse("dataset-purge-test", args=[dataset.pk]),
    }


def verdict(dataset: Dataset, tests: Iterable[PurgeTest]) -> Verdict:
    """Say whether the deletion is proven, and if not, why (R67, R68)."""
    newest = next(iter(tests), None)
    if newest is None:
        return Verdict(label="Never tested", tone="warn", text="Nobody knows yet whether erasing works here.")
    if newest.state == State.RUNNING:
        return Verdict(label="Being tested", tone="live", text=_running_text(newest))
    if newest.state == State.FAILED:
        return Verdict(label="Test failed", tone="bad", text=newest.explanation)
    if newest.mapping != mapping.digest(dataset):
        return Verdict(label="Changed since the test", tone="warn", text="The mapping is another one now. Test it again.")
    if not queries.proves(newest, dataset):
        text = f"A test counts for {settings.PURGE_TEST_DAYS} days. Test it again."
        return Verdict(label="Test too old", tone="warn", text=text)
    return Verdict(label="Tested", tone="ok", text=PASSED)


def _line(test: PurgeTest) -> TestLine:
    left = "not known how many" if test.left is None else test.left
    texts = {State.RUNNING: _running_text(test), State.PASSED: PASSED, State.FAILED: test.explanation}
    running = test.state == State.RUNNING
    return TestLine(
        label=test.get_state_display(),
        tone=TONES[State(test.state)],
        started_at=test.started_at,
        ended_at=test.ended_at,
        text=texts[State(test.state)],
        counts="" if running else f"{test.planted} planted, {test.found} found, {test.erased} erased, {left} left",
    )


def _running_text(test: PurgeTest) -> str:
    return "A made-up row is planted, found and erased." if test.canary else WAITING


def _facts(dataset: Dataset) -> list[tuple[str, str]]:
    """What decides the mapping, as label and value."""
    narrowed = ", ".join(f"{column} = {value}" for column, value in dataset.where.items())
    facts = [
        ("Where", dataset.location),
        ("Person column", dataset.subject_column or "in the path"),
        ("Known by", dataset.get_identifier_kind_display()),
        ("Only rows where", narrowed),
        ("Time column", dataset.time_column),
    ]
    return [(label, value) for label, value in facts if value]
