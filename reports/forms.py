"""Untrusted input to clean values: a report's period, and as what kind of file it is wanted."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings

from reports.formats import FORMATS, Format

# Days outside of these can't be told in every time zone.
FIRST_YEAR, LAST_YEAR = 2000, 9998


class PeriodForm(forms.Form):
    """First and last day, both included, in the installation's time zone."""

    since = forms.DateField(label="From", widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="To", widget=forms.DateInput(attrs={"type": "date"}))
    form = forms.ChoiceField(
        label="As",
        choices=[(key, one.label) for key, one in FORMATS.items()],
        initial="csv",
        required=False,
        error_messages={"invalid_choice": "Choose one from the list. The days are kept."},
    )
    form.needed = True  # type: ignore[attr-defined]  # it always has a value, so nothing calls it optional

    def clean_form(self) -> Format:
        """The form of the file; CSV where none is named."""
        return FORMATS[self.cleaned_data["form"] or "csv"]

    def clean(self) -> dict[str, Any]:
        """Turn days into instants: the end is exclusive."""
        clean = super().clean() or {}
        since, until = clean.get("since"), clean.get("until")
        if since and since.year < FIRST_YEAR:
            self.add_error("since", f"Assent knows nothing from before {FIRST_YEAR}.")
        elif until and until.year > LAST_YEAR:
            self.add_error("until", f"This day is after {LAST_YEAR}.")
        elif since and until:
            if since > until:
                self.add_error("until", "This day is before the first one.")
            zone = ZoneInfo(settings.DISPLAY_TIME_ZONE)
            clean["since"] = dt.datetime.combine(since, dt.time(), zone)
            clean["until"] = dt.datetime.combine(until + dt.timedelta(days=1), dt.time(), zone)
        return clean
