"""What people change in this room, split by journey."""

from purges.actions.purge_tests import start_purge_test
from purges.actions.steps import approve_order, retry_order

__all__ = ["approve_order", "retry_order", "start_purge_test"]
