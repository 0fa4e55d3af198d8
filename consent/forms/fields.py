"""Fields of a declaration: what is typed becomes the plain JSON that `declarations.schema` shows. Empty is allowed in a draft."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from consent.declarations.items import Item, Kind

ROWS = 3
LONGEST = 20_000


class Needed:
    """Mark of a field that may stay empty in a draft and not at the launch: pages don't call it optional."""

    needed: bool = True


class Line(Needed, forms.CharField):
    """A text. Browsers send its lines with two characters at their ends; one is kept."""

    def to_python(self, value: Any) -> str:
        """Read with plain line ends."""
        return str(super().to_python(value)).replace("\r\n", "\n")


class Lines(Needed, forms.CharField):
    """A list of texts, one on each line; empty lines are no rows."""

    def prepare_value(self, value: Any) -> Any:
        """Show a list as lines."""
        return "\n".join(str(one) for one in value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        """Read lines as a list."""
        return [line.strip() for line in str(super().clean(value)).splitlines() if line.strip()]


class Day(Needed, forms.DateField):
    """A date, kept as ISO text."""

    default_error_messages: ClassVar = {"invalid": _("Give a date such as 2026-11-24.")}

    def clean(self, value: Any) -> str:
        """Read a date as ISO text, empty for none."""
        day = super().clean(value)
        return day.isoformat() if day else ""


class Number(Needed, forms.IntegerField):
    """A whole number of 0 or more; empty is 0. A plain box: a number box would hide what was typed wrongly."""

    default_error_messages: ClassVar = {"invalid": _("Give a whole number, such as 90.")}

    def clean(self, value: Any) -> int:
        """Read a number, 0 for none."""
        return super().clean(value) or 0


class Yes(Needed, forms.BooleanField):
    """A box to tick."""


class Choice(Needed, forms.ChoiceField):
    """One of a list, or nothing yet."""

    default_error_messages: ClassVar = {"invalid_choice": _("Choose one of the list; %(value)s is not in it.")}

    def offer(self, choices: list[tuple[str, Any]]) -> None:
        """Set what can be chosen."""
        self.choices = [("", _("Choose one")), *choices]


class Several(Needed, forms.MultipleChoiceField):
    """Any of a list."""

    def offer(self, choices: list[tuple[str, Any]]) -> None:
        """Set what can be chosen."""
        self.choices = choices


def field_for(item: Item) -> forms.Field:
    """The form field of one item of a declaration."""
    common: dict[str, Any] = {"required": False, "label": item.label, "help_text": item.help}
    area = forms.Textarea(attrs={"rows": ROWS, "class": "prose-control"})
    kinds: dict[Kind, Any] = {
        Kind.LINE: lambda: Line(max_length=LONGEST, **common),
        Kind.TEXT: lambda: Line(max_length=LONGEST, widget=area, **common),
        Kind.LINES: lambda: Lines(max_length=LONGEST, widget=area, **common),
        Kind.DAY: lambda: Day(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **common),
        Kind.NUMBER: lambda: Number(min_value=0, widget=forms.TextInput(attrs={"inputmode": "numeric"}), **common),
        Kind.YES: lambda: Yes(**common),
        Kind.CHOICE: lambda: Choice(choices=[("", _("Choose one")), *item.choices], **common),
        Kind.SEVERAL: lambda: Several(choices=item.choices, widget=forms.CheckboxSelectMultiple, **common),
    }
    made: forms.Field = kinds[item.kind]()
    made.needed = item.needed  # type: ignore[attr-defined]  # every class above has it
    return made
