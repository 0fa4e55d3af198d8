"""Untrusted input to clean values: a monitoring notice with what its place's law asks for, and that somebody read one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consent.declarations import monitoring_limits as limits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from consent.models import MonitoringNotice

ONCE = "once"
MODES = [(ONCE, _("Once for each version")), ("daily", _("On each day"))]
PLACES = "places_"
# The words of NY Civ. Rights Law 52-c(2)(a), to start from.
NEW_YORK_WORDS = (
    "Any and all telephone conversations or transmissions, electronic mail or transmissions, or internet access or usage by an "
    "employee by any electronic device or system, including but not limited to the use of a computer, telephone, wire, radio or "
    "electromagnetic, photoelectronic or photo-optical systems may be subject to monitoring at any and all times and by any "
    "lawful means."
)


class LinesField(forms.CharField):
    """A box with one entry on each line; empty lines are dropped."""

    def __init__(self, rows: int = 4, **kwargs: Any) -> None:
        """Long enough for a notice."""
        super().__init__(max_length=20_000, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def clean(self, value: Any) -> list[str]:
        """Give the lines."""
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


class NoticeForm(forms.Form):
    """One place's notice. It shows the fields that the place's law knows, and says by field what is missing."""

    summary = LinesField(
        rows=8,
        label=_("The notice"),
        help_text=_("One sentence or paragraph on each line, in plain words. Say what is done, not what people agree to."),
        error_messages={"required": _("Write what may be monitored, one sentence on each line.")},
    )
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, jurisdiction: str, sites: Mapping[str, str], **kwargs: Any) -> None:
        """Add this place's own fields; `sites` are the names of the company's sites there, by ref."""
        super().__init__(*args, **kwargs)
        self._jurisdiction, self._sites = jurisdiction, sites
        if jurisdiction == limits.DELAWARE:
            help_text = _("The law allows either. Each day is stricter: nothing is recorded of a person before they have read it.")
            self.fields["mode"] = forms.ChoiceField(
                label=_("How often"), choices=MODES, widget=forms.RadioSelect, help_text=help_text
            )
        if jurisdiction == limits.CONNECTICUT:
            self.fields |= _connecticut(sites)
        if jurisdiction == limits.NEW_YORK:
            self.fields["posted"] = _posted(required=False)

    def clean(self) -> dict[str, Any]:
        """Look at the text as publishing will, and put each fault beside its field."""
        clean = super().clean() or {}
        if not self.errors:
            for fault in limits.faults_of(self._jurisdiction, self.text, self.mode, self._sites):
                self._put(fault.field, fault.message)
        return clean

    def _put(self, field: str, message: str) -> None:
        where = field.replace("locations.", PLACES)
        self.add_error(where if where in self.fields else None, message)

    def refuse(self, reason: str, seen: int) -> None:
        """Show why publishing was refused. From now on the page has shown the version `seen` too."""
        self.add_error(None, reason)
        sent = self.data.copy()  # type: ignore[attr-defined] # a QueryDict, which is read-only
        sent["seen"] = str(seen)
        self.data = sent

    @property
    def mode(self) -> str:
        """How often it is acknowledged; once where the place leaves no choice."""
        return str(self.cleaned_data.get("mode") or ONCE)

    @property
    def text(self) -> dict[str, Any]:
        """The notice in the shape that `monitoring.publish` takes."""
        clean = self.cleaned_data
        text: dict[str, Any] = {key: clean[key] for key in ("summary", "kinds", "posted", "handed") if clean.get(key)}
        places = {ref: clean[f"{PLACES}{ref}"] for ref in self._sites if clean.get(f"{PLACES}{ref}")}
        return text | ({"locations": [{"site": ref, "places": named} for ref, named in places.items()]} if places else {})


def _posted(*, required: bool) -> forms.CharField:
    return forms.CharField(
        label=_("Where it is posted"),
        max_length=500,
        required=required,
        help_text=_("Where the printed copy hangs. The portal's own copy is linked from every page."),
        error_messages={"required": _("Name the place. The law asks for a copy that hangs where people can see it.")},
    )


def _connecticut(sites: Mapping[str, str]) -> dict[str, forms.Field]:
    """Conn. Gen. Stat. 31-48d: types, places for each site, posting, a copy for each hire (R22)."""
    kinds = LinesField(
        label=_("Types of monitoring"),
        help_text=_("One on each line, such as: Cameras."),
        error_messages={"required": _("Name each type of monitoring on a line of its own.")},
    )
    handed = forms.CharField(
        label=_("How new hires get a copy"),
        max_length=500,
        help_text=_("Such as: With the contract, on the first day."),
        error_messages={"required": _("Say how. Each person hired since 1 October 2026 has to be given a copy.")},
    )
    places = {
        f"{PLACES}{ref}": LinesField(
            label=_("Monitored places in %(site)s") % {"site": name},
            help_text=_("One on each line, such as: Loading dock."),
            error_messages={"required": _("Name at least one place in %(site)s that is monitored.") % {"site": name}},
        )
        for ref, name in sites.items()
    }
    return {"kinds": kinds, **places, "posted": _posted(required=True), "handed": handed}


def values_of(jurisdiction: str, notice: MonitoringNotice | None) -> dict[str, Any]:
    """What the form shows at first: the version in force, or in New York the words of the law."""
    if notice is None:
        summary = NEW_YORK_WORDS if jurisdiction == limits.NEW_YORK else ""
        return {"summary": summary, "mode": ONCE, "seen": 0}
    said = notice.text.fields
    return {
        "summary": "\n".join(notice.text.summary),
        "mode": notice.mode,
        "seen": notice.version,
        "kinds": "\n".join(said.get("kinds", [])),
        "posted": said.get("posted", ""),
        "handed": said.get("handed", ""),
        **{f"{PLACES}{row['site']}": "\n".join(row["places"]) for row in said.get("locations", [])},
    }


class ReadForm(forms.Form):
    """Which version the page showed."""

    notice = forms.UUIDField()
