"""Handing work to Celery. The row is the truth and the queue only a hint: a broker that is down delays, never fails."""

import logging

from django.db import transaction
from kombu.exceptions import KombuError

logger = logging.getLogger(__name__)


def enqueue_on_commit(task, *ids) -> None:
    """Queue `task` with row ids once the running transaction is committed; a sweep finds what the queue lost."""
    transaction.on_commit(lambda: enqueue(task, *ids))


def enqueue(task, *ids) -> None:
    """Queue `task` now; a broker that does not answer is logged and left to the sweep."""
    try:
        task.delay(*ids)
    except (KombuError, OSError) as error:
        logger.warning("The queue does not answer (%s); a sweep will find %s%s", error, task.name, ids)
