"""Untrusted input to clean values: why a program is paused, what mends it, and how a recipient was told."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consent.models import ProgramPause

REASONS = [choice for choice in ProgramPause.Reason.choices if choice[0] != ProgramPause.Reason.UNSAID]


class WordsField(forms.CharField):
    """A box for some sentences."""

    def __init__(self, **kwargs: Any) -> None:
        """As long as the actions allow."""
        missing = {"required": _("Write a sentence or two here. What you wrote elsewhere is kept.")}
        box = forms.Textarea(attrs={"rows": 4})
        super().__init__(max_length=2_000, widget=box, error_messages=missing, **kwargs)


class ReasonForm(forms.Form):
    """Why the program was paused: one of the list, and words."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[("", _("Choose a reason")), *REASONS],
        error_messages={"required": _("Choose one from the list. What you wrote below is kept.")},
    )
    words = WordsField(label=_("In your words"), help_text=_("What happened, as far as you know now. No names of employees."))


class RepairForm(forms.Form):
    """What caused the pause and what was done about it, for the officer who resumes."""

    cause = WordsField(label=_("Cause"), help_text=_("What led to the pause. No names of employees."))
    fix = WordsField(label=_("Fix"), help_text=_("What was changed, so that it does not happen again."))


class SeenForm(forms.Form):
    """The digest of the words that the page showed beside the button."""

    seen = forms.RegexField(r"^[0-9a-f]{64}$")


class ByHandForm(forms.Form):
    """On which day an officer told a recipient, and where that is on file."""

    told_on = forms.DateField(
        label=_("Told on"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": _("Give the day on which the recipient was told.")},
    )
    reference = forms.CharField(
        label=_("Reference"),
        max_length=200,
        help_text=_("Where it is on file: the number of a letter, a ticket or a call."),
        error_messages={"required": _("Give a reference, such as the number of the letter. The day is kept.")},
    )

    def __init__(self, *args: Any, first: dt.date, last: dt.date, **kwargs: Any) -> None:
        """Keep the first and the last day that can be right: the day of the decision, and today."""
        super().__init__(*args, **kwargs)
        self._first, self._last = first, last

    def clean_told_on(self) -> dt.date:
        """Refuse a day before the decision or after today."""
        day: dt.date = self.cleaned_data["told_on"]
        if not self._first <= day <= self._last:
            msg = f"Give a day from {self._first} to {self._last}; {day} was given."
            raise forms.ValidationError(msg)
        return day
