"""This room's ledger events."""

from audit.vocabulary import Event


class RightsEvent(Event):
    """Requests from filing to the end; never a word that somebody wrote."""

    FILED = (
        "rights:request:file",
        "Request filed",
        ("kind", "channel", "received", "file", "identity", "programs", "signals", "since", "until"),
    )
    ACKNOWLEDGED = "rights:request:acknowledge", "Request acknowledged", ("due",)
    CLOCKS_SET = "rights:request:compute", "Due dates computed", ("regimes", "due", "suspended_days")
    OPENED = "rights:request:open", "Request read by an officer", ("kind",)
    MARKED = "rights:request:mark", "Request marked as looked at", ()
    ASSIGNED = "rights:request:assign", "Request assigned", ("assignee",)
    ASKED = "rights:request:ask", "Question to the person", ("reason",)
    ANSWERED = "rights:request:answer", "Question answered by the person", ("reason",)
    WRITTEN = "rights:request:write", "Message written", ("from_office",)
    EXTENDED = "rights:request:extend", "Deadline extended", ("reason", "due")
    PROPOSED = "rights:request:propose", "Decision proposed, a second officer needed", ("outcome", "reason")
    DECIDED = "rights:request:decide", "Request decided", ("outcome", "reason", "exceptions")
    DECLINED = "rights:request:decline", "Proposed decision declined", ()
    WITHDRAWN = "rights:request:withdraw", "Request withdrawn by the person", ()
    ERASING = "rights:request:erase", "Erasing ordered", ("order", "datasets")
    OBJECTION_STANDS = "rights:request:uphold", "Objection upheld", ("programs", "bound")
    RESTRICTED = "rights:request:restrict", "Restriction granted", ("outcome",)
    CLOSED = "rights:request:close", "Request closed", ("outcome",)
    REOPENED = "rights:request:reopen", "Request taken up again", ("cause",)
    PACKAGE_BUILT = "rights:package:build", "Access package built", ("rows", "bytes", "sha256", "parts", "missing")
    PACKAGE_RELEASED = "rights:package:release", "Access package released although a part is missing", ("missing",)
    PACKAGE_FETCHED = "rights:package:fetch", "Access package downloaded", ("sha256",)
    PACKAGE_DESTROYED = "rights:package:destroy", "Access package destroyed", ("cause",)
    TASK_OPENED = "rights:task:open", "Correction asked of a steward", ("dataset",)
    TASK_READ = "rights:task:read", "Correction read by a steward", ("dataset",)
    TASK_DONE = "rights:task:end", "Correction ended", ("dataset", "state")
    OUTSIDE_OPENED = "rights:outside:open", "Way in for a person outside opened", ("role", "proof", "file")
    OUTSIDE_PROVEN = "rights:outside:prove", "Person outside came in by a link", ("role", "proof")
    OUTSIDE_ENDED = "rights:outside:end", "Way in for a person outside ended", ("cause",)
    CONCERN_RAISED = "rights:concern:raise", "Concern raised", ("program", "named")
    CONCERN_OPENED = "rights:concern:open", "Concern read", ("program",)
    CONCERN_READ = "rights:concern:identify", "Who raised a concern was looked up", ("reason",)
    CONCERN_ANSWERED = "rights:concern:answer", "Concern answered", ("program", "sha256", "shown")
    CONCERN_SHOWN = "rights:concern:show", "Answer to a concern put on the program's page or taken off it", ("program", "shown")
