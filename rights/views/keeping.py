"""Doing what a form asks for; a refusal stands above the form, and what was typed stays in it."""

from collections.abc import Callable
from typing import Any

from django.forms import Form, ValidationError

from common.errors import DomainError, NotAllowed


def kept(form: Form, act: Callable[..., object], **facts: Any) -> bool:
    """Act, and say whether it was done. Whoever may not do it at all meets the page of refusals."""
    try:
        act(**facts)
    except NotAllowed:
        raise
    except DomainError as refusal:
        form.add_error(None, ValidationError(f"{refusal} {refusal.hint}".strip(), code=str(refusal.status)))
        return False
    return True


def status_of(form: Form) -> int:
    """The status of the page with this form: the refusal's own, 422 for what was typed wrong, 200 for nothing wrong."""
    if not form.errors:
        return 200
    codes = [str(error.code) for error in form.non_field_errors().as_data()]
    return next((int(code) for code in codes if code.isdigit()), 422)
