"""The room's place in Django."""

from django.apps import AppConfig


class ConsentConfig(AppConfig):
    """Consent."""

    name = "consent"
    default_auto_field = "django.db.models.BigAutoField"
