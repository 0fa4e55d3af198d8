"""Rings a Celery task after commit. Rows are the queue: a ring that is lost costs seconds, so it may never break a page."""

import logging
from typing import Any

from celery import Task
from django.db import transaction
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)
EXPIRES_SECONDS = 60


def ring(task: Task, *args: Any, countdown: float = 0) -> None:
    """Ring once the open transaction is committed; a broker that is away is logged and the sweep rings again."""

    def send() -> None:
        try:
            task.apply_async(args=args, countdown=countdown or None, expires=countdown + EXPIRES_SECONDS, retry=False)
        except OperationalError:
            log.warning("The broker is away; %s is rung again by beat.", task.name)

    transaction.on_commit(send, robust=True)
