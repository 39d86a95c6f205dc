"""What runs by itself: tasks that exist, none of which waits longer than it is of use."""

from datetime import timedelta

import pytest
from celery.schedules import crontab

from portal.celery import app


@pytest.fixture(params=sorted(app.conf.beat_schedule))
def entry(request):
    return app.conf.beat_schedule[request.param]


def test_the_task_of_every_entry_exists(entry):
    app.loader.import_default_modules()
    assert entry["task"] in app.tasks


def test_what_a_stopped_worker_left_expires_before_it_is_asked_for_again(entry):
    schedule = entry["schedule"]
    again = timedelta(days=1) if isinstance(schedule, crontab) else timedelta(seconds=schedule)
    assert timedelta() < timedelta(seconds=entry["options"]["expires"]) <= again
