"""A legal hold as typed in: its ground, whom and what it names, and when it is reviewed."""

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common import days
from people.models import Person
from purges.holds import programs
from purges.models import Hold
from purges.models.holds import MATTER, REVIEW_DAYS
from purges.queries import holds as queries

SUGGESTED_DAYS = 90
MOST_PEOPLE = 500
FIRST_DAY = dt.date(2000, 1, 1)
A_DAY = _("Give a day such as 2026-11-24.")


def day(label: Any, *, help_text: Any, required: bool = False) -> forms.DateField:
    """A day in the company's calendar."""
    said = {"invalid": A_DAY, "required": A_DAY}
    widget = forms.DateInput(attrs={"type": "date"})
    return forms.DateField(label=label, help_text=help_text, required=required, widget=widget, error_messages=said)


class ReviewForm(forms.Form):
    """By when somebody has to look again."""

    review_on = day(
        _("Next review"),
        help_text=_("At most 180 days from today. When nobody reviews it then, it goes on keeping, and legal is told."),
        required=True,
    )

    def clean_review_on(self) -> dt.date:
        """Refuse today, the past, and what is too far away."""
        chosen: dt.date = self.cleaned_data["review_on"]
        first, last = days.today() + dt.timedelta(days=1), days.today() + dt.timedelta(days=REVIEW_DAYS)
        if not first <= chosen <= last:
            msg = f"Give a day from {first} to {last}; {chosen} was given."
            raise forms.ValidationError(msg)
        return chosen


class HoldForm(ReviewForm):
    """The whole hold on one page. `people_found` are the persons behind the lines, once the form is valid."""

    matter = forms.RegexField(
        MATTER,
        label=_("Matter"),
        help_text=_("The code under which legal keeps the case, such as LIT-2026/114. No names."),
        error_messages={
            "required": _("Give the code of the matter."),
            "invalid": _("Give a code of at most 60 letters, digits and . / _ - with a digit in it, without spaces."),
        },
    )
    category = forms.ChoiceField(
        label=_("Legal ground"),
        choices=[("", _("Choose a ground")), *Hold.Category.choices],
        help_text=_("The people concerned are told this ground and the day of review. They are not told the matter."),
        error_messages={"required": _("Choose one of the grounds.")},
    )
    people = forms.CharField(
        label=_("People"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("One e-mail address or employee number per line. Empty: everybody."),
    )
    programs = forms.MultipleChoiceField(
        label=_("Programs"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("All their datasets are kept, those too that are derived from them or join later."),
    )
    datasets = forms.MultipleChoiceField(
        label=_("Only these datasets"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose none to keep all datasets of the programs, or all there are."),
    )
    since = day(_("Recorded from"), help_text=_("Empty: from the beginning."))
    until = day(_("Recorded to"), help_text=_("This day included. Empty: to this day and on."))

    field_order = ("matter", "category", "people", "programs", "datasets", "since", "until", "review_on")

    def __init__(self, *args: Any, viewer: Person, **kwargs: Any) -> None:
        """Offer what there is; `viewer` is who places the hold."""
        kwargs.setdefault("initial", {"review_on": days.today() + dt.timedelta(days=SUGGESTED_DAYS)})
        super().__init__(*args, **kwargs)
        self._viewer = viewer
        self.people_found: list[Person] = []
        offered = [(str(one.pk), f"{one.name} ({one.store.name})") for one in queries.datasets_there()]
        self.fields["programs"].choices = [(str(ref), name) for ref, name in programs.names().items()]  # type: ignore[attr-defined]
        self.fields["datasets"].choices = offered  # type: ignore[attr-defined]

    def clean_people(self) -> str:
        """Find everybody; name the lines that are nobody, in the same words for oneself and for one's own reports."""
        text: str = self.cleaned_data["people"]
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        if len(lines) > MOST_PEOPLE:
            msg = f"At most {MOST_PEOPLE} people fit into one hold; {len(lines)} lines were given."
            raise forms.ValidationError(msg)
        found = {line.lower(): person for line, person in queries.people_named(self._viewer, lines).items()}
        nobody = [f"{number} ({line})" for number, line in enumerate(lines, 1) if found.get(line.lower()) is None]
        if nobody:
            msg = f"No such person, or you may not name them, in line {', '.join(nobody)}."
            raise forms.ValidationError(msg)
        self.people_found = sorted({person for person in found.values() if person}, key=lambda person: (person.name, person.pk))
        return text

    def clean_programs(self) -> list[uuid.UUID]:
        """Refs."""
        return [uuid.UUID(ref) for ref in self.cleaned_data["programs"]]

    def clean_datasets(self) -> list[uuid.UUID]:
        """Refs."""
        return [uuid.UUID(ref) for ref in self.cleaned_data["datasets"]]

    def clean(self) -> dict[str, Any]:
        """Compare what only makes sense together."""
        clean = super().clean() or {}
        for name in ("since", "until"):
            if clean.get(name) and clean[name] < FIRST_DAY:
                self.add_error(name, f"Assent knows nothing from before {FIRST_DAY}.")
        if clean.get("since") and clean.get("until") and clean["since"] > clean["until"]:
            self.add_error("until", _("This day is before the first one."))
        named = any(clean.get(name) for name in ("people", "programs", "datasets"))
        if not named and "people" in clean:
            self.add_error("people", _("Name at least one person, program or dataset: otherwise all erasing would stop."))
        return clean

    @property
    def facts(self) -> dict[str, Any]:
        """What the action takes, days as instants."""
        clean = self.cleaned_data
        since, until = clean["since"], clean["until"]
        return {
            "matter": clean["matter"],
            "category": clean["category"],
            "people": self.people_found,
            "programs": clean["programs"],
            "datasets": clean["datasets"],
            "since": days.end_of(since - dt.timedelta(days=1)) if since else None,
            "until": days.end_of(until) if until else None,
            "review_on": clean["review_on"],
        }
