"""The room's place in Django."""

from django.apps import AppConfig


class ConsentConfig(AppConfig):
    """Consent."""

    name = "consent"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the inbox how this room's messages read; hear of people who left or moved."""
        from consent.actions import ending  # noqa: PLC0415 - models load only once apps are ready
        from consent.messages import WORDINGS  # noqa: PLC0415
        from consent.queries import keeping  # noqa: PLC0415
        from people import messages  # noqa: PLC0415
        from people.signals import person_changed  # noqa: PLC0415
        from purges.holds import register_programs  # noqa: PLC0415

        person_changed.connect(ending.on_person_changed, dispatch_uid="consent.ending")
        register_programs(
            datasets_of=keeping.datasets_of_programs,
            names=keeping.names_of_programs,
            recorded_now=keeping.recorded_now,
        )

        for kind, wording in WORDINGS.items():
            messages.register(kind, wording)
