"""Untrusted input to clean values: the address that a link is asked for, the token of a link, and an officer's proof."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

FILE = r"^(?=.*\d)[A-Za-z0-9][A-Za-z0-9./_-]{0,59}$"
BAD_FILE = {"invalid": _("Give a file number of at most 60 letters, digits and . / _ - with a digit in it, without spaces.")}
BAD_ADDRESS = {
    "invalid": _("Give an address such as name@example.com."),
    "required": _("Give an address such as name@example.com."),
}


def address_field(label: Any, help_text: Any) -> forms.EmailField:
    """A box for an e-mail address."""
    box = forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"})
    return forms.EmailField(label=label, help_text=help_text, max_length=254, widget=box, error_messages=BAD_ADDRESS)


class AddressForm(forms.Form):
    """The address to which a link is sent, if the company has it on file."""

    address = address_field(_("Your e-mail address"), _("A private one that the company has on file for you."))


class TokenForm(forms.Form):
    """The token of a link, as its page carries it on."""

    token = forms.RegexField(r"^[A-Za-z0-9_-]{20,100}$", widget=forms.HiddenInput)


class WayInForm(forms.Form):
    """For somebody who left and whose address on file is gone: who, the address that is theirs now, and how they proved it."""

    person = forms.CharField(
        label=_("Earlier e-mail address or employee number"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("As the company knew the person."),
        error_messages={"required": _("Give the e-mail address or the employee number.")},
    )
    address = address_field(_("Their address now"), _("A private one that nobody else reads. The link goes there."))
    file = forms.RegexField(
        FILE,
        label=_("Number of the note"),
        help_text=_("The note says how you checked who they are, such as HR-2026/114. No names, and no copy of a document."),
        error_messages=BAD_FILE | {"required": _("Write the note first, then give its number.")},
    )
