"""This room's ledger events."""

from audit.vocabulary import Event


class ReportEvent(Event):
    """Exports: who took what out."""

    BUILT = "reports:report:build", "Report built and downloaded", ("kind", "form", "rows", "sha256")
