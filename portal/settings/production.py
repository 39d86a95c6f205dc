"""A real host. Refuses to start on a missing or default secret, and says which."""

from email.utils import parseaddr

from django.core.exceptions import ImproperlyConfigured

from portal.core import signing_keys

from .base import *  # noqa: F403
from .base import ATTESTATIONS, CREDENTIALS_SIGNING_KEY, DATABASES, OIDC_SIGNING_KEY, env

# What a value that nobody chose begins with: examples of deploy/, Django's own, the sandbox of the embedded mode.
NEVER_CHOSEN = ("change-me", "changez-moi", "django-insecure", "sandbox-", "only-for-tests")


def required(name: str, *, at_least: int = 1, different: int = 1) -> str:
    """The environment variable, or a refusal that names it: too short, of too few different characters, a default."""
    value = env.str(name, default="").strip()
    if len(value) < at_least or len(set(value)) < different or value.startswith(NEVER_CHOSEN):
        raise ImproperlyConfigured(
            f"{name} is missing, too short or a default value: set it in the environment "
            f"(at least {at_least} characters; see deploy/)."
        )
    return value


def host_names(name: str) -> list[str]:
    """The hosts of a comma-separated variable, at least one; the first is the one that mails lead to."""
    hosts = [host.strip() for host in required(name).split(",") if host.strip()]
    if not hosts or "*" in hosts:
        raise ImproperlyConfigured(f"{name} must name each host, the main one first, separated by commas.")
    return hosts


def secure_address(name: str) -> str:
    """An address that starts with https://: passwords travel to it."""
    address = required(name)
    if not address.startswith("https://"):
        raise ImproperlyConfigured(f"{name} must start with https://, since passwords travel to it.")
    return address


def sender(name: str) -> str:
    """Whom mails come from: `Name <address>` or an address alone."""
    written = required(name)
    if "@" not in parseaddr(written)[1]:
        raise ImproperlyConfigured(f"{name} must hold a mail address, such as: Our host <no-reply@host.org>.")
    return written


def check_signing_key() -> None:
    """A host that gives attestations signs them with a key of its own."""
    try:
        signing_keys.read_keys(CREDENTIALS_SIGNING_KEY)
    except signing_keys.UnusableKey as error:
        raise ImproperlyConfigured(
            f"CREDENTIALS_SIGNING_KEY is missing or unusable ({error}): set it to a private key in PEM, "
            "or ATTESTATIONS=no for a host that gives no attestation."
        ) from error


def check_sign_on_key() -> None:
    """A host whose Nextcloud signs people in with the portal names an RSA key; without one it is not offered."""
    try:
        algorithms = {key.algorithm for key in signing_keys.read_keys(OIDC_SIGNING_KEY)}
    except signing_keys.UnusableKey as error:
        raise ImproperlyConfigured(f"OIDC_SIGNING_KEY is unusable ({error}): set it to an RSA key in PEM.") from error
    if algorithms != {"RS256"}:
        raise ImproperlyConfigured("OIDC_SIGNING_KEY must hold RSA keys only: `manage.py oidc_key --new` makes one.")


SECRET_KEY = required("SECRET_KEY", at_least=50, different=5)
ALLOWED_HOSTS = host_names("ALLOWED_HOSTS")
NEXTCLOUD_URL = secure_address("NEXTCLOUD_URL")
NEXTCLOUD_USER = required("NEXTCLOUD_USER")
NEXTCLOUD_PASSWORD = required("NEXTCLOUD_PASSWORD", at_least=12)
required("EMAIL_URL")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = sender("DEFAULT_FROM_EMAIL")
if ATTESTATIONS:
    check_signing_key()
if OIDC_SIGNING_KEY.strip():
    check_sign_on_key()
if DATABASES["default"]["ENGINE"].endswith("postgresql") and not DATABASES["default"].get("NAME"):
    raise ImproperlyConfigured("DATABASE_URL names no database.")

# Behind nginx every request comes from one address: limits on sign-in must see the one before it.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=1)
WAGTAILADMIN_BASE_URL = f"https://{ALLOWED_HOSTS[0]}"
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
