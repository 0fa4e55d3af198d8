"""A dry run: what an order would erase of somebody now, dataset by dataset, and what a hold would keep. Nothing is changed.

The holds are decided by the same function as under a pass (`holds.Holds.verdict`), the rows counted by the same query as in a
verification.
"""

import datetime as dt
import logging
import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from common.faults import without_words
from people import queries as people
from people.models import Person
from purges.grounds import GROUNDS
from purges.holds import Holds, Verdict
from stores.contract import Connector, Refused, Unavailable, Window
from stores.models import Dataset
from stores.opening import connector

log = logging.getLogger(__name__)


class Outcome(StrEnum):
    """What would become of one dataset."""

    ERASED = "erased"
    NOTHING = "nothing"
    HELD = "held"
    PARTLY_HELD = "partly-held"
    UNAVAILABLE = "unavailable"
    REFUSED = "refused"
    NO_IDENTIFIER = "no-identifier"


LABELS = {
    Outcome.ERASED: ("Will be erased", ""),
    Outcome.NOTHING: ("Nothing there", "ok"),
    Outcome.HELD: ("Kept for a legal ground", "warn"),
    Outcome.PARTLY_HELD: ("Partly kept for a legal ground", "warn"),
    Outcome.UNAVAILABLE: ("Can't be reached now", "warn"),
    Outcome.REFUSED: ("Needs a person", "bad"),
    Outcome.NO_IDENTIFIER: ("Can't be looked for", "bad"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """One dataset. `rows` are there now, in the period; `goes` would be erased, `kept` stays; None where nobody could count."""

    dataset: uuid.UUID
    name: str
    store: str
    outcome: Outcome
    rows: int | None = None
    goes: int | None = None
    kept: int | None = None
    category: str = ""
    ground: str = ""
    law: str = ""
    review_on: dt.date | None = None
    explanation: str = ""

    @property
    def label(self) -> str:
        """The outcome in words."""
        return LABELS[self.outcome][0]

    @property
    def tone(self) -> str:
        """The tone of its tag."""
        return LABELS[self.outcome][1]


def preview(
    person: Person, datasets: Collection[uuid.UUID], *, since: dt.datetime | None = None, until: dt.datetime | None = None
) -> list[Preview]:
    """Say of each dataset what an order would do there now, stores in order. A store that is away says so in its own line."""
    return list(previews(person, datasets, since=since, until=until))


def previews(
    person: Person, datasets: Collection[uuid.UUID], *, since: dt.datetime | None = None, until: dt.datetime | None = None
) -> Iterator[Preview]:
    """The same, one by one, as soon as each is known."""
    found = Dataset.objects.filter(pk__in=datasets).select_related("store").order_by("store__name", "name")
    holds = Holds([person.pk])
    for dataset in found:
        yield _preview(person, dataset, _period(since, until), holds)


def preview_dataset(
    person: Person, dataset: uuid.UUID, *, since: dt.datetime | None = None, until: dt.datetime | None = None
) -> Preview:
    """Say of one dataset what an order would do there now: for pages that ask dataset by dataset, because a store may be slow."""
    found = Dataset.objects.select_related("store").get(pk=dataset)
    return _preview(person, found, _period(since, until), Holds([person.pk]))


def _period(since: dt.datetime | None, until: dt.datetime | None) -> Window | None:
    return None if since is None and until is None else Window(since=since, until=until)


def _preview(person: Person, dataset: Dataset, within: Window | None, holds: Holds) -> Preview:
    verdict = holds.verdict(person.pk, dataset, within)
    subjects = people.subjects({person.pk}, dataset.identifier_kind).keys()
    if not subjects:
        kind = dataset.get_identifier_kind_display()
        return _line(dataset, verdict, outcome=Outcome.NO_IDENTIFIER, explanation=f"Can't be looked for: no {kind} on file.")
    try:
        with connector(dataset.store) as opened:
            rows, goes = _counts(opened, dataset, subjects, within, verdict)
    except Unavailable as away:
        return _line(dataset, verdict, outcome=Outcome.UNAVAILABLE, explanation=str(away))
    except Refused as refused:
        return _line(dataset, verdict, outcome=Outcome.REFUSED, explanation=str(refused))
    except Exception as error:  # noqa: BLE001 - one broken store must not keep the other lines; nothing of the text is logged
        log.warning("a preview failed: %s", without_words(error))
        explanation = f"Unexpected {type(error).__name__}; nobody could count."
        return _line(dataset, verdict, outcome=Outcome.UNAVAILABLE, explanation=explanation)
    outcome = Outcome.ERASED if goes else Outcome.NOTHING
    return _line(dataset, verdict, outcome=outcome, rows=rows, goes=goes, kept=rows - goes)


def _counts(
    opened: Connector, dataset: Dataset, subjects: Collection[str], within: Window | None, verdict: Verdict
) -> tuple[int, int]:
    """How many rows are there, and how many of them would go."""
    rows = sum(opened.locate(dataset.as_contract(within=within), subjects).values())
    if verdict.whole:
        return rows, 0
    if not verdict.spared:
        return rows, rows
    return rows, sum(opened.locate(dataset.as_contract(within=within, spared=verdict.spared), subjects).values())


def _line(dataset: Dataset, verdict: Verdict, *, outcome: Outcome, explanation: str = "", **counts: Any) -> Preview:
    about: dict[str, Any] = {"dataset": dataset.pk, "name": dataset.name, "store": dataset.store.name, "explanation": explanation}
    hold = verdict.leading
    if hold is None or counts.get("kept") == 0:
        return Preview(**about, outcome=outcome, **counts)
    if verdict.whole or counts.get("goes") == 0:
        # What is kept as a whole is set aside before anything is counted: it waits for no store and no identifier.
        outcome = Outcome.HELD
    elif counts:
        outcome = Outcome.PARTLY_HELD
    law = GROUNDS[hold.category].law
    about |= {"category": hold.category, "ground": hold.get_category_display(), "law": law, "review_on": hold.review_on}
    return Preview(**about, outcome=outcome, **counts)
