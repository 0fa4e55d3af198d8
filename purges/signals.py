"""The room's signals up, each sent with `order` after commit.

`order_settled`: every dataset is verified. `order_held`: nothing is left to do but what a legal hold keeps; it is sent again
when the order came to rest again after a hold ended.
"""

from django.dispatch import Signal

order_settled = Signal()
order_held = Signal()
