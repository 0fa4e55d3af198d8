"""Celery: doorbells only. Rows in the database are the queue (docs/flow.md)."""

import os

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("assent")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def sweep_at_start(**_: object) -> None:
    """A worker that starts looks at once for what an earlier one left."""
    app.send_task("purges.tasks.sweep")
