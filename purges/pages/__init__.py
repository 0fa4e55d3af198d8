"""What pages show, made of rows, split by journey."""

from purges.pages.orders import OrderLine, button, filters, journal, order_line, status
from purges.pages.steps import StepLine, step_line, step_lines

__all__ = [
    "OrderLine",
    "StepLine",
    "button",
    "filters",
    "journal",
    "order_line",
    "status",
    "step_line",
    "step_lines",
]
