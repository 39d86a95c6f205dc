"""Celery and mail. Without REDIS_URL the broker is a folder; the row is the truth, sweeps repair a lost queue."""

import environ
from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured

from .environment import VAR_DIR, env
from .storage import REDIS_URL

if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
else:
    BROKER_DIR = VAR_DIR / "broker"
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "queue"),
        "data_folder_out": str(BROKER_DIR / "queue"),
        "control_folder": str(BROKER_DIR / "control"),
        "processed_folder": str(BROKER_DIR / "processed"),
        "store_processed": False,
    }
    for folder in ("queue", "control", "processed"):
        (BROKER_DIR / folder).mkdir(parents=True, exist_ok=True)

CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_DEFAULT_QUEUE = "chatiere"
CELERY_TIMEZONE = "Europe/Paris"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat" / "schedule")
(VAR_DIR / "beat").mkdir(parents=True, exist_ok=True)


def every(seconds: float, task: str) -> dict:
    """A periodic task. What the next one makes needless expires: a worker that was stopped throws the heap away."""
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


def nightly(hour: int, minute: int, task: str) -> dict:
    """A task of the night; one that found no worker all day waits for the next night."""
    return {"task": task, "schedule": crontab(hour=hour, minute=minute), "options": {"expires": 20 * 3600}}


# Static and readable; each app's entry names its task.
CELERY_BEAT_SCHEDULE = {
    "sweep-mails": every(30.0, "portal.notifications.tasks.sweep_mails"),
    "sweep-notices": every(60.0, "portal.notifications.tasks.sweep_notices"),
    "mail-digests": every(900.0, "portal.notifications.tasks.mail_digests"),
    "forget-old-notices": nightly(3, 50, "portal.notifications.tasks.forget_old_notices"),
    "incidents-purge-at-edges": every(60.0, "hosting.incidents.tasks.purge_at_edges"),
    "move-maintenances-on": every(60.0, "hosting.incidents.tasks.move_maintenances_on"),
    "sweep-incident-mails": every(60.0, "hosting.incidents.tasks.sweep_broadcasts"),
    "remind-of-breaches": every(600.0, "hosting.incidents.tasks.remind_of_breaches"),
    "check-services": every(
        env.float("SERVICE_CHECK_SECONDS", default=300.0), "hosting.incidents.tasks.check_services"
    ),
    "forget-incident-subscriptions": nightly(3, 35, "hosting.incidents.tasks.forget_subscriptions"),
    "refresh-directory": every(600.0, "hosting.directory.tasks.refresh_directory"),
    "ask-reporters": every(600.0, "forum.support.tasks.ask_reporters"),
    "publish-scheduled-pages": every(300.0, "portal.pages.tasks.publish_scheduled_pages"),
    "forget-idle-learners": nightly(3, 40, "courses.tasks.forget_idle_learners"),
    "forget-invitations": nightly(3, 45, "accounts.organisations.tasks.forget_invitations"),
    "remind-of-memberships": nightly(5, 30, "accounts.organisations.tasks.remind_of_memberships"),
    "purge-forum-drafts": nightly(3, 50, "forum.support.tasks.purge_drafts"),
    "forget-reporters": nightly(3, 55, "forum.support.tasks.forget_reporters"),
    "read-visits": nightly(3, 10, "portal.figures.tasks.read_visits"),
    "count-figures": nightly(3, 20, "portal.figures.tasks.count_figures"),
    "tell-forum-guests": every(300.0, "forum.support.tasks.tell_guests"),
    "forget-forum-guests": nightly(3, 50, "forum.support.tasks.forget_guests"),
    "sweep-exports": every(60.0, "portal.privacy.tasks.sweep_exports"),
    "sweep-departures": every(300.0, "portal.privacy.tasks.sweep_departures"),
    "purge-retained": nightly(4, 0, "portal.privacy.tasks.purge_retained"),
    "tend-inactive-accounts": nightly(5, 0, "accounts.people.tasks.tend_inactive_accounts"),
    "keep-promises": nightly(4, 20, "portal.transparency.nightly.keep_promises"),
    "forget-farewells": every(600.0, "accounts.people.tasks.forget_farewells"),
    "sweep-sign-outs": every(60.0, "hosting.cloud.tasks.sweep_sign_outs"),
    "forget-sign-ons": nightly(4, 20, "hosting.cloud.tasks.forget_sign_ons"),
    "tend-cloud-accounts": nightly(4, 10, "hosting.cloud.tasks.tend_accounts"),
    "tell-new-deciders": nightly(6, 30, "hosting.cloud.tasks.tell_new_deciders"),
    "look-at-cloud-servers": nightly(2, 30, "hosting.cloud.tasks.look_at_servers"),
    "sweep-cloud-rounds": every(600.0, "hosting.cloud.tasks.sweep_rounds"),
    "sweep-version-notices": every(300.0, "portal.transparency.tasks.sweep_version_notices"),
    "purge-on-the-day-of-a-version": nightly(0, 1, "portal.transparency.tasks.purge_on_the_day"),
    "sweep-outgoing-changes": every(
        env.float("CLOUD_SWEEP_SECONDS", default=30.0), "hosting.cloud.tasks.sweep_outgoing_changes"
    ),
}

EMAIL_URL = env.str("EMAIL_URL", default="").strip() or "consolemail://"
try:
    EMAIL_CONFIG = environ.Env.email_url_config(EMAIL_URL)
except ImproperlyConfigured as error:
    raise ImproperlyConfigured("EMAIL_URL cannot be read: write it as smtp+tls://user:password@host:port.") from error
globals().update({key: value for key, value in EMAIL_CONFIG.items() if key.startswith("EMAIL_")})
# The demonstration's; a real host must name its own.
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="FramaLigue <ne-pas-repondre@framaligue.example>")
EMAIL_TIMEOUT = 30  # seconds; a server that hangs must not hold the worker for ever
SERVER_EMAIL = DEFAULT_FROM_EMAIL
