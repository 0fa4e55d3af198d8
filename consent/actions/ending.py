"""Ending many choices at once: the gate refuses from the commit of the cause on, the rows follow."""

from django.utils import timezone

from consent.models import Consent, Ending, Program


def start(*, program: Program, cause: str, notice_below: int) -> Ending:
    """Order that the program's choices under notices older than this version end, in the transaction of the cause."""
    held = Consent.objects.filter(program=program, state__in=Consent.HOLDING, notice__version__lt=notice_below)
    return Ending.objects.create(
        program=program,
        cause=cause,
        notice_below=notice_below,
        total=held.count(),
        started_at=timezone.now(),
    )
