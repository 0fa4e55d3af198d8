"""Untrusted input of the shell."""

from django import forms

from portal.context import THEMES
from portal.demo.cast import CAST


class ThemeForm(forms.Form):
    """Light, dark, or as the system says."""

    theme = forms.ChoiceField(choices=[(theme, theme) for theme in THEMES])


class SignInAsForm(forms.Form):
    """One of the trial's cast."""

    who = forms.ChoiceField(choices=[(role.key, role.title) for role in CAST])
