"""Sample values of the pages for officers, stewards and legal."""

from datetime import timedelta
from types import SimpleNamespace as Row
from typing import Any

from django import forms
from django.core.paginator import Paginator

from tests.look.samples_base import NOW, REF
from tests.look.samples_corrections import performance
from tests.look.samples_dataset import dataset
from tests.look.samples_me import events
from tests.look.samples_purge import checks, my_purge, step


def order(number: int, label: str, tone: str, percent: int, **more: Any) -> Row:
    ref = f"{number}{REF[1:]}"
    values = {
        "ref": ref,
        "short_ref": ref[:8],
        "label": label,
        "tone": tone,
        "reason": "Consent withdrawn",
        "created_at": NOW - timedelta(hours=number),
        "people": 1,
        "datasets": 4,
        "percent": percent,
        "rows_erased": 13100 * percent,
        "rows_before": 1310002,
        "url": f"/office/purges/{ref}/",
    }
    return Row(**values | more)


def orders() -> list[Row]:
    return [
        order(1, "Erasing", "live", 64, people=1240),
        order(2, "Waiting for a store", "warn", 30),
        order(3, "A person has to decide", "bad", 41, reason="Retention ended"),
        order(4, "Waiting", "", 0, rows_before=None, rows_erased=None),
        order(5, "Erased and verified", "ok", 100),
    ]


def purge_list() -> dict[str, Any]:
    states = ["All", "Running", "Needs a person", "Verified"]
    filters = [{"value": s, "label": s, "current": not n, "url": f"?state={n}"} for n, s in enumerate(states)]
    return {"orders": Paginator(orders() * 9, 5).page(2), "filters": filters, "q": ""}


def purge_detail() -> dict[str, Any]:
    parked = [Row(item="events/2026-11-02/part-004.parquet", reason="The file is damaged.", since=NOW)]
    steps = [
        step("verified", checks=checks()),
        step("running", dataset="Pointer events", store="Events database"),
        step(
            "waiting",
            dataset="Keyboard files",
            store="Recordings folder",
            explanation="The store can't be reached.",
            next_try=NOW,
        ),
        step(
            "failed",
            dataset="Screen pictures",
            store="Recordings folder",
            parked=parked,
            explanation="A file is damaged.",
        ),
        step(
            "waiting",
            dataset="Derived features",
            explanation="More than 60 % of all rows would go.",
        ),
    ]
    return my_purge(live=True) | {
        "steps": steps,
        "journal": events(),
        "retry_url": "/retry/",
        "approve_url": "/approve/",
    }


def office() -> dict[str, Any]:
    tiles = [
        ("Purges running", "3", "1,240 people, 9 datasets", "", "/office/purges/"),
        ("Waiting for a store", "1", "next try 14:06 UTC", "warn", "/office/purges/"),
        ("Needs a person", "1", "oldest since Sun 22 Nov", "bad", "/office/purges/"),
        ("Verified in 24 hours", "41", "5,201,330 rows erased", "", ""),
    ]
    attention = [
        {"text": "Purge 36f1c2b9: the file of one dataset is damaged.", "url": "/p/", "tone": "bad"},
        {"text": "The store “Recordings folder” can't be reached since 13:58 UTC.", "url": "", "tone": "warn"},
    ]
    keys = ("label", "value", "note", "tone", "url")
    return {
        "tiles": [dict(zip(keys, tile, strict=True)) for tile in tiles],
        "running": orders()[:3],
        "attention": attention,
        "updated_at": NOW,
        "live": True,
    }


def health(label: str, tone: str) -> Row:
    return Row(label=label, tone=tone, at=NOW)


def stores() -> dict[str, Any]:
    return {
        "stores": [
            Row(
                name="Events database",
                kind_label="SQL database",
                url="/s/1/",
                datasets=4,
                health=health("Connected", "ok"),
            ),
            Row(
                name="Recordings folder",
                kind_label="Files",
                url="/s/2/",
                datasets=2,
                health=health("Can't be reached", "bad"),
            ),
            Row(
                name="Warehouse",
                kind_label="SQL database",
                url="/s/3/",
                datasets=0,
                health=Row(label="Not tested", tone="", at=None),
            ),
        ]
    }


