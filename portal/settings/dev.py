"""The embedded mode of `make run`: SQLite, folders as broker and cache, sandbox Nextcloud, demo pages."""

import contextlib
import os
from collections.abc import Callable

from django.core.management.utils import get_random_secret_key

from portal.core import signing_keys

from .base import *  # noqa: F403
from .base import VAR_DIR, env

DEMO = True
PORT = env.int("PORT", default=8000)


def kept_secret(name: str, make: Callable[[], str]) -> str:
    """A secret of this checkout alone, made by `make run` and kept under var/; a fixed one would be a known one."""
    file = VAR_DIR / name
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_suffix(f".{os.getpid()}")
        fresh.write_text(make())
        fresh.chmod(0o600)
        with contextlib.suppress(FileExistsError):
            os.link(fresh, file)  # the first process wins, the others read its key
        fresh.unlink()
    return file.read_text()


SECRET_KEY = kept_secret("secret-key", get_random_secret_key)
CREDENTIALS_SIGNING_KEY = kept_secret("credentials-key", signing_keys.new_key)
OIDC_SIGNING_KEY = kept_secret("oidc-key", signing_keys.new_rsa_key)
# The sandbox Nextcloud signs people in with the portal, as a real one does.
SANDBOX_CLIENT_ID = "demonstration"
SANDBOX_CLIENT_SECRET = kept_secret("sandbox-client-secret", get_random_secret_key)

ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
WAGTAILADMIN_BASE_URL = f"http://127.0.0.1:{PORT}"
NEXTCLOUD_URL = env.str("NEXTCLOUD_URL", default=f"http://127.0.0.1:{PORT + 180}")
NEXTCLOUD_PASSWORD = env.str("NEXTCLOUD_PASSWORD", default="sandbox-bot-password")

# Mails are files that /demo/mails/ shows.
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mails"
