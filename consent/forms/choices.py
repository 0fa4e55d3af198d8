"""Untrusted input to clean values."""

from django import forms

from common.signals import Signal

ALL = "all"


class SignalForm(forms.Form):
    """One signal, or all of them where `everything` is allowed."""

    signal = forms.ChoiceField(choices=[*Signal.choices])


class WithdrawForm(forms.Form):
    """One signal, or `all`."""

    signal = forms.ChoiceField(choices=[*Signal.choices, (ALL, "Everything")])


class GiveForm(SignalForm):
    """One signal under the notice version that the page showed."""

    notice = forms.IntegerField(min_value=1)
