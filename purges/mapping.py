"""What decides where a dataset's deletion looks and what it takes, as one digest: a changed mapping is an untested one."""

import hashlib

from common.canonical import canonical_bytes
from stores.models import Dataset


def digest(dataset: Dataset) -> str:
    """Give the SHA-256, in hex, of the canonical JSON of the store and of everything that picks the dataset's rows (R67, R68).

    Option and column names may be in any script, so they go in as pairs: canonical JSON has ASCII keys only.
    """
    store = dataset.store
    decides = {
        "store": str(store.pk),
        "kind": store.kind,
        "options": sorted([name, str(value)] for name, value in store.options.items()),
        "location": dataset.location,
        "subject_column": dataset.subject_column,
        "identifier_kind": dataset.identifier_kind,
        "where": sorted([name, str(value)] for name, value in dataset.where.items()),
        "signals": sorted(dataset.signals),
    }
    return hashlib.sha256(canonical_bytes(decides)).hexdigest()
