"""This room's tables, split by what they are about."""

from consent.models.acknowledgements import Acknowledgement, MonitoringNotice
from consent.models.choices import Consent
from consent.models.figures import FrozenFigure
from consent.models.notices import Notice, NoticeText
from consent.models.outbox import DecisionChange
from consent.models.pauses import PersonPause, ProgramPause
from consent.models.programs import Basis, Program, ProgramDataset, ProgramSignal, ProgramSite
from consent.models.receipts import Receipt
from consent.models.recipients import DeliveryAttempt, Recipient, RecipientDelivery
from consent.models.restrictions import Restriction
from consent.models.running import Ending, Prompt
from consent.models.versions import Approval, Declaration, ProgramVersion

__all__ = [
    "Acknowledgement",
    "Approval",
    "Basis",
    "Consent",
    "DecisionChange",
    "Declaration",
    "DeliveryAttempt",
    "Ending",
    "FrozenFigure",
    "MonitoringNotice",
    "Notice",
    "NoticeText",
    "PersonPause",
    "Program",
    "ProgramDataset",
    "ProgramPause",
    "ProgramSignal",
    "ProgramSite",
    "ProgramVersion",
    "Prompt",
    "Receipt",
    "Recipient",
    "RecipientDelivery",
    "Restriction",
]
