"""This room's tables, split by what they are about."""

from purges.models.orders import Certificate, ParkedItem, PassBatch, PurgeOrder, PurgePass, PurgeStep, Reason
from purges.models.purge_tests import PurgeTest

__all__ = [
    "Certificate",
    "ParkedItem",
    "PassBatch",
    "PurgeOrder",
    "PurgePass",
    "PurgeStep",
    "PurgeTest",
    "Reason",
]
