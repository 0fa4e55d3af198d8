"""Decisions on models with people in them who said no since, and the look that lists those models (R39)."""

from django.db import transaction
from django.utils import timezone

from common.errors import DomainError
from consent.actions import texts
from consent.queries import training as queries
from people.models import Person
from stores import training
from stores.models import AffectedModel, ModelRun

MAX_WORDS = 2_000


def look_at_all() -> int:
    """Count again, for every run that may have changed, who in it has said no; return how many runs these were.

    The choices are the queue: nothing is asked of the request that withdraws, and a look that was lost is made by the next one.
    """
    runs = list(queries.runs_to_look_at())
    for run in runs:
        began = timezone.now()
        training.note_look(run=run, people=len(queries.left(run)), began=began)
    return len(runs)


@transaction.atomic
def decide(*, run: ModelRun, decision: str, words: str, seen: str, by: Person) -> AffectedModel:
    """Decide what becomes of the model, with reasons, which are kept by their digest. Raises where `by` does not oversee it.

    `seen`: the decision that the page had shown, as `stores.training.decide` takes it.
    """
    found = queries.run_for(by, run.pk)
    text = words.strip()
    if not 0 < len(text) <= MAX_WORDS:
        msg = f"Give the reasons in 1 to {MAX_WORDS} characters; {len(text)} were found. Nothing was saved."
        raise DomainError(msg)
    return training.decide(run=found, decision=decision, reasons=texts.keep({"words": text}).pk, seen=seen, by=by)


def agree(*, run: ModelRun, seen: str, by: Person) -> AffectedModel:
    """Agree as the second officer that the model is kept as it is."""
    return training.agree(run=queries.run_for(by, run.pk), seen=seen, by=by)
