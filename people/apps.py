"""The room's place in Django."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People."""

    name = "people"
    default_auto_field = "django.db.models.BigAutoField"
