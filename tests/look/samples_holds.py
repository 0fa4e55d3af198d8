"""Sample values of legal holds, and of purges of which a hold keeps some."""

from datetime import timedelta
from types import SimpleNamespace as Row
from typing import Any

from django import forms
from django.core.paginator import Paginator

from tests.look.samples_base import NOW, REF
from tests.look.samples_purge import checks, my_purge, step

URL = f"/legal/holds/{REF}/"
GROUND = Row(
    law="GDPR Art. 17(3)(e)",
    sentence="The company keeps this because it may be needed to bring, pursue or defend legal claims.",
)
PEOPLE = [Row(name="Priya Nair", email="priya.nair@example.com"), Row(name="Marco Rossi", email="marco.rossi@example.com")]
WHOLE = "kept as a whole: its rows don't say when they were recorded"


def line(matter: str, label: str, tone: str, **more: Any) -> dict[str, Any]:
    values = {
        "matter": matter,
        "url": URL,
        "label": label,
        "tone": tone,
        "category": "Legal claims",
        "scope": "2 people, 1 program",
        "steps": 3,
        "review_on": NOW.date() + timedelta(days=90),
        "ended_at": None,
    }
    return values | more


def listing(*, empty: bool = False) -> dict[str, Any]:
    rows = [
        line("LIT-2026/114", "Review overdue", "bad", review_on=NOW.date() - timedelta(days=3)),
        line(
            "AUT-2026/7", "Waiting for approval", "warn", category="Order of a court or an authority", scope="Everybody, 3 datasets"
        ),
        line("LIT-2026/98", "Lifting asked for", "warn"),
        line("INV-2026/12", "In force", "live", category="Internal investigation", scope="1 person, all datasets", steps=12),
        line("LIT-2025/31", "Lifted", "", review_on=None, ended_at=NOW, steps=0),
    ]
    labels = ["In force", "Need a second person", "Review overdue", "Lifted or lapsed", "All"]
    return {
        "holds": Paginator([], 5).page(1) if empty else Paginator(rows * 3, 5).page(2),
        "q": "",
        "state": "active",
        "query": "state=active",
        "filters": [{"label": label, "url": f"?state={number}", "current": not number} for number, label in enumerate(labels)],
        "empty_title": "No hold.",
        "empty_text": "Nothing is kept from being erased.",
        "may_place": True,
    }


