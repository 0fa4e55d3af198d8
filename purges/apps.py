"""The room's place in Django."""

from django.apps import AppConfig


class PurgesConfig(AppConfig):
    """Purges."""

    name = "purges"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the inbox how this room's messages read."""
        from people import messages  # noqa: PLC0415 - models load only once apps are ready
        from purges.messages import WORDINGS  # noqa: PLC0415

        for kind, wording in WORDINGS.items():
            messages.register(kind, wording)
