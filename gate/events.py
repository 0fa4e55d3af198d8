"""This room's ledger events."""

from audit.vocabulary import Event


class GateEvent(Event):
    """The life of a collector's key."""

    ENROLLED = "gate:collector:enrol", "Collector enrolled", ("program", "signals")
    REVOKED = "gate:collector:revoke", "Collector revoked", ("program",)
