"""Untrusted input to clean values."""

from django import forms


class PreparedForm(forms.Form):
    """The made-up person whose one row was put into a dataset by hand; empty where Assent plants its own."""

    prepared = forms.CharField(
        label="Identifier of your made-up person",
        help_text="Put exactly one row of somebody you made up into the dataset, then test with it. The test erases that row.",
        min_length=2,
        max_length=64,
        required=False,
        strip=True,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
