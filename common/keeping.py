"""Doing what a form asks for; a refusal stands above the form, and what was typed stays in it."""

import uuid
from collections.abc import Callable
from copy import copy
from typing import Any

from django.forms import Form, ValidationError

from common.errors import DomainError, NotAllowed, UsedForm


def refuse(form: Form, refusal: DomainError) -> None:
    """Put the refusal with its next step above the form; `status_of` finds its status there."""
    form.add_error(None, ValidationError(refusal.in_full, code=str(refusal.status)))
    if isinstance(refusal, UsedForm):
        # What was typed under the old token is another thing, and goes under one of its own.
        carry(form, "token", str(uuid.uuid4()))


def carry(form: Form, name: str, value: str) -> None:
    """Let the form's hidden field carry this from now on, whatever was sent in it."""
    data: Any = copy(form.data)
    data[form.add_prefix(name)] = value
    form.data = data


def kept(form: Form, act: Callable[..., object], **facts: Any) -> bool:
    """Act, and say whether it was done. Whoever may not do it at all meets the page of refusals."""
    try:
        act(**facts)
    except NotAllowed:
        raise
    except DomainError as refusal:
        refuse(form, refusal)
        return False
    return True


def done(form: Form, act: Callable[..., object]) -> bool:
    """Carry the form's values out, and say whether that was done; every refusal stands above the form."""
    if not form.is_bound or not form.is_valid():
        return False
    try:
        act(**form.cleaned_data)
    except DomainError as refusal:
        refuse(form, refusal)
        return False
    return True


def status_of(form: Form) -> int:
    """The status of the page with this form: the refusal's own, 422 for what was typed wrong, 200 for nothing wrong."""
    if not form.errors:
        return 200
    codes = [str(error.code) for error in form.non_field_errors().as_data()]
    return next((int(code) for code in codes if code.isdigit()), 422)
