"""The room's place in Django."""

from django.apps import AppConfig


class StoresConfig(AppConfig):
    """Stores."""

    name = "stores"
    default_auto_field = "django.db.models.BigAutoField"
