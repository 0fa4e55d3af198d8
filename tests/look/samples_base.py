"""The moment and the reference that all samples share."""

from datetime import UTC, datetime

NOW = datetime(2026, 11, 23, 14, 5, 7, tzinfo=UTC)
KEY = "assent.example/ledger+f2737829+AYsKv0OMswXrNvzUImJ1jeGuc0SM9RMNuAqr+XkNYxb/"
REF = "6f1c2b9e-3a54-4d0e-9c1f-0d8a7b6c5e4f"
