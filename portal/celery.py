"""The Celery app. A task is a hint: every task can run twice, and a sweep finds what a lost queue forgot."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")

app = Celery("chatiere")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