class HoldForm(forms.Form):
    """The form of a hold, with what there is to choose."""

    matter = forms.CharField(help_text="The code under which legal keeps the case, such as LIT-2026/114. No names.")
    category = forms.ChoiceField(
        label="Legal ground",
        choices=[("", "Choose a ground"), ("claims", "Legal claims")],
        help_text="The people concerned are told this ground and the day of review. They are not told the matter.",
    )
    people = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One e-mail address or employee number per line. Empty: everybody.",
    )
    programs = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("1", "Desktop assistant training"), ("2", "Support quality")],
        help_text="All their datasets are kept, those too that are derived from them or join later.",
    )
    datasets = forms.MultipleChoiceField(
        label="Only these datasets",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("1", "Keyboard events (Events database)"), ("2", "Pointer events (Events database)"), ("3", "Screens (Folder)")],
        help_text="Choose none to keep all datasets of the programs, or all there are.",
    )
    since = forms.DateField(
        label="Recorded from",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Empty: from the beginning.",
    )
    until = forms.DateField(label="Recorded to", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    review_on = forms.DateField(
        label="Next review",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="At most 180 days from today. When nobody reviews it then, it goes on keeping, and legal is told.",
    )


class ReviewForm(forms.Form):
    """The next review."""

    review_on = forms.DateField(
        label="Next review", widget=forms.DateInput(attrs={"type": "date"}), help_text="At most 180 days from today."
    )


def form_page(form: HoldForm) -> dict[str, Any]:
    form.is_valid()
    return {"form": form}


def hold(**more: Any) -> Row:
    values = {
        "matter": "LIT-2026/114",
        "get_category_display": "Legal claims",
        "everywhere": False,
        "state": "approved",
        "active": True,
        "review_on": NOW.date() + timedelta(days=90),
        "placed_by": Row(name="Lena Brandt"),
        "lift_asked_by": None,
    }
    return Row(**values | more)


def scope() -> dict[str, Any]:
    datasets = [
        {"name": "Keyboard events", "store": "Events database", "note": ""},
        {"name": "Screens", "store": "Recordings folder", "note": WHOLE},
    ]
    return {"people": PEOPLE, "more_people": 0, "programs": ["Desktop assistant training"], "datasets": datasets}


def check() -> dict[str, Any]:
    return {
        "form": HoldForm({"matter": "LIT-2026/114", "category": "claims"}),
        "hold": hold(),
        "ground": GROUND,
        "period": "Recorded from 3 Jan 2026 to 5 Jan 2026",
        "facts": scope(),
        "derived": ["Typing features (Features)"],
        "waiting": 4,
    }


def detail(label: str, tone: str, *, kept: bool = True, events: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    rows = [
        {"dataset__name": "Keyboard events", "dataset__store__name": "Events database", "steps": 3, "rows": 12840},
        {"dataset__name": "Screens", "dataset__store__name": "Recordings folder", "steps": 3, "rows": None},
    ]
    page = {
        "hold": hold(),
        "label": label,
        "tone": tone,
        "overdue": False,
        "lapses_at": NOW + timedelta(days=7),
        "facts": scope(),
        "ground": GROUND,
        "period": "Recorded from 3 Jan 2026 to 5 Jan 2026",
        "kept": rows if kept else [],
        "stopping": 0,
        "timeline": [{"at": NOW, "text": text} for text in (*events, "Legal hold placed: Lena Brandt")],
        "form": ReviewForm(),
        "approve_url": "",
        "review_url": f"{URL}review/",
        "ask_lift_url": f"{URL}ask-lift/",
        "keep_url": "",
        "lift_url": "",
    }
    return page | more


def placed() -> dict[str, Any]:
    return detail("Waiting for approval", "warn", hold=hold(state="placed"), approve_url=f"{URL}approve/", stopping=1)


def asked() -> dict[str, Any]:
    return detail(
        "Lifting asked for",
        "warn",
        events=("Lifting of a legal hold asked for: Sam Okafor", "Legal hold approved: Sam Okafor"),
        hold=hold(lift_asked_by=Row(name="Sam Okafor")),
        ask_lift_url="",
        lift_url=f"{URL}lift/",
        keep_url=f"{URL}keep/",
    )


def late() -> dict[str, Any]:
    form = ReviewForm({"review_on": "2027-11-24"})
    form.add_error("review_on", "Give a day from 2026-11-24 to 2027-05-22; 2027-11-24 was given.")
    return detail("Review overdue", "bad", overdue=True, form=form, hold=hold(review_on=NOW.date() - timedelta(days=3)))


def ended() -> dict[str, Any]:
    urls = {"review_url": "", "ask_lift_url": ""}
    return detail(
        "Lifted", "", kept=False, hold=hold(state="lifted", active=False), events=("Legal hold lifted: Sam Okafor",), **urls
    )


def kept_step(*, whole: bool, officer: bool) -> Row:
    held = Row(
        label="Legal claims",
        law=GROUND.law,
        sentence=GROUND.sentence,
        review_on=NOW.date() + timedelta(days=90),
        rows=12840,
        rest_gone=not whole,
        url=URL if officer else "",
    )
    label = "Kept for a legal ground" if whole else "Partly kept for a legal ground"
    made = step("waiting", dataset="Screens", store="Recordings folder") if whole else step("verified", percent=90, checks=checks())
    made.state, made.label, made.tone, made.held = "held", label, "warn", held
    made.rows_erased, made.rows_before = (0, 0) if whole else (1297162, 1297162)
    made.period = "" if whole else "recorded since 3 Jan 2026"
    return made


def my_held_purge() -> dict[str, Any]:
    page = my_purge(live=False)
    order = page["order"]
    order.label, order.tone, order.settled_at, order.held = "Partly kept for a legal ground", "warn", None, 2
    order.text = "1 of 3 places checked and empty. 1,310,002 rows erased. 2 places are kept for a legal ground, all or in part."
    kept = [kept_step(whole=False, officer=False), kept_step(whole=True, officer=False)]
    return page | {"steps": [page["steps"][1], *kept], "headline": order.label}


def officers_held_purge() -> dict[str, Any]:
    order = Row(ref=REF, short_ref="6F1C2B9E", reason="Erasure requested", created_at=NOW, settled_at=None, people=1, held=2)
    order.label, order.tone = "Partly kept for a legal ground", "warn"
    kept = [kept_step(whole=False, officer=True), kept_step(whole=True, officer=True)]
    journal = [{"at": NOW, "text": "The rest is kept for a legal ground"}, {"at": NOW, "text": "Ordered: erasure requested"}]
    return {"order": order, "steps": kept, "journal": journal, "retry_url": "", "approve_url": "", "live": False}


MINE = {"my-purge-held": ("purges/mine.html", my_held_purge)}
PAGES = {
    "holds": ("purges/holds/list.html", listing),
    "holds-empty": ("purges/holds/list.html", lambda: listing(empty=True)),
    "hold-new": ("purges/holds/form.html", lambda: {"form": HoldForm()}),
    "hold-new-bad": (
        "purges/holds/form.html",
        lambda: form_page(HoldForm({"people": "nobody@example.com"})),
    ),
    "hold-check": ("purges/holds/check.html", check),
    "hold-placed": ("purges/holds/detail.html", placed),
    "hold-asked": ("purges/holds/detail.html", asked),
    "hold-late": ("purges/holds/detail.html", late),
    "hold-ended": ("purges/holds/detail.html", ended),
    "purge-held": ("purges/detail.html", officers_held_purge),
}
