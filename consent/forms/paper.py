"""Untrusted input to clean values: a withdrawal that came on paper."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common import days
from common.signals import Signal

YEARS = 2
FILE = r"^(?=.*\d)[A-Za-z0-9][A-Za-z0-9./_-]{0,59}$"


class PaperForm(forms.Form):
    """Who withdraws what, when the paper came, and where it is on file. There is no field for a yes (R31)."""

    person = forms.CharField(
        label=_("E-mail address or employee number"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("As the company knows the person who signed."),
    )
    signals = forms.MultipleChoiceField(
        label=_("What the paper stops"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Where the paper names nothing, choose all."),
        error_messages={"required": _("Choose at least one.")},
    )
    received_on = forms.DateField(
        label=_("Received on"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("The day on which it reached the company, whoever took it."),
        error_messages={"invalid": _("Give a date such as 2026-11-24."), "required": _("Give a date such as 2026-11-24.")},
    )
    file = forms.RegexField(
        FILE,
        label=_("File number"),
        help_text=_("Where the paper is kept, such as HR-2026/114. No names."),
        error_messages={
            "invalid": _("Give a file number of at most 60 letters, digits and . / _ - with a digit in it, without spaces.")
        },
    )

    def __init__(self, *args: Any, signals: Sequence[str], **kwargs: Any) -> None:
        """Offer the signals of one program."""
        super().__init__(*args, **kwargs)
        offered = [(signal, Signal(signal).label) for signal in signals]
        self.fields["signals"].choices = offered  # type: ignore[attr-defined]

    def clean_received_on(self) -> dt.date:
        """Refuse a day to come, and one so long ago that it can only be a slip of the pen."""
        day: dt.date = self.cleaned_data["received_on"]
        last = days.today()
        first = days.months_after(days.end_of(last), -12 * YEARS).astimezone(days.zone()).date()
        if not first <= day <= last:
            msg = f"Give a day from {first} to {last}; {day} was given."
            raise forms.ValidationError(msg)
        return day

    @property
    def received_at(self) -> dt.datetime:
        """The instant from which the clock runs: the beginning of that day (R43)."""
        return dt.datetime.combine(self.cleaned_data["received_on"], dt.time.min, days.zone())
