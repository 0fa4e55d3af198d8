"""Untrusted input to clean values: a concern, an answer to one, the reason for looking up who raised it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rights.concern_rules import LONGEST, REASONS

ANONYMOUS, NAMED = "anonymous", "named"
TOO_LONG = _("These are %(show_value)s characters, and there is room for %(limit_value)s. Make it shorter.")


class ConcernForm(forms.Form):
    """About which program, with or without a name, in which words. Nothing is chosen beforehand."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    program = forms.ChoiceField(
        label=_("Which program is it about?"),
        error_messages={"required": _("Choose a program."), "invalid_choice": _("Choose one of the programs.")},
    )
    name = forms.ChoiceField(
        label=_("Do you want to give your name?"),
        choices=[(ANONYMOUS, _("No, stay unknown")), (NAMED, _("Yes, give my name"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    words = forms.CharField(
        label=_("What is your concern?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8, "class": "prose-control"}),
        help_text=_("If you want to stay unknown, write nothing by which somebody could know you."),
        error_messages={"required": _("Write it in a few words. The rest is kept."), "max_length": TOO_LONG},
    )

    def __init__(self, *args: Any, programs: Iterable[Any], **kwargs: Any) -> None:
        """Offer these programs."""
        super().__init__(*args, **kwargs)
        self._programs = {program.slug: program for program in programs}
        offered = [("", _("Choose")), *((slug, program.name) for slug, program in self._programs.items())]
        self.fields["program"].choices = offered  # type: ignore[attr-defined]

    @property
    def facts(self) -> dict[str, Any]:
        """What the action takes, of clean values."""
        clean = self.cleaned_data
        return {
            "program": self._programs[clean["program"]],
            "words": clean["words"],
            "named": clean["name"] == NAMED,
            "form_token": clean["token"],
        }


class ConcernAnswerForm(forms.Form):
    """The answer, and whether it may stand on the program's page."""

    words = forms.CharField(
        label=_("Your answer"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8, "class": "prose-control"}),
        help_text=_("Write so that it names nobody: the text is kept for good."),
        error_messages={"required": _("Write the answer."), "max_length": TOO_LONG},
    )
    shown = forms.BooleanField(
        label=_("It may stand on the program's page"),
        required=False,
        help_text=_("Tick this only where it names nobody and hints at nobody. It stands there from the next month on."),
    )


class ShownForm(forms.Form):
    """On the program's page, or off it."""

    shown = forms.TypedChoiceField(choices=[("yes", ""), ("no", "")], coerce=lambda value: value == "yes")


class LookUpForm(forms.Form):
    """Why it is looked up who raised a concern: from a closed list, because the ledger keeps it."""

    reason = forms.ChoiceField(
        label=_("Why do you have to know?"),
        choices=list(REASONS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason. Nothing was looked up.")},
    )
