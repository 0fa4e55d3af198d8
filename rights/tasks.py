"""Doorbells of this room. Beat rings the sweeps, so a lost ring costs seconds."""

import uuid

from celery import shared_task

from rights import outside_mail
from rights.actions import concerns, erasing, outside_links, package_building, package_ending, warning
from rights.queries import packaging


@shared_task(acks_late=True)
def build_package(ref: str) -> None:
    """Build an access package; the next one that waits is rung for at once."""
    if package_building.build(uuid.UUID(ref)):
        sweep_packages.delay()


@shared_task(ignore_result=True, expires=10)
def sweep_packages() -> None:
    """Ring for packages that wait, that may be tried again, or that a dead worker left."""
    for ref in packaging.to_build():
        build_package.apply_async((str(ref),), expires=30)


@shared_task(ignore_result=True, expires=60)
def end_packages() -> None:
    """Destroy packages whose time is over, and files that belong to nobody."""
    package_ending.end_packages()


@shared_task(ignore_result=True, expires=60)
def follow_orders() -> None:
    """Bring erasures in line with their purge orders, where a signal was lost or an order was opened again."""
    erasing.follow_orders()


@shared_task(ignore_result=True, expires=1800)
def warn() -> None:
    """Warn of every request whose last day comes near or is over."""
    warning.warn_all()


@shared_task(ignore_result=True, acks_late=True)
def hand_on_concerns() -> None:
    """Hand on the anonymous concerns that wait, all together."""
    concerns.hand_on_letters()


@shared_task(ignore_result=True, expires=3600)
def remind_of_concerns() -> None:
    """Remind those who answer concerns of what is due soon or overdue; forget who raised what was answered long ago."""
    concerns.remind()
    concerns.forget_authors()


@shared_task(ignore_result=True, acks_late=True, time_limit=120)
def mail_links() -> None:
    """Send the links that people outside asked for."""
    outside_mail.mail_links()


@shared_task(ignore_result=True, expires=30, time_limit=120)
def sweep_outside() -> None:
    """Send what is left over, say that something changed, forget what nobody used."""
    outside_mail.mail_links()
    outside_mail.mail_news()
    outside_links.forget()
