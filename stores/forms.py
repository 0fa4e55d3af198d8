"""Untrusted input to clean values: a store, a dataset."""

from typing import Any
from urllib.parse import urlsplit

from django import forms

from common.signals import Signal
from people.models import IdentifierKind
from stores.credentials import SCHEMES

SQL, FILES = "sql", "files"


class StoreForm(forms.Form):
    """One store: a database by its address, or a folder by its path, and a way in that is never shown again."""

    name = forms.CharField(max_length=120)
    kind = forms.ChoiceField(choices=[(SQL, "SQL database"), (FILES, "Folder of files")])
    address = forms.CharField(
        max_length=300,
        label="Address or folder",
        help_text="For a database: postgresql://user@host/name, mysql://user@host/name or sqlite:///path, without a "
        "password. For files: the folder's full path.",
    )
    credential_reference = forms.CharField(
        max_length=200,
        required=False,
        label="Where the password is kept",
        help_text="env:NAME or file:/path. The best way: Assent never stores it.",
    )
    credential = forms.CharField(
        max_length=500,
        required=False,
        label="Or the password itself",
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "off"}),
        help_text="Kept encrypted and never shown again.",
    )

    def clean_address(self) -> str:
        """Refuse an address with a password in it: it would be shown in pages and kept in history."""
        address: str = self.cleaned_data["address"].strip()
        if urlsplit(address).password:
            msg = "Leave the password out of the address; it has a field of its own below."
            raise forms.ValidationError(msg)
        return address

    def clean(self) -> dict[str, Any]:
        """One way in, not two; the address must suit the kind."""
        clean = super().clean() or {}
        reference, address = clean.get("credential_reference", ""), clean.get("address", "")
        if reference and clean.get("credential"):
            self.add_error("credential", "Give a reference or the password itself, not both.")
        if reference and not reference.startswith(SCHEMES):
            self.add_error("credential_reference", "This starts with env: or file:.")
        if clean.get("kind") == FILES and address and not address.startswith("/"):
            self.add_error("address", "Give the folder's full path, beginning with a slash.")
        if clean.get("kind") == SQL and address and "://" not in address:
            self.add_error("address", "A database address looks like postgresql://user@host/name.")
        return clean

    def options(self) -> dict[str, str]:
        """The address as the connector's options."""
        key = "root" if self.cleaned_data["kind"] == FILES else "url"
        return {key: self.cleaned_data["address"]}


class CredentialForm(forms.Form):
    """A new password over the old one; neither is ever shown."""

    credential = forms.CharField(
        max_length=500,
        label="New password",
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "off"}),
        help_text="It takes the place of the one before, and of a reference.",
    )


class DatasetForm(forms.Form):
    """One table or group of files in a store."""

    name = forms.CharField(max_length=120)
    location = forms.CharField(
        max_length=300,
        help_text="A table (events.clicks), or files below the folder (screen/{subject}/*.jsonl, keys/*.parquet).",
    )
    subject_column = forms.CharField(
        max_length=120,
        required=False,
        label="Column that names the person",
        help_text="Leave empty where the path does, by {subject}.",
    )
    identifier_kind = forms.ChoiceField(choices=IdentifierKind.choices, label="How the person is known there")
    signals = forms.MultipleChoiceField(choices=Signal.choices, widget=forms.CheckboxSelectMultiple)
    where_column = forms.CharField(
        max_length=120,
        required=False,
        label="Only rows where this column",
        help_text="For a table that mixes several signals.",
    )
    where_value = forms.CharField(max_length=120, required=False, label="has this value")
    time_column = forms.CharField(max_length=120, required=False)
    retention_days = forms.IntegerField(min_value=1, max_value=3650, initial=90, label="Kept for (days)")

    def clean(self) -> dict[str, Any]:
        """A condition has both halves or none."""
        clean = super().clean() or {}
        if bool(clean.get("where_column")) != bool(clean.get("where_value")):
            self.add_error("where_value", "Give both the column and its value, or neither.")
        return clean

    def facts(self) -> dict[str, Any]:
        """The form's values as `register_dataset` takes them."""
        clean = dict(self.cleaned_data)
        column, value = clean.pop("where_column"), clean.pop("where_value")
        return clean | {"where": {column: value} if column else {}}
