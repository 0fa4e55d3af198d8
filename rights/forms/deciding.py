"""Untrusted input to clean values: a decision with its ground, what is left out, and the words to the person."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rights.forms.filing import WordsField
from rights.models import Decision
from stores.models import Dataset

Choices = Sequence[tuple[str, str]]
Outcome = Decision.Outcome
WRITE = {"required": _("Write a sentence or two here. The rest is kept.")}


class DecisionForm(forms.Form):
    """Nothing to fill in: an approval as a whole."""

    @property
    def given(self) -> dict[str, Any]:
        """What `deciding.decide` takes, of clean values."""
        clean = self.cleaned_data
        return {"reason": clean.get("reason", ""), "exceptions": [], "words": clean.get("words", "")}


class AnswerForm(DecisionForm):
    """The answer to a question or a complaint."""

    words = WordsField(label=_("Your answer"), error_messages=WRITE)


class RefusalForm(DecisionForm):
    """One ground of the closed list, and the reasons in words (R50)."""

    reason = forms.ChoiceField(
        label=_("Ground"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one from the list: without one a request can't be refused.")},
    )
    words = WordsField(
        label=_("Why, in words for the person"),
        help_text=_("What you found, and why it leads to this. Where to complain and to go to court is added by itself."),
        error_messages=WRITE,
    )

    def __init__(self, *args: Any, grounds: Choices, **kwargs: Any) -> None:
        """Offer the grounds that fit the kind of request."""
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = list(grounds)  # type: ignore[attr-defined]


class PartForm(DecisionForm):
    """For each dataset: carried out, or left out on a ground; at least one of both (R61, R75)."""

    words = WordsField(
        label=_("Why, in words for the person"),
        help_text=_("Why this part is left out. Where to complain and to go to court is added by itself."),
        error_messages=WRITE,
    )

    def __init__(self, *args: Any, grounds: Choices, datasets: Sequence[Dataset], **kwargs: Any) -> None:
        """One choice per dataset of the request, before the words."""
        super().__init__(*args, **kwargs)
        self._datasets = [dataset.pk for dataset in datasets]
        offered = [("", _("Carried out")), *((code, f"{_('Left out')}: {label}") for code, label in grounds)]
        for dataset in datasets:
            label = f"{dataset.name} ({dataset.store.name})"
            self.fields[_name(dataset.pk)] = forms.ChoiceField(label=label, choices=offered, required=False)
            self.fields[_name(dataset.pk)].needed = True  # type: ignore[attr-defined]
        self.order_fields([*(_name(ref) for ref in self._datasets), "words"])

    def clean(self) -> dict[str, Any]:
        """Refuse what is no part: nothing left out, or everything."""
        clean: dict[str, Any] = super().clean() or self.cleaned_data
        chosen = [clean.get(_name(ref)) for ref in self._datasets]
        if not any(chosen):
            raise forms.ValidationError(_("Nothing is left out. Choose what is, or approve the request as a whole."))
        if all(chosen):
            raise forms.ValidationError(_("Everything is left out: that is a refusal. Leave out less, or refuse the request."))
        return clean

    @property
    def given(self) -> dict[str, Any]:
        """The same with what is left out, each with its ground."""
        clean = self.cleaned_data
        left_out = [(ref, clean[_name(ref)]) for ref in self._datasets if clean.get(_name(ref))]
        exceptions = [{"dataset": str(ref), "ground": ground} for ref, ground in left_out]
        return {"reason": "", "exceptions": exceptions, "words": clean["words"]}


class SeenForm(forms.Form):
    """Which proposal the page showed beside the button."""

    decision = forms.UUIDField()


def _name(dataset: uuid.UUID) -> str:
    return f"dataset-{dataset}"
