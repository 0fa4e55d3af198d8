"""The shell's place in Django."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Portal."""

    name = "portal"

    def ready(self) -> None:
        """Register the system checks."""
        from portal import checks  # noqa: F401, PLC0415 - importing registers them, once apps are ready
