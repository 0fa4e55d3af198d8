"""The test room."""

from django.apps import AppConfig


class WorkshopConfig(AppConfig):
    """Tables are made without migrations."""

    name = "tests.audit.app"
    label = "workshop"
