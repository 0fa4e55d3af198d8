"""This room's ledger events."""

from audit.vocabulary import Event


class PurgeEvent(Event):
    """The life of an order and of a legal hold, and the tests of datasets' deletion; counts, codes and digests only."""

    ORDERED = "purges:order:open", "Purge ordered", ("reason", "signals", "datasets", "since", "until")
    RELEASED = "purges:order:release", "Purge undone before erasing began", ("datasets",)
    VERIFIED = "purges:order:verify", "Erased and verified", ("certificate", "datasets", "rows_before", "rows_erased")
    HELD = (
        "purges:order:hold",
        "Kept for a legal ground, the rest erased and verified",
        ("certificate", "datasets", "held", "categories", "rows_before", "rows_erased"),
    )
    RESUMED = "purges:order:resume", "A hold ended, erasing goes on", ("datasets",)
    REOPENED = "purges:order:reopen", "Rows turned up after verification", ("datasets", "rows_found")
    REPLAYED = "purges:store:replay", "Erasures looked for again after a restore", ("since", "steps", "mixed")
    RETRIED = "purges:step:retry", "Failed step started again", ("dataset",)
    APPROVED = "purges:step:approve", "Purge above the ceiling approved", ("dataset",)
    TEST_STARTED = "purges:test:start", "Deletion test started", ("dataset", "mapping")
    TEST_PLANTED = "purges:test:plant", "Canary planted", ("dataset",)
    TEST_PASSED = "purges:test:pass", "Deletion test passed", ("dataset", "mapping")
    TEST_FAILED = "purges:test:fail", "Deletion test failed", ("dataset", "reason")
    TEST_CLEARED = "purges:test:clear", "Canary of a failed test taken away", ("dataset",)
    HOLD_PLACED = (
        "purges:hold:place",
        "Legal hold placed",
        ("matter", "category", "people", "programs", "datasets", "since", "until", "review_on"),
    )
    HOLD_APPROVED = "purges:hold:approve", "Legal hold approved", ()
    HOLD_EXTENDED = "purges:hold:extend", "Datasets that joined a held program are covered", ("datasets",)
    HOLD_REVIEWED = "purges:hold:review", "Legal hold reviewed", ("review_on",)
    HOLD_OVERDUE = "purges:hold:overdue", "Review of a legal hold is overdue", ("days",)
    HOLD_LIFT_ASKED = "purges:hold:ask-lift", "Lifting of a legal hold asked for", ()
    HOLD_KEPT = "purges:hold:keep", "Legal hold not lifted", ()
    HOLD_LIFTED = "purges:hold:lift", "Legal hold lifted", ("steps",)
    HOLD_LAPSED = "purges:hold:lapse", "Legal hold lapsed without approval", ("steps",)
