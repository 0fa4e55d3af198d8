"""Events of the test room."""

from audit.vocabulary import Event


class WorkshopEvent(Event):
    """What happens to widgets."""

    MADE = "workshop:widget:make", "Widget made", ("rows", "program", "signals", "certificate")
    CHANGED = "workshop:widget:change", "Widget changed", ("rows",)
    OLD = "workshop:widget:paint", "Widget painted", (), True
