"""This room's ledger events."""

from audit.vocabulary import Event


class ConsentEvent(Event):
    """Choices of people, programs and notices."""

    GIVEN = "consent:choice:give", "Consent given", ("signals", "notice", "channel")
    WITHDRAWN = "consent:choice:withdraw", "Consent withdrawn", ("signals", "notice", "channel")
    UNDONE = "consent:choice:undo", "Withdrawal undone", ("signals", "notice", "channel", "steps_released")
    PROGRAM_ADDED = "consent:program:add", "Program added", ("signals",)
    PROGRAM_STARTED = "consent:program:start", "Program started", ()
    PROGRAM_PAUSED = "consent:program:pause", "Program paused", ()
    DATASET_ATTACHED = "consent:program:attach-dataset", "Dataset attached to a program", ("dataset",)
    NOTICE_PUBLISHED = "consent:notice:publish", "Notice published", ("version", "language", "sha256")
    IMPORTED = "consent:choice:import", "Choices of the trial company set up", ("program", "chunk")
