"""The audit room: loads every room's events, watches governed models, guards connections and tables."""

import sys
from importlib import import_module

from django.apps import AppConfig, apps
from django.utils.module_loading import autodiscover_modules

from audit import vocabulary


class AuditConfig(AppConfig):
    """The ledger, its binding to history, and its guards."""

    name = "audit"
    verbose_name = "Audit"

    def ready(self) -> None:
        """Register what rooms declare, and connect the watchers."""
        autodiscover_modules("events")
        for config in apps.get_app_configs():
            module = f"{config.name}.events"
            if module in sys.modules:
                vocabulary.register(module)
        # Both define or touch models, which can't be imported before all apps are there.
        import_module("audit.checks")
        import_module("audit.watch").connect(self)
