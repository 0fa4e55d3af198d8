"""The signals that a collection program may record, in the field's own words."""

from django.db import models


class Signal(models.TextChoices):
    """One kind of event that a collector can record."""

    MOUSE_MOVEMENT = "mouse-movement", "Mouse movement"
    CLICK_LOCATION = "click-location", "Click location"
    KEYSTROKE = "keystroke", "Keystrokes"
    SCREEN_CONTENT = "screen-content", "Screen content"
