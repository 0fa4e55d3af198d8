"""One section of a declaration as forms: the plain ones as one form, lists as one form for each row.

Nothing here needs a script: rows are added and taken out by buttons that send the whole form, and what was typed comes back.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from common.numbers import whole
from consent.declarations.items import ITEMS, SECTIONS, Kind
from consent.declarations.schema import EMPTY, ROWS, Body
from consent.declarations.shape import MOST_ROWS
from consent.forms.fields import Choice, Several, field_for

if TYPE_CHECKING:
    from django.forms.formsets import BaseFormSet

Options = Mapping[str, list[tuple[str, Any]]]
"""What can be chosen in a field; for `Editor` by section and field, such as "signals.purpose"."""
Problem = tuple[str, str]
"""A sentence, and the address of the field that it is about (empty: none)."""
GROUPS = (
    ("consent", "For consent: what makes the choice free"),
    ("legitimate-interest", "For legitimate interest: the written assessment"),
    ("legal-obligation", "For a legal obligation or a contract"),
)


class SectionForm(forms.Form):
    """The fields of one section, or of one of its rows."""

    section: ClassVar[str]

    def __init__(self, *args: Any, options: Options, **kwargs: Any) -> None:
        """Offer what can be chosen now."""
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, Choice | Several):
                field.offer(options[name])

    def value(self) -> Body:
        """The clean values in the shape of the schema."""
        shape = ROWS.get(self.section) or EMPTY[self.section]
        return dict(shape) | {key: self.cleaned_data[key] for key in shape if key in self.cleaned_data}

    def groups(self) -> list[dict[str, Any]]:
        """The fields in their order: those for every basis first, then one group for each kind of basis, open where it counts."""
        items = ITEMS[self.section]
        plain = [self[name] for name in self.fields if not items[name].only_for]
        found: list[dict[str, Any]] = [{"title": "", "fields": plain, "open": True}]
        basis = self["basis"].value() if "basis" in self.fields else ""
        for key, title in GROUPS:
            fields = [self[name] for name in self.fields if key in items[name].only_for]
            if fields:
                own = items[fields[0].name].only_for
                wrong = any(field.errors for field in fields)
                found.append({"title": _(title), "fields": fields, "open": basis in own or wrong})
        return found


def form_class(section: str) -> type[SectionForm]:
    """The form of one section, made of its items."""
    attributes: dict[str, Any] = {name: field_for(item) for name, item in ITEMS[section].items()}
    maker = cast("Any", type(SectionForm))
    made: type[SectionForm] = maker(f"{section.title()}Form", (SectionForm,), attributes | {"section": section})
    return made


FORMS: Mapping[str, type[SectionForm]] = {section: form_class(section) for section in ITEMS}
_SETS = {
    section: forms.formset_factory(FORMS[section], extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS, validate_max=True)
    for section in ROWS
}


class Editor:
    """One section on its way to being saved: shown from a declaration, read back from what was sent."""

    def __init__(self, section: str, body: Body, options: Options, data: QueryDict | None = None) -> None:
        """Open the section as saved, or as somebody typed it."""
        self.section, self.is_list = section, section in ROWS
        self.title = str(SECTIONS[section].title)
        self.form: SectionForm | None = None
        self.rows: BaseFormSet[SectionForm] | None = None
        offered = _offered(section, body[section], options)
        if self.is_list:
            shown = body[section] or ([{}] if section != "recipients" else [])
            given: dict[str, Any] = {"prefix": section, "form_kwargs": {"options": offered}}
            self.rows = _SETS[section](data, **given) if data is not None else _SETS[section](initial=shown, **given)
        else:
            self.form = FORMS[section](data, initial=body[section], options=offered)

    @property
    def forms(self) -> Sequence[SectionForm]:
        """The forms to show, in their order."""
        return [self.form] if self.form is not None else list(self.rows.forms if self.rows else [])

    @property
    def full(self) -> bool:
        """Whether no other row fits."""
        return len(self.forms) >= MOST_ROWS

    def is_valid(self) -> bool:
        """Say whether everything typed can be read."""
        return not self.problems()

    def value(self) -> Any:
        """What to save; rows in which nothing was written are no rows."""
        if self.form is not None:
            return self.form.value()
        rows = [form.value() for form in self.forms]
        return [row for row in rows if row != ROWS[self.section]]

    def problems(self) -> list[Problem]:
        """What can't be read, each with the address of its field."""
        return list(self._problems())

    def _problems(self) -> Iterator[Problem]:
        if self.rows is not None and self.rows.is_bound:
            yield from ((str(error), "") for error in self.rows.non_form_errors())
        for number, form in enumerate(self.forms):
            at = f"{SECTIONS[self.section].row} {number + 1}: " if self.is_list else ""
            for name, errors in form.errors.items():
                yield f"{at}{form[name].label}: {' '.join(map(str, errors))}", f"#{form[name].id_for_label or form[name].auto_id}"


def _offered(section: str, saved: Any, options: Options) -> Options:
    """What can be chosen in each field of a section. What was saved and is gone since stays in, so that saving loses nothing."""
    rows = saved if isinstance(saved, list) else [saved]
    found = {}
    for name, item in ITEMS[section].items():
        if item.kind in (Kind.CHOICE, Kind.SEVERAL):
            choices = [*options.get(f"{section}.{name}", item.choices)]
            there = [row[name] if isinstance(row[name], list) else [row[name]] for row in rows]
            known = {"", *(key for key, _label in choices)}
            gone = dict.fromkeys(one for some in there for one in some if one not in known)
            found[name] = [*choices, *((one, one) for one in gone)]
    return found


def with_one_more(data: QueryDict, section: str) -> QueryDict:
    """The same, with an empty row at the end."""
    changed = data.copy()
    changed[f"{section}-TOTAL_FORMS"] = str(min(_count(data, section) + 1, MOST_ROWS))
    return changed


def without(data: QueryDict, section: str, number: int) -> QueryDict:
    """The same without one row (from 0); the rows after it move up."""
    changed, count = data.copy(), _count(data, section)
    if not 0 <= number < count:
        return changed
    for index in range(number, count):
        for name in ITEMS[section]:
            following = changed.getlist(f"{section}-{index + 1}-{name}") if index + 1 < count else []
            changed.setlist(f"{section}-{index}-{name}", following)
            if not following:
                del changed[f"{section}-{index}-{name}"]
    changed[f"{section}-TOTAL_FORMS"] = str(count - 1)
    return changed


def _count(data: QueryDict, section: str) -> int:
    return whole(data.get(f"{section}-TOTAL_FORMS", ""), most=MOST_ROWS) or 0
