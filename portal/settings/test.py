"""Tests: the embedded mode's settings with quick hashing; databases, broker and cache from the environment."""

import os
import tempfile

os.environ.setdefault("CHATIERE_VAR", tempfile.mkdtemp(prefix="chatiere-test-"))

from .base import *  # noqa: E402, F403
from .base import DATABASES, VAR_DIR  # noqa: E402

DEMO = True
SECRET_KEY = "only-for-tests-" + "x" * 50
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
NEXTCLOUD_PASSWORD = "sandbox-bot-password"
# A worker and a live server are other processes: the test database is a file, not memory.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}
STORAGES["staticfiles"] = {"BACKEND": "portal.core.static_files.UnhashedStaticFilesStorage"}  # noqa: F405
if not REDIS_URL:  # noqa: F405
    for folder in ("queue", "control", "processed"):
        (BROKER_DIR / folder).mkdir(parents=True, exist_ok=True)  # noqa: F405
