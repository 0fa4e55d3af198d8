"""This room's tables, split by what they are about."""

from purges.models.holds import Hold, HoldDataset, HoldPerson, HoldProgram, HoldReview
from purges.models.orders import Certificate, ParkedItem, PurgeOrder, PurgeStep, Reason
from purges.models.passes import PassBatch, PurgePass
from purges.models.purge_tests import PurgeTest

__all__ = [
    "Certificate",
    "Hold",
    "HoldDataset",
    "HoldPerson",
    "HoldProgram",
    "HoldReview",
    "ParkedItem",
    "PassBatch",
    "PurgeOrder",
    "PurgePass",
    "PurgeStep",
    "PurgeTest",
    "Reason",
]
