"""Untrusted input to clean values: the enrolment form and the collectors' question."""

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


class EnrolForm(forms.Form):
    """Name, program and signals of a new collector."""

    name = forms.CharField(max_length=120, help_text="For example: Desktop agent, sales floor")
    program = forms.ModelChoiceField(queryset=Program.objects.none(), to_field_name="slug")
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


def question(body: bytes) -> Question:
    """Read `{"people": [ref, ...], "signals": [code, ...]}`; say which field is wrong and what was expected."""
    try:
        raw = json.loads(body)
    except (ValueError, RecursionError) as error:
        msg = "The body must be JSON."
        raise BadQuestion(msg) from error
    if not isinstance(raw, dict):
        msg = 'The body must be an object with "people" and "signals".'
        raise BadQuestion(msg)
    people = [_ref(value) for value in _texts(raw, "people", PEOPLE_AT_ONCE)]
    return Question(people=people, signals=_texts(raw, "signals", SIGNALS_AT_ONCE))


def _texts(raw: dict[str, Any], name: str, most: int) -> list[str]:
    values = raw.get(name)
    if not isinstance(values, list) or not values or not all(isinstance(value, str) for value in values):
        msg = f'"{name}" must be a list of at least one text.'
        raise BadQuestion(msg)
    if len(values) > most:
        msg = f'"{name}" holds {len(values)} values; at most {most} go into one question.'
        raise BadQuestion(msg)
    return list(dict.fromkeys(values))


def _ref(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        msg = '"people" must hold person refs (UUIDs).'
        raise BadQuestion(msg) from error
