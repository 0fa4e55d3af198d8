"""Untrusted input to clean values: a message about a request."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rights.forms.filing import WordsField


class MessageForm(forms.Form):
    """The words, and the token by which the same page sent twice is one message."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    words = WordsField(rows=4, label=_("Your message"), error_messages={"required": _("Write something first. Nothing was sent.")})

    def __init__(self, *args: Any, question: bool = False, **kwargs: Any) -> None:
        """Say what the words are: a message, or the answer to a question."""
        super().__init__(*args, **kwargs)
        if question:
            self.fields["words"].label = _("Your answer")

    @property
    def without_token(self) -> bool:
        """Say whether the page came without a token that can be used: then nothing is sent."""
        return "token" in self.errors
