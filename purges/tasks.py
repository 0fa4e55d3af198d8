"""Doorbells of the engine. Beat rings `sweep`, so a lost ring costs seconds."""

import uuid

from celery import shared_task

from purges import hold_watch, keeping, passes, purge_tests, queries, settling, verification


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


@shared_task(acks_late=True)
def run_purge_test(test: str) -> None:
    """Test a dataset's deletion with a planted canary."""
    purge_tests.run(uuid.UUID(test))


@shared_task(ignore_result=True, expires=30)
def sweep_purge_tests() -> None:
    """Ring for tests that wait, fail those whose worker died, take away canaries that are left."""
    for test in queries.purge_tests_waiting():
        run_purge_test.apply_async((str(test),), expires=30)
    purge_tests.end_overdue()
    purge_tests.clear_leftovers()


@shared_task(acks_late=True)
def release_hold(hold: str) -> None:
    """A hold ended: what it kept is due again, unless another hold keeps it."""
    for dataset in keeping.release(uuid.UUID(hold)):
        run_pass.delay(str(dataset))


@shared_task(ignore_result=True, expires=60)
def sweep_holds() -> None:
    """Look after holds; ring for what is kept by none any more."""
    hold_watch.look()
    for dataset in keeping.release_left_over():
        run_pass.apply_async((str(dataset),), expires=30)
