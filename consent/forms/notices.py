"""One notice in one language: its first layer, and the twelve fields of GDPR 13, each filled or not applicable."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consent.declarations.schema import NOTICE_FIELDS
from consent.declarations.wording import TITLES
from consent.forms.fields import LONGEST, Line, Lines
from consent.forms.sections import Problem

BECAUSE = "-because"


class NoticeForm(forms.Form):
    """What is typed may be incomplete; the page says what is missing while somebody writes."""

    summary = Lines(
        required=False,
        max_length=LONGEST,
        label=_("First layer"),
        help_text=_("What people read before they choose: one sentence on each line, at most 250 words."),
        widget=forms.Textarea(attrs={"rows": 8, "class": "prose-control"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Add the twelve fields, two boxes each."""
        super().__init__(*args, **kwargs)
        for key, article in NOTICE_FIELDS.items():
            title = TITLES["en"][key]
            self.fields[key] = _box(title, _("GDPR %(article)s") % {"article": article}, rows=4)
            self.fields[f"{key}{BECAUSE}"] = _box(_("Or: does not apply, because"), "", rows=2)

    def pairs(self) -> list[dict[str, Any]]:
        """The twelve, each with its text and its reason why it does not apply."""
        return [{"key": key, "text": self[key], "because": self[f"{key}{BECAUSE}"]} for key in NOTICE_FIELDS]

    def value(self) -> dict[str, Any]:
        """The notice in the shape of the schema. An empty field is left out; two filled boxes are both kept."""
        fields = {}
        for key in NOTICE_FIELDS:
            said = {"text": self.cleaned_data[key], "because": self.cleaned_data[f"{key}{BECAUSE}"]}
            if kept := {name: text for name, text in said.items() if text}:
                fields[key] = kept
        return {"summary": self.cleaned_data["summary"], "fields": fields}

    def problems(self) -> list[Problem]:
        """What can't be read, with the address of its field."""
        return [
            (f"{self[name].label}: {' '.join(map(str, errors))}", f"#{self[name].id_for_label}")
            for name, errors in self.errors.items()
        ]


def initial_of(notice: dict[str, Any]) -> dict[str, Any]:
    """The form's values for a notice as it is saved."""
    said = notice.get("fields", {})
    texts = {key: said.get(key, {}).get("text", "") for key in NOTICE_FIELDS}
    reasons = {f"{key}{BECAUSE}": said.get(key, {}).get("because", "") for key in NOTICE_FIELDS}
    return {"summary": notice.get("summary", []), **texts, **reasons}


def _box(label: Any, help_text: Any, rows: int) -> Line:
    widget = forms.Textarea(attrs={"rows": rows, "class": "prose-control"})
    return Line(required=False, max_length=LONGEST, label=label, help_text=help_text, widget=widget)
