"""The portal. Importing it loads the Celery app, so that `.delay()` in the web process reaches our broker."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
