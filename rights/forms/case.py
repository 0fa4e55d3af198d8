"""Untrusted input to clean values: what officers do with a case besides deciding it. No form here has a field for a date."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import Person
from rights.actions.asking import may_be_asked
from rights.actions.extending import REASONS
from rights.forms.filing import WordsField
from rights.models import Clarification, Request

WRITE = {"required": _("Write something first. Nothing was sent.")}
Reason = Clarification.Reason


def new_token() -> str:
    """A token for a form that makes one thing, however often it is sent."""
    return str(uuid.uuid4())


class MessageForm(forms.Form):
    """A message to the person."""

    token = forms.UUIDField(widget=forms.HiddenInput, initial=new_token)
    words = WordsField(label=_("Message to the person"), error_messages=WRITE)


class QuestionForm(forms.Form):
    """What the office needs to know before it can decide, and what it is about: that decides whether a clock stops."""

    token = forms.UUIDField(widget=forms.HiddenInput, initial=new_token)
    reason = forms.ChoiceField(
        label=_("What is the question about?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one. What you wrote below is kept.")},
    )
    words = WordsField(
        label=_("Your question"),
        help_text=_("What you need, and why. Where you doubt who asks: what the doubt rests on, and what would settle it."),
        error_messages=WRITE,
    )

    def __init__(self, *args: Any, request: Request, stops: dict[str, str], **kwargs: Any) -> None:
        """Offer what may be asked here, each with what it does to the clock."""
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [  # type: ignore[attr-defined]
            (reason.value, f"{reason.label}. {stops[reason]}" if stops.get(reason) else reason.label)
            for reason in Reason
            if may_be_asked(request, reason)
        ]


class ExtensionForm(forms.Form):
    """Why it takes longer: one of the two reasons that the law knows, and words. The day follows from the receipt (law 10)."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=list(REASONS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one. What you wrote below is kept.")},
    )
    words = WordsField(
        label=_("Why, in words for the person"),
        help_text=_("It is sent at once: without it there is no extension."),
        error_messages={"required": _("Write why it takes longer. Nothing was changed.")},
    )


class AssignForm(forms.Form):
    """Which officer gets the request; empty: nobody."""

    officer = forms.ChoiceField(label=_("Give it to"), required=False)

    def __init__(self, *args: Any, officers: Sequence[Person], **kwargs: Any) -> None:
        """Offer whoever may handle the request."""
        super().__init__(*args, **kwargs)
        self._officers = {str(one.pk): one for one in officers}
        them = [(ref, one.name) for ref, one in self._officers.items()]
        self.fields["officer"].choices = [("", _("Nobody")), *them]  # type: ignore[attr-defined]
        # Empty is an answer here, so nothing about the field is optional.
        self.fields["officer"].needed = True  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Person | None:
        """The officer chosen."""
        return self._officers.get(self.cleaned_data["officer"])
