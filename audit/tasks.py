"""The sequencer's doorbell: rung after each commit, and by beat as the fallback."""

from celery import shared_task

from audit import sequencer


@shared_task(name="audit.tasks.sequence", acks_late=True, ignore_result=True, soft_time_limit=120, time_limit=150)
def sequence() -> None:
    """Give pending entries their place in the tree."""
    sequencer.sequence()
