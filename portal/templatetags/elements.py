"""The elements that every page is built of: containers as block tags, moments and the privacy office's address."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils.dateformat import format as format_date
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify

register = template.Library()

Moment = datetime | date | str | None
DAY_FORMAT = "D j M Y"
# A no-break space keeps the zone beside its time on a narrow screen.
MOMENT_FORMAT = f"{DAY_FORMAT}, H:i\N{NO-BREAK SPACE}T"
CLOCK_FORMAT = "H:i:s\N{NO-BREAK SPACE}T"


def _zone() -> ZoneInfo:
    """Give the time zone in which this installation shows times."""
    return ZoneInfo(getattr(settings, "DISPLAY_TIME_ZONE", "UTC"))


def _local(value: Moment) -> datetime | date | None:
    """Read a moment (ISO text too, as journals keep it) in the zone of display; anything unreadable is None."""
    if isinstance(value, str):
        value = parse_datetime(value) or parse_date(value)
    if not isinstance(value, datetime):
        return value
    # Rows hold UTC; a naive value can only come from there.
    return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(_zone())


def _time_element(local: datetime | date, text: str) -> SafeString:
    """Wrap the text so that machines and assistive technology get the exact time."""
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), text)


@register.filter(is_safe=True)
def moment(value: Moment) -> SafeString | str:
    """Show weekday, date, time and zone: `Mon 23 Nov 2026, 14:05 UTC`; a date without time shows no time."""
    local = _local(value)
    if local is None:
        return ""
    if not isinstance(local, datetime):
        return _time_element(local, format_date(local, DAY_FORMAT))
    return _time_element(local, format_date(local, MOMENT_FORMAT))


@register.filter(is_safe=True)
def day(value: Moment) -> SafeString | str:
    """Show weekday and date only."""
    local = _local(value)
    return "" if local is None else _time_element(local, format_date(local, DAY_FORMAT))


@register.filter(is_safe=True)
def clock(value: Moment) -> SafeString | str:
    """Show the time of day with its zone, to the second: `14:05:07 UTC`."""
    local = _local(value)
    return _time_element(local, format_date(local, CLOCK_FORMAT)) if isinstance(local, datetime) else ""


@register.filter
def starts_with_error(form: object) -> str:
    """Give the prefix of a page title whose form has errors, so that screen readers hear it first."""
    return "Error: " if getattr(form, "errors", None) else ""


@register.simple_tag
def privacy_contact() -> str:
    """Give the address of the privacy office, the same on every page (WCAG 3.2.6)."""
    return str(getattr(settings, "PRIVACY_OFFICE_EMAIL", settings.DEFAULT_FROM_EMAIL))


@register.simple_block_tag
def page_header(content: str, title: str, *, eyebrow: str = "", label: str = "", tone: str = "") -> SafeString:
    """Open a page: its one h1, a state pill beside it, and the lede between the tags."""
    given = {"content": content, "title": title, "eyebrow": eyebrow, "label": label, "tone": tone}
    return render_to_string("elements/page_header.html", given)


@register.simple_block_tag
def card(  # noqa: PLR0913 - each is one visible part of a card, named at the call
    content: str,
    title: str,
    *,
    id: str = "",  # noqa: A002 - HTML's own word
    label: str = "",
    tone: str = "",
    href: str = "",
    link: str = "",
    note: str = "",
    level: int = 2,
) -> SafeString:
    """Frame one subject: heading, state pill or link on the right, a note below the heading, content."""
    given = {
        "content": content,
        "title": title,
        "id": id or f"card-{slugify(title)}",
        "label": label,
        "tone": tone,
        "href": href,
        "link": link,
        "note": note,
        "level": level,
    }
    return render_to_string("elements/card.html", given)


@register.simple_block_tag
def data_table(content: str, caption: str) -> SafeString:
    """Wrap thead and tbody as a table that scrolls by keyboard on a desk and becomes cards on a phone."""
    return render_to_string("elements/table.html", {"content": content, "caption": caption})


@register.inclusion_tag("elements/field.html")
def field(bound: BoundField) -> dict[str, object]:
    """Show one form field: label, help, errors, control; described to assistive technology by Django's own ids."""
    kind = getattr(bound.field.widget, "input_type", "") or bound.widget_type
    attrs = {"aria-describedby": bound.aria_describedby} if bound.errors and bound.aria_describedby else {}
    css = " ".join(["control", str(bound.field.widget.attrs.get("class", ""))]).strip()
    return {
        "field": bound,
        "control": bound.as_widget(attrs={**attrs, "class": css}),
        "is_checkbox": kind == "checkbox" and not bound.use_fieldset,
    }
