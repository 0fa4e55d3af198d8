"""Untrusted input to clean values."""

from django import forms

from common.signals import Signal
from consent.actions.person_pauses import LENGTHS

ALL = "all"
STATEMENT = "statement"


class SignalForm(forms.Form):
    """One signal."""

    signal = forms.ChoiceField(choices=[*Signal.choices])
    lang = forms.SlugField(max_length=10, required=False)


class QuestionForm(SignalForm):
    """Which question is opened, and at which of its steps: the second one is the statement of an explicit yes (R32)."""

    step = forms.ChoiceField(choices=[(STATEMENT, "Statement")], required=False)


class WithdrawForm(forms.Form):
    """One signal, or `all`; `keep` where the person keeps what was recorded on the other basis that the row named (R37)."""

    signal = forms.ChoiceField(choices=[*Signal.choices, (ALL, "Everything")])
    keep = forms.BooleanField(required=False)


class AnswerForm(SignalForm):
    """A yes or a no to one signal, with what the page showed: notice version, its language, the program's version.

    `explicit` comes from the page of the second statement alone (R32).
    """

    notice = forms.IntegerField(min_value=1)
    language = forms.SlugField(max_length=10, required=False)
    version = forms.IntegerField(min_value=1, required=False)
    explicit = forms.BooleanField(required=False)


class AcknowledgeForm(forms.Form):
    """The notice that the page showed."""

    notice = forms.IntegerField(min_value=1)
    language = forms.SlugField(max_length=10, required=False)


class PauseForm(forms.Form):
    """For how long."""

    length = forms.ChoiceField(choices=[(length, length) for length in LENGTHS])
