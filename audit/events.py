"""The ledger's own events: looking at the trail is part of the trail."""

from audit.vocabulary import Event


class AuditEvent(Event):
    """Reading and exporting the trail."""

    TRAIL_READ = "office:trail:read", "Trail opened", ("entries",)
    TRAIL_EXPORTED = "office:trail:export", "Trail exported", ("entries",)
