"""The room's place in Django."""

from django.apps import AppConfig


class ConsentConfig(AppConfig):
    """Consent."""

    name = "consent"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the inbox how this room's messages read."""
        from consent.messages import WORDINGS  # noqa: PLC0415 - models load only once apps are ready
        from people import messages  # noqa: PLC0415

        for kind, wording in WORDINGS.items():
            messages.register(kind, wording)
