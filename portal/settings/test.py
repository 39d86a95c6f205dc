"""Tests: the embedded mode's settings with quick hashing; databases, broker and cache from the environment.

Each test process has files of its own, so that two running side by side never share a cache or a queue.
"""

import os
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
if "CHATIERE_TEST_ROOT" not in os.environ:
    os.environ["CHATIERE_TEST_ROOT"] = tempfile.mkdtemp(prefix="chatiere-test-")
VAR = Path(os.environ["CHATIERE_TEST_ROOT"]) / WORKER
(VAR / "static").mkdir(parents=True, exist_ok=True)  # whitenoise warns of a missing folder
os.environ["CHATIERE_VAR"] = str(VAR)
if os.environ.get("REDIS_URL"):
    # Emptying a cache empties its Redis database whole: each test process has one of its own.
    number = int(WORKER.removeprefix("gw")) if WORKER.startswith("gw") else 15
    os.environ["REDIS_URL"] = urlsplit(os.environ["REDIS_URL"])._replace(path=f"/{number}").geturl()

from portal.core import signing_keys  # noqa: E402

from .base import *  # noqa: E402, F403
from .base import VAR_DIR, env  # noqa: E402, F401

DEMO = True
SECRET_KEY = "only-for-tests-" + "x" * 50
CREDENTIALS_SIGNING_KEY = signing_keys.new_key()
OIDC_SIGNING_KEY = signing_keys.new_rsa_key()
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Tests of what waits for a moderator turn this on.
FORUM_HOLDS_FIRST_POSTS = FORUM_HOLDS_LINKS_IN_FIRST_POSTS = 0
NEXTCLOUD_PASSWORD = "sandbox-bot-password"
LESSON_OPENS_WRITTEN_EVERY = 0  # a thread of its own would write behind a test's back
for name, store in CACHES.items():
    store["KEY_PREFIX"] = f"test-{WORKER}-{name}"
# A worker and a live server are other processes: the test database is a file, not memory.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
elif "CHATIERE_TEST_MIGRATED" in os.environ:
    # A database that the test command migrated once (tests/prepared.py): each process starts from a copy.
    DATABASES["default"]["TEST"] = {"TEMPLATE": os.environ["CHATIERE_TEST_MIGRATED"]}
STORAGES["staticfiles"] = {"BACKEND": "portal.core.static_files.UnhashedStaticFilesStorage"}
