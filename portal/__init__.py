"""The shell: settings, urls, Celery, middleware, home pages, demo, health."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
