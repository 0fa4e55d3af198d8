"""The room's place in Django."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People."""

    name = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Remember in each session when its person signed in (R84)."""
        from django.contrib.auth.signals import user_logged_in  # noqa: PLC0415 - models load only once apps are ready

        from people.step_up import remember  # noqa: PLC0415

        user_logged_in.connect(remember, dispatch_uid="people.step_up")
