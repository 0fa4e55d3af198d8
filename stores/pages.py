"""What pages show of stores and datasets, made of rows."""

from typing import Any

from django.urls import reverse

from stores import credentials
from stores.models import Dataset, Store


def health(store: Store) -> dict[str, Any]:
    """The last connection test in words."""
    last = getattr(store, "health", None)
    if last is None:
        return {"label": "Not tested yet", "tone": "", "at": None, "text": ""}
    label = "Answers" if last.ok else "Does not answer"
    return {"label": label, "tone": "ok" if last.ok else "bad", "at": last.checked_at, "text": last.message}


def store_line(store: Store) -> dict[str, Any]:
    """One store in the list."""
    return {
        "ref": store.pk,
        "name": store.name,
        "kind_label": store.kind_label,
        "url": reverse("store", args=[store.pk]),
        "datasets": len(store.datasets.all()),
        "health": health(store),
    }


def store_page(store: Store) -> dict[str, Any]:
    """One store as its own page shows it; the credential only by where it comes from."""
    return store_line(store) | {"options": store.options, "credential": credentials.describe(store)}


def dataset_line(dataset: Dataset) -> dict[str, Any]:
    """One dataset of a store."""
    return {
        "ref": dataset.pk,
        "name": dataset.name,
        "location": dataset.location,
        "subject_column": dataset.subject_column,
        "identifier_kind": dataset.get_identifier_kind_display(),
        "signals": dataset.signal_labels,
    }
