"""What stewards see of corrections: which data of which person in which dataset, the person's own words, and how it ended."""

from typing import Any

from django.urls import reverse

from people import queries as people
from people import sealing
from people.models import Person
from people.sealing import Unreadable
from rights.models import RectificationTask
from rights.queries import corrections

State = RectificationTask.State
TONES = {State.OPEN: "warn", State.DONE: "ok", State.IMPOSSIBLE: "bad"}


def line(task: RectificationTask) -> dict[str, Any]:
    """One correction as the list shows it: no person in it."""
    return {
        "ref": task.pk,
        "request": task.request.short_ref,
        "dataset": task.dataset.name,
        "store": task.dataset.store.name,
        "opened_at": task.opened_at,
        "due_on": task.request.due_on,
        "label": task.get_state_display(),
        "tone": TONES[State(task.state)],
        "url": reverse("correction", args=[task.pk]),
    }


def detail(task: RectificationTask) -> dict[str, Any]:
    """One correction with what its steward needs: by which values the store knows the person, and what the person wrote."""
    values = sorted(people.subjects([task.request.person_id], task.dataset.identifier_kind))
    return line(task) | {
        "location": task.dataset.location,
        "identifier": task.dataset.get_identifier_kind_display(),
        "values": values,
        "words": _read(task.request.words),
        "open": task.state == State.OPEN,
        "done_at": task.done_at,
        "proof": _read(task.proof),
    }


def _read(words: Any) -> str:
    if words is None:
        return ""
    try:
        return sealing.unseal(words)
    except Unreadable as gone:
        return str(gone)


def attention(person: Person) -> list[dict[str, str]]:
    """Open corrections that this person may make or look after, as one line; empty for those who look after no store."""
    count = corrections.waiting_for(person)
    if not count:
        return []
    text = "A correction waits for whoever looks after its store"
    if count > 1:
        text = f"{count} corrections wait for those who look after the stores"
    return [{"text": text, "url": reverse("corrections"), "tone": "warn"}]
