"""The one signal up: an order is settled (sent with `order`), after commit."""

from django.dispatch import Signal

order_settled = Signal()
