"""The embedded mode of `make run`: SQLite, folders as broker and cache, sandbox Nextcloud, demo pages."""

import contextlib
import os

from .base import *  # noqa: F403
from .base import VAR_DIR, env

DEMO = True
PORT = env.int("PORT", default=8000)
# A secret of this checkout alone, made by `make run`; a fixed one would be a known one.
SECRET_FILE = VAR_DIR / "secret-key"
if not SECRET_FILE.exists():
    from django.core.management.utils import get_random_secret_key

    SECRET_FILE.parent.mkdir(parents=True, exist_ok=True)
    fresh = SECRET_FILE.with_suffix(f".{os.getpid()}")
    fresh.write_text(get_random_secret_key())
    with contextlib.suppress(FileExistsError):
        os.link(fresh, SECRET_FILE)  # the first process wins, the others read its key
    fresh.unlink()
SECRET_KEY = SECRET_FILE.read_text()

ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
WAGTAILADMIN_BASE_URL = f"http://127.0.0.1:{PORT}"
NEXTCLOUD_URL = env.str("NEXTCLOUD_URL", default=f"http://127.0.0.1:{PORT + 180}")
NEXTCLOUD_PASSWORD = env.str("NEXTCLOUD_PASSWORD", default="sandbox-bot-password")

# Mails are files that /demo/mails/ shows.
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mails"
