"""How a correction ended, and the proof of it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rights.models import RectificationTask

State = RectificationTask.State


class CorrectionForm(forms.Form):
    """Corrected, or not possible; and what shows it."""

    state = forms.ChoiceField(
        label=_("How did it end?"),
        choices=[(State.DONE.value, _("It was corrected")), (State.IMPOSSIBLE.value, _("It can't be corrected"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one. What you wrote below is kept.")},
    )
    proof = forms.CharField(
        label=_("What shows it"),
        help_text=_("What was changed, when and under which number; or why it can't be done. The person gets to read it."),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write a sentence or two here. What you chose above is kept.")},
    )
