"""The watchers: saves that go round `Governed.save`, new SQLite connections, and tables fresh from a migration."""

from typing import Any

from django.apps import AppConfig
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_delete, pre_save

from audit import binding, guards
from audit.governed import Governed, refuse


def refuse_unentered(sender: type[models.Model], instance: models.Model, using: str, **kwargs: Any) -> None:
    """Refuse saves and deletes that go round `Governed.save`: loaddata, cascades, `save_base`."""
    if not issubclass(sender, Governed):
        return
    if kwargs.get("raw") or hasattr(instance, "skip_history_when_saving"):
        refuse(sender, "a save without history")
    binding.require(sender, using)


def equip(connection: BaseDatabaseWrapper, **_kwargs: Any) -> None:
    """Give a new SQLite connection the function that its triggers ask."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(guards.SQLITE_QUESTION, 0, lambda: int(binding.is_open(connection)))


def arm(sender: AppConfig, using: str, **_kwargs: Any) -> None:  # noqa: ARG001 - a signal's arguments
    """Arm every guard again: a table remade by a migration lost its triggers without a word."""
    guards.arm(using)


def connect(config: AppConfig) -> None:
    """Connect all of them, once; guards are armed when all tables are there, not once for each room."""
    pre_save.connect(refuse_unentered, dispatch_uid="audit.watch.save")
    pre_delete.connect(refuse_unentered, dispatch_uid="audit.watch.delete")
    connection_created.connect(equip, dispatch_uid="audit.watch.equip")
    post_migrate.connect(arm, sender=config, dispatch_uid="audit.watch.arm")
