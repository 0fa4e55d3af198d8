"""Untrusted input to clean values: a new program, and what reviewers say and sign."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from common.keeping import carry
from consent.declarations.faults import KEY

TAKEN = "new"
"""The address of the page that adds a program."""


class NewProgramForm(forms.Form):
    """A new program: its name, its address, and for officers who will own it."""

    name = forms.CharField(max_length=120, label=_("Name"), help_text=_("What people read, such as: Desktop assistant training."))
    slug = forms.CharField(
        max_length=50,
        required=False,
        label=_("Address"),
        help_text=_("Small letters, digits and hyphens. Left empty, it is made from the name. It can't be changed later."),
    )
    owner = forms.EmailField(
        label=_("Owner"),
        help_text=_("The work e-mail of the program owner. Officers who own a program can't approve it."),
    )

    def __init__(self, *args: Any, officer: bool, **kwargs: Any) -> None:
        """Ask for the owner where an officer adds the program; owners add their own."""
        super().__init__(*args, **kwargs)
        if not officer:
            del self.fields["owner"]

    def clean(self) -> dict[str, Any]:
        """Make the address of the name where none was typed, and check its letters."""
        clean = super().clean() or {}
        slug = clean.get("slug") or slugify(clean.get("name", ""))[:50].strip("-")
        if clean.get("name") and not KEY.fullmatch(slug):
            self.add_error("slug", _("Expected small letters, digits and single hyphens, such as desktop-assistant."))
        elif slug == TAKEN:
            self.add_error("slug", _("This address is used by the page that adds programs. Choose another one."))
        return clean | {"slug": slug}


class SeenForm(forms.Form):
    """The digest of the text that the page showed beside the button."""

    seen = forms.RegexField(
        r"^[0-9a-f]{64}$",
        widget=forms.HiddenInput,
        label=_("The text"),
        error_messages=dict.fromkeys(("required", "invalid"), _("The page did not say which text you read, so nothing happened.")),
    )

    def shown(self, seen: str) -> None:
        """The page is shown again with this text. A slip to mend shows no other text by the way: what was read stays what was."""
        if "seen" not in self.errors and not self.non_field_errors():
            return
        carry(self, "seen", seen)


class MaterialForm(forms.Form):
    """Whether a version asks everybody again."""

    material = forms.ChoiceField(choices=[("yes", "Yes"), ("no", "No")])


class ApproveForm(SeenForm):
    """An officer's signature: of which kind, under which text."""

    kind = forms.RegexField(r"^[a-z]{2,10}$")


class SendBackForm(SeenForm):
    """What has to change before it can be approved, said of the text that the page showed."""

    words = forms.CharField(
        max_length=4_000,
        label=_("What has to change"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Its writers get these words. Name the sections; no names of employees."),
    )


class InvalidateForm(forms.Form):
    """Which choices are declared invalid, and why (D24)."""

    notice_below = forms.TypedChoiceField(
        coerce=int,
        label=_("Which choices"),
        error_messages={"required": _("Say which choices. What you wrote below is kept.")},
    )
    words = forms.CharField(
        max_length=4_000,
        label=_("Why they do not count"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Such as: the no was hidden on small screens. No names of employees."),
    )

    def __init__(self, *args: Any, newest: int, **kwargs: Any) -> None:
        """Offer the notice versions up to the newest one; none is chosen at first."""
        super().__init__(*args, **kwargs)
        older = [(str(one), _("Made under notice version %(n)s or an older one") % {"n": one - 1}) for one in range(2, newest + 1)]
        offered = [("", _("Choose")), *older, (str(newest + 1), _("All choices made so far"))]
        self.fields["notice_below"].choices = offered  # type: ignore[attr-defined]


class SignForm(SeenForm):
    """The works council's signature: under which agreement, until when (R104)."""

    agreement = forms.CharField(max_length=120, label=_("The agreement's number"), help_text=_("Such as: BV-2026-11."))
    expires_on = forms.DateField(
        label=_("Valid until"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("After that day, nothing new can be launched under it."),
        error_messages={"invalid": _("Give a date such as 2027-11-30.")},
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        """Keep the day before which no agreement can end."""
        super().__init__(*args, **kwargs)
        self._today = today

    def clean_expires_on(self) -> dt.date:
        """Refuse a day that is not to come."""
        day: dt.date = self.cleaned_data["expires_on"]
        if day <= self._today:
            msg = f"Give a day after {self._today}; {day} was given."
            raise forms.ValidationError(msg)
        return day


class DeclineForm(SendBackForm):
    """The works council's no, with what has to change; beside the form to sign, so its field has a name of its own."""

    prefix = "decline"
