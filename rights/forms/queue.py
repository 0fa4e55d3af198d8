"""Untrusted input to clean values: what the queue shows, what is looked for, and which requests are chosen together."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.countries import country_name
from people.models import Person
from rights.deadlines import Regime
from rights.models import Request
from rights.queries import queue

LAWS = {Regime.GDPR.value: "GDPR", Regime.UK.value: "UK GDPR", Regime.CCPA.value: "California (CCPA)"}
SORTS = {"due": _("Last day"), "received": _("Received"), "kind": _("Kind of request")}
NOBODY = "nobody"


class QueueForm(forms.Form):
    """The address of a list: view, filters, order, and the request behind which the page begins. Whatever is no choice is left out.

    No word that somebody typed is in it: addresses are kept in logs and histories (law 4). `found` stands for the people of the
    last search, whose refs the session keeps.
    """

    view = forms.ChoiceField(required=False, choices=[(code, view.label) for code, view in queue.VIEWS.items()])
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("Every kind")), *Request.Kind.choices])
    law = forms.ChoiceField(label=_("Law"), required=False, choices=[("", _("Every law")), *LAWS.items()])
    country = forms.ChoiceField(label=_("Country"), required=False)
    assignee = forms.ChoiceField(label=_("With"), required=False)
    sort = forms.ChoiceField(label=_("Sorted by"), required=False, choices=list(SORTS.items()))
    after = forms.UUIDField(required=False)
    ref = forms.RegexField(queue.SHORT_REF, required=False)
    found = forms.RegexField("^1$", required=False)

    FILTERS = ("kind", "law", "country", "assignee", "sort")

    def __init__(self, *args: Any, countries: list[str], officers: list[Person], **kwargs: Any) -> None:
        """Offer these countries and officers."""
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", _("Every country")), *((code, country_name(code)) for code in countries)]  # type: ignore[attr-defined]
        them = [(str(one.pk), one.name) for one in officers]
        self.fields["assignee"].choices = [("", _("Anybody")), (NOBODY, _("Nobody")), *them]  # type: ignore[attr-defined]

    @property
    def values(self) -> dict[str, Any]:
        """What was asked for, with the ordinary list where nothing (usable) was."""
        self.is_valid()
        clean = {name: self.cleaned_data.get(name) or "" for name in self.fields}
        clean["view"] = clean["view"] or "open"
        if queue.VIEWS[clean["view"]].sort != "due":
            # What has ended is found by when it came: sorting it in another way would read all of it.
            clean["sort"] = queue.VIEWS[clean["view"]].sort
        clean["sort"] = clean["sort"] or "due"
        clean["after"] = clean["after"] or None
        return clean


class SearchForm(forms.Form):
    """What an officer looks for: a reference, or somebody's name, e-mail address or employee number."""

    words = forms.CharField(
        label=_("Find a request"),
        min_length=2,
        max_length=254,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": _("Give a reference, or at least two letters of a name."),
            "min_length": _("Give a reference, or at least two letters of a name."),
        },
    )


class BulkForm(forms.Form):
    """Requests chosen in the list, and what to do with all of them."""

    do = forms.ChoiceField(choices=[("assign", ""), ("looked", "")])
    give_to = forms.CharField(required=False)
    chosen = forms.TypedMultipleChoiceField(required=False, coerce=uuid.UUID)
    back = forms.CharField(required=False, max_length=500)

    def __init__(self, data: Any, *, officers: dict[str, Person]) -> None:
        """Take whatever was ticked: which of it the officer may change is decided row by row."""
        super().__init__(data)
        self._officers = officers
        ticked = data.getlist("chosen")
        self.fields["chosen"].choices = [(one, one) for one in ticked if _is_ref(one)]  # type: ignore[attr-defined]

    def clean_give_to(self) -> Person | None:
        """An officer of the list; `nobody` is None."""
        given = self.cleaned_data["give_to"]
        if given in ("", NOBODY) and (given == NOBODY or self.data.get("do") != "assign"):
            return None
        if given not in self._officers:
            raise forms.ValidationError(_("Choose who gets them."))
        return self._officers[given]


def _is_ref(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
