"""Untrusted input to clean values: the enrolment form, the collectors' question, and what builders of training sets send."""

import json
import uuid
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet

from common.errors import DomainError
from common.signals import Signal
from consent.models import Program

PEOPLE_AT_ONCE = 1_000
# The answer is their product; without this one, a small question could ask for a million answers.
SIGNALS_AT_ONCE = 20
SNAPSHOTS_AT_ONCE = 100
NAME_LENGTH = 120


class EnrolForm(forms.Form):
    """Name, program and signals of a new collector."""

    name = forms.CharField(max_length=120, help_text="For example: Desktop agent, sales floor")
    program = forms.ModelChoiceField(queryset=Program.objects.none(), to_field_name="slug", empty_label="Choose a program")
    signals = forms.MultipleChoiceField(choices=Signal.choices, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, programs: QuerySet[Program], **kwargs: Any) -> None:
        """Offer these programs."""
        super().__init__(*args, **kwargs)
        self.fields["program"].queryset = programs  # type: ignore[attr-defined]


class BadQuestion(DomainError):  # noqa: N818 - says what it is
    """The body of a question is not what the gate understands."""

    status = 400
    title = "The question can't be read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a collector asks: these people, these signals."""

    people: list[uuid.UUID]
    signals: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingSet:
    """What a builder of a training set asks: whom of these may go into it. `going_on` is the snapshot that it adds to."""

    dataset: str
    name: str
    people: list[uuid.UUID]
    going_on: uuid.UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A model run, and the snapshots that it was made from."""

    name: str
    snapshots: list[uuid.UUID]


def question(body: bytes) -> Question:
    """Read `{"people": [ref, ...], "signals": [code, ...]}`; say which field is wrong and what was expected."""
    raw = _object(body, '"people" and "signals"')
    return Question(people=_refs(raw, "people", PEOPLE_AT_ONCE), signals=_texts(raw, "signals", SIGNALS_AT_ONCE))


def training_set(body: bytes) -> TrainingSet:
    """Read `{"dataset": name or ref, "name": text, "subjects": [ref, ...], "continue": ref}`; the last may be missing."""
    raw = _object(body, '"dataset", "name" and "subjects"')
    going_on = raw.get("continue")
    return TrainingSet(
        dataset=_text(raw, "dataset"),
        name=_text(raw, "name"),
        people=_refs(raw, "subjects", PEOPLE_AT_ONCE),
        going_on=None if going_on is None else _ref(_text(raw, "continue"), "continue"),
    )


def model_run(body: bytes) -> Run:
    """Read `{"name": text, "snapshots": [ref, ...]}`."""
    raw = _object(body, '"name" and "snapshots"')
    return Run(name=_text(raw, "name"), snapshots=_refs(raw, "snapshots", SNAPSHOTS_AT_ONCE))


def _object(body: bytes, fields: str) -> dict[str, Any]:
    try:
        raw = json.loads(body)
    except (ValueError, RecursionError) as error:
        msg = "The body must be JSON."
        raise BadQuestion(msg) from error
    if not isinstance(raw, dict):
        msg = f"The body must be an object with {fields}."
        raise BadQuestion(msg)
    return raw


def _text(raw: dict[str, Any], name: str) -> str:
    value = raw.get(name)
    found = value.strip() if isinstance(value, str) and value.isprintable() else ""
    if not 0 < len(found) <= NAME_LENGTH:
        msg = f'"{name}" must be a text of 1 to {NAME_LENGTH} characters.'
        raise BadQuestion(msg)
    return found


def _refs(raw: dict[str, Any], name: str, most: int) -> list[uuid.UUID]:
    return [_ref(value, name) for value in _texts(raw, name, most)]


def _texts(raw: dict[str, Any], name: str, most: int) -> list[str]:
    values = raw.get(name)
    if not isinstance(values, list) or not values or not all(isinstance(value, str) for value in values):
        msg = f'"{name}" must be a list of at least one text.'
        raise BadQuestion(msg)
    if len(values) > most:
        msg = f'"{name}" holds {len(values)} values; at most {most} go into one question.'
        raise BadQuestion(msg)
    return list(dict.fromkeys(values))


_MEANT = {"people": "hold person refs (UUIDs)", "subjects": "hold person refs (UUIDs)", "snapshots": "hold snapshot refs (UUIDs)"}


def _ref(text: str, name: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        msg = f'"{name}" must {_MEANT.get(name, "be a ref (UUID)")}.'
        raise BadQuestion(msg) from error
