"""Untrusted input to clean values: what becomes of a model, and why."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.keeping import carry
from consent.forms.pausing import WordsField
from stores.models import AffectedModel

DECISIONS = [choice for choice in AffectedModel.Decision.choices if choice[0] != AffectedModel.Decision.NONE]


class DecisionForm(forms.Form):
    """One of the list, and the reasons in words; hidden, the decision that the page had shown."""

    decision = forms.ChoiceField(
        label=_("What becomes of the model"),
        choices=[("", _("Choose what becomes of it")), *DECISIONS],
        error_messages={"required": _("Choose one from the list. What you wrote below is kept.")},
    )
    words = WordsField(label=_("Reasons"), help_text=_("Why this is enough for the people who said no. No names of employees."))
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)

    def shown(self, seen: str) -> None:
        """From now on the page has shown this decision."""
        carry(self, "seen", seen)
