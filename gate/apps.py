"""The room's place in Django."""

from django.apps import AppConfig


class GateConfig(AppConfig):
    """Gate."""

    name = "gate"
    default_auto_field = "django.db.models.BigAutoField"
