"""This room's ledger events."""

from audit.vocabulary import Event


class PurgeEvent(Event):
    """The life of an order, and the tests of datasets' deletion; counts, codes and digests only."""

    ORDERED = "purges:order:open", "Purge ordered", ("reason", "signals", "datasets")
    RELEASED = "purges:order:release", "Purge undone before erasing began", ("datasets",)
    VERIFIED = "purges:order:verify", "Erased and verified", ("certificate", "datasets", "rows_before", "rows_erased")
    REOPENED = "purges:order:reopen", "Rows turned up after verification", ("datasets", "rows_found")
    RETRIED = "purges:step:retry", "Failed step started again", ("dataset",)
    APPROVED = "purges:step:approve", "Purge above the ceiling approved", ("dataset",)
    TEST_STARTED = "purges:test:start", "Deletion test started", ("dataset", "mapping")
    TEST_PLANTED = "purges:test:plant", "Canary planted", ("dataset",)
    TEST_PASSED = "purges:test:pass", "Deletion test passed", ("dataset", "mapping")
    TEST_FAILED = "purges:test:fail", "Deletion test failed", ("dataset", "reason")
    TEST_CLEARED = "purges:test:clear", "Canary of a failed test taken away", ("dataset",)
