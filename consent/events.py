"""This room's ledger events."""

from audit.vocabulary import Event


class ConsentEvent(Event):
    """Choices of people, programs and notices."""

    GIVEN = "consent:choice:give", "Consent given", ("signals", "notice", "channel", "certificate")
    REFUSED = "consent:choice:refuse", "Consent refused", ("signals", "notice", "channel", "received", "file", "certificate")
    RENEWED = "consent:choice:renew", "Consent given again", ("signals", "notice", "channel", "certificate")
    WITHDRAWN = (
        "consent:choice:withdraw",
        "Consent withdrawn",
        ("signals", "notice", "channel", "kept", "received", "file", "certificate"),
    )
    UNDONE = "consent:choice:undo", "Withdrawal undone", ("signals", "notice", "channel", "steps_released", "certificate")
    OBJECTED = "consent:choice:object", "Objected", ("signals", "notice", "channel", "kept", "received", "file", "certificate")
    LIFTED = "consent:choice:lift", "Objection taken back", ("signals", "notice", "channel", "steps_released", "certificate")
    ENDED = "consent:choice:end", "Choices ended by the program", ("cause", "notice", "done_before")
    EXPIRED = "consent:choice:expire", "Choices expired", ("cause", "done_before")
    ACKNOWLEDGED = "consent:notice:acknowledge", "Notice acknowledged", ("notice", "jurisdiction", "version", "day")
    PERSON_PAUSED = "consent:pause:start", "Person paused all recording", ("until",)
    PERSON_RESUMED = "consent:pause:end", "Person resumed", ()
    RESTRICTED = "consent:restriction:start", "Recording and use restricted", ("kind", "program", "signals")
    UNRESTRICTED = "consent:restriction:end", "Restriction ended", ("cause", "programs", "told")
    PROGRAM_ADDED = "consent:program:add", "Program added", ("signals",)
    PROGRAM_STARTED = "consent:program:start", "Program started", ("version", "declaration", "material")
    PROGRAM_PAUSED = "consent:program:pause", "Program paused", ("told",)
    PAUSE_EXPLAINED = "consent:program:explain-pause", "Reason of a pause given", ("reason", "sha256")
    RESUME_ASKED = "consent:program:ask-resume", "Resuming asked for, with cause and fix", ("sha256",)
    PROGRAM_RESUMED = "consent:program:resume", "Program resumed", ("paused_seconds",)
    CHOICES_INVALIDATED = "consent:program:invalidate", "Choices declared invalid", ("notice", "sha256")
    PROGRAM_ENDED = "consent:program:end", "Program ended", ()
    VERSION_DRAFTED = "consent:version:draft", "Version drafted", ("version", "declaration")
    VERSION_EDITED = "consent:version:edit", "Draft changed", ("version", "section", "declaration")
    VERSION_SUBMITTED = "consent:version:submit", "Version submitted for review", ("version", "declaration")
    VERSION_RETURNED = "consent:version:return", "Version sent back", ("version", "sha256")
    VERSION_TAKEN_BACK = "consent:version:take-back", "Version taken back", ("version",)
    VERSION_APPROVED = "consent:version:approve", "Version approved", ("version", "kind", "digest", "expires")
    VERSION_LIVE = "consent:version:launch", "Version put in force", ("version", "declaration", "material", "notice")
    RECIPIENT_TOLD = "consent:recipient:tell", "Recipient told", ("recipient", "answer")
    RECIPIENT_TOLD_BY_HAND = "consent:recipient:tell-by-hand", "Recipient told by an officer", ("recipient",)
    FIGURES_FROZEN = "consent:figures:freeze", "Figures frozen for a period", ("period", "figures", "hidden")
    MONITORING_PUBLISHED = (
        "consent:monitoring:publish",
        "Monitoring notice published",
        ("jurisdiction", "version", "mode", "sha256"),
    )
    DATASET_ATTACHED = "consent:program:attach-dataset", "Dataset attached to a program", ("dataset",)
    NOTICE_PUBLISHED = "consent:notice:publish", "Notice published", ("version", "language", "sha256")
    IMPORTED = "consent:choice:import", "Choices of the trial company set up", ("program", "chunk")
