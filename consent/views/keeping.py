"""Doing what a form asks for; a refusal stands above the form, and what was typed stays in it."""

from collections.abc import Callable

from django import forms

from common.errors import DomainError


def done(form: forms.Form, act: Callable[..., object]) -> bool:
    """Carry the form's values out, and say whether that was done."""
    if not form.is_bound or not form.is_valid():
        return False
    try:
        act(**form.cleaned_data)
    except DomainError as refusal:
        form.add_error(None, f"{refusal} {refusal.hint}".strip())
        return False
    return True
