"""Untrusted input to clean values: what a request is about and its words, carried from step to step in hidden fields."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from common import days
from common.signals import Signal
from consent.models import Program
from rights.actions.filing import REPEATABLE, TIMELESS, Scope
from rights.actions.writing import LONGEST

FIRST_DAY = dt.date(2000, 1, 1)
SCOPE = ("programs", "signals", "since", "until")
NO_PERIOD = _("An objection is about everything recorded, whenever it was. Leave both days empty. The rest is kept.")
BAD_DAY = {"invalid": _("Give a date such as 2026-11-24.")}


class WordsField(forms.CharField):
    """A box for words of a person; lines end in one way, whatever the browser sends."""

    def __init__(self, rows: int = 7, **kwargs: Any) -> None:
        """As long as a message may be."""
        box = forms.Textarea(attrs={"rows": rows, "class": "prose-control"})
        too_long = _("These are %(show_value)s characters, and there is room for %(limit_value)s. Make it shorter.")
        messages = {"max_length": too_long} | kwargs.pop("error_messages", {})
        super().__init__(max_length=LONGEST, widget=box, error_messages=messages, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No limit in the browser: it would cut off what is pasted without a word."""
        del widget
        return {}

    def to_python(self, value: Any) -> str:
        """Read with plain line ends."""
        return str(super().to_python(value)).replace("\r\n", "\n")


class FilingForm(forms.Form):
    """One request, whole: each step shows some of these fields and hides the rest. Empty scope: everything."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    programs = forms.MultipleChoiceField(
        label=_("Programs"),
        help_text=_("Tick none to mean all of them."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    signals = forms.MultipleChoiceField(
        label=_("Signals"),
        help_text=_("Tick none to mean all of them."),
        required=False,
        choices=Signal.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    since = forms.DateField(
        label=_("From"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=BAD_DAY,
    )
    until = forms.DateField(
        label=_("To"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=BAD_DAY,
    )
    words = WordsField(required=False)

    def __init__(self, *args: Any, kind: str, programs: Iterable[Program], asks: str = "", **kwargs: Any) -> None:
        """Offer these programs; ask for words where nobody could look at the request without them."""
        super().__init__(*args, **kwargs)
        self._given: dict[str, Any] = {"kind": kind, "programs": programs, "asks": asks}
        self._programs = {program.slug: program for program in programs}
        offered = [(slug, program.name) for slug, program in self._programs.items()]
        self.fields["programs"].choices = offered  # type: ignore[attr-defined]
        words = self.fields["words"]
        words.label, words.required = asks, kind in REPEATABLE
        words.error_messages["required"] = _("Write it in a few words. The rest is kept.")

    def clean(self) -> dict[str, Any]:
        """Refuse days that no recording can be of, and a period that ends before it begins."""
        clean: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = clean.get("since"), clean.get("until")
        last = days.today()
        for name, day in (("since", since), ("until", until)):
            if day is not None and not FIRST_DAY <= day <= last:
                self.add_error(name, forms.ValidationError(_("Give a day from 2000 up to today.")))
        if since is not None and until is not None and until < since:
            self.add_error("until", forms.ValidationError(_("Give a day that is not before the first one.")))
        if self._given["kind"] in TIMELESS and (since or until):
            self.add_error("since" if since else "until", forms.ValidationError(NO_PERIOD))
        return clean

    def unchecked(self) -> "FilingForm":
        """The same values in a form that complains about nothing yet: the person has only come to this step."""
        return FilingForm(initial={name: self[name].value() for name in self.fields}, **self._given)

    @property
    def wrong_in(self) -> str:
        """The step whose fields hold errors: `scope` before `words`; empty where there are none."""
        if any(name in self.errors for name in SCOPE):
            return "scope"
        return "words" if "words" in self.errors else ""

    @property
    def scope(self) -> Scope:
        """What the request is about, of clean values."""
        clean = self.cleaned_data
        chosen = [self._programs[slug] for slug in clean.get("programs", [])]
        return Scope(
            programs=chosen,
            signals=clean.get("signals", []),
            since=clean.get("since"),
            until=clean.get("until"),
        )

    @property
    def timed(self) -> bool:
        """Say whether days are asked for; some that came with the form are shown anyway, so that they can be taken out."""
        return self._given["kind"] not in TIMELESS or any(self[name].value() for name in ("since", "until"))

    @property
    def narrowed(self) -> bool:
        """Say whether something was filled in that narrows the request."""
        return any(self[name].value() for name in SCOPE)


def usable_token(data: QueryDict) -> bool:
    """Say whether the page came with a token: without one a second click could not be told from a second request."""
    try:
        uuid.UUID(data.get("token", ""))
    except ValueError:
        return False
    return True


def with_token(data: QueryDict) -> QueryDict:
    """The same fields with a token; a new one where the page had none that could be used."""
    if usable_token(data):
        return data
    given = data.copy()
    given["token"] = str(uuid.uuid4())
    return given
