"""What the ledger raises when it refuses."""


class LedgerError(RuntimeError):
    """The ledger can't do what was asked; `str(error)` says why."""


class OutsideEntryError(LedgerError):
    """A governed row was about to change while no ledger entry is open on its connection."""


class UnprovableWriteError(LedgerError):
    """A way of writing that leaves no history (update, bulk_create, upserts, raw deletes) was used on a governed table."""
