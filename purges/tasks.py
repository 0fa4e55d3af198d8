"""Doorbells of the engine. Beat rings `sweep`, so a lost ring costs seconds."""

import uuid

from celery import shared_task

from purges import passes, queries, settling, verification


@shared_task(acks_late=True)
def run_pass(dataset: str) -> None:
    """Carry out what is due in this dataset, then verify it."""
    if passes.run(uuid.UUID(dataset)):
        verify.delay(dataset)


@shared_task(acks_late=True)
def verify(dataset: str) -> None:
    """Look with another query whether anything is left."""
    verification.verify(uuid.UUID(dataset))


@shared_task(ignore_result=True, expires=10)
def sweep() -> None:
    """Ring for every dataset with something due, left behind or to be checked."""
    for dataset in queries.datasets_due():
        run_pass.apply_async((str(dataset),), expires=30)
    for dataset in queries.datasets_to_verify():
        verify.apply_async((str(dataset),), expires=30)
    settling.settle_left_over()