def store() -> dict[str, Any]:
    options = {"host": "events.db.example", "port": 5432, "database": "recordings", "ssl": "required"}
    facts = {"credential": "from the environment: EVENTS_DB_PASSWORD", "health": health("Connected", "ok")}
    names = [("Keyboard events", "capture.keyboard_events"), ("Pointer events", "capture.pointer_events")]
    datasets = [
        Row(
            ref=REF,
            name=n,
            location=at,
            subject_column="employee_no",
            identifier_kind="Employee number",
            signals=["Keystrokes"],
            rows=1310002,
        )
        for n, at in names
    ]
    result = {"tone": "ok", "text": "Connected. 14 tables found."}
    return {
        "store": Row(ref=REF, name="Events database", kind_label="SQL database", options=options, **facts),
        "datasets": datasets,
        "result": result,
    }


class DatasetForm(forms.Form):
    """A form with every kind of control that the real ones use."""

    name = forms.CharField(help_text="As officers will read it.")
    kind = forms.ChoiceField(choices=[("sql", "SQL database"), ("files", "Files")])
    subject_column = forms.CharField(label="Person column", help_text="The column that names the person.")
    where = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False, label="Narrow to")
    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), required=False)
    signals = forms.MultipleChoiceField(
        choices=[("k", "Keystrokes"), ("m", "Mouse movement")],
        widget=forms.CheckboxSelectMultiple,
        help_text="What it holds.",
    )
    encrypted = forms.BooleanField(required=False, label="Connect with TLS")


def bad_form() -> dict[str, Any]:
    return {"form": DatasetForm({"name": "Keyboard events", "kind": "sql"}), "store": store()["store"]}


def collectors() -> dict[str, Any]:
    base = {"program": "Desktop assistant training", "signals": ["Keystrokes", "Mouse movement"], "created_at": NOW}
    on = {"last_used_at": NOW, "revoked_at": None, "label": "Enrolled", "tone": "ok", "revoke_url": "/revoke/"}
    off = {"last_used_at": None, "revoked_at": NOW, "label": "Revoked", "tone": "", "revoke_url": None}
    return {"collectors": [Row(name="LT-4471 recorder", **base, **on), Row(name="VDI-09 recorder", **base, **off)]}


class Period(forms.Form):
    """The dates of a report."""

    from_day = forms.DateField(label="From", widget=forms.DateInput(attrs={"type": "date"}))
    to_day = forms.DateField(label="To", widget=forms.DateInput(attrs={"type": "date"}))


def reports() -> dict[str, Any]:
    report = {
        "key": "deletions",
        "title": "Deletion register",
        "description": "Every order to erase with its datasets, counts and the time it was verified.",
        "columns": ["order", "dataset", "store", "ordered", "verified", "rows erased", "method"],
        "form": Period(),
        "url": "/legal/deletions/",
    }
    built = [Row(at=NOW, title="Deletion register", rows=1204, sha256="9f2c" * 16, by="Lea Ito")]
    return {"reports": [Row(**report)], "built": built, "performance": performance()}


PAGES = {
    "office": ("portal/office.html", office),
    "office-empty": ("portal/office.html", lambda: {"tiles": [], "running": [], "attention": [], "updated_at": NOW}),
    "purges": ("purges/list.html", purge_list),
    "purges-empty": ("purges/list.html", lambda: {"orders": Paginator([], 5).page(1), "filters": [], "q": "zzz"}),
    "purge": ("purges/detail.html", purge_detail),
    "stores": ("stores/list.html", stores),
    "stores-empty": ("stores/list.html", lambda: {"stores": []}),
    "store": ("stores/detail.html", store),
    "store-form": ("stores/form.html", lambda: {"form": DatasetForm()}),
    "dataset": ("purges/dataset.html", lambda: dataset(live=False)),
    "dataset-live": ("purges/dataset.html", lambda: dataset(live=True)),
    "dataset-form": ("stores/dataset_form.html", bad_form),
    "collectors": ("gate/collectors.html", collectors),
    "collectors-empty": ("gate/collectors.html", lambda: {"collectors": []}),
    "collector-form": ("gate/collector_form.html", lambda: {"form": DatasetForm()}),
    "collector-key": (
        "gate/collector_key.html",
        lambda: {"collector": Row(name="LT-4471 recorder"), "key": "ak_" + "x7Qp" * 10},
    ),
    "legal": ("reports/index.html", reports),
    "legal-empty": ("reports/index.html", lambda: {"reports": [], "built": [], "performance": {"any": False}}),
}
