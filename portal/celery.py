"""The Celery app. A task is a hint: every task can run twice, and a sweep finds what a lost queue forgot."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")
# the embedded mode's queue; with Redis nothing asks for it
TRANSPORT_ALIASES["filesystem"] = "portal.core.queue_files:Transport"

app = Celery("chatiere")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
