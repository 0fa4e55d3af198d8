"""Rings a Celery task after commit. Rows are the queue: a ring that is lost costs seconds, so it may never break a page."""

from typing import Any

from celery import Task
from django.db import transaction

EXPIRES_SECONDS = 60


def ring(task: Task, *args: Any, countdown: float = 0) -> None:
    """Ring once the open transaction is committed; a broker that is away is logged and the sweep rings again."""

    def send() -> None:
        task.apply_async(args=args, countdown=countdown or None, expires=countdown + EXPIRES_SECONDS, retry=False)

    transaction.on_commit(send, robust=True)
