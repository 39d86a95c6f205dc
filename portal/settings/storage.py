"""Where rows, cached pages and files live: SQLite and folders by default, PostgreSQL and Redis by address."""

import environ

from .environment import BASE_DIR, VAR_DIR, env

REDIS_URL = env.str("REDIS_URL", default="")


def database(url: str) -> dict:
    """Django's settings for a database address, with what makes SQLite bear several processes."""
    settings = environ.Env.db_url_config(url)
    if settings["ENGINE"].endswith("sqlite3"):
        # IMMEDIATE takes the write lock at once; deferred transactions end in « database is locked ».
        settings["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # recursive_triggers: INSERT OR REPLACE calls those that keep rows (portal.core.immutable)
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA recursive_triggers=ON;",
        }
    else:
        settings["CONN_HEALTH_CHECKS"] = True
    # Opening a connection costs more than the queries of a page, on SQLite as well.
    settings["CONN_MAX_AGE"] = 60
    return settings


DATABASES = {"default": database(env.str("DATABASE_URL", default=f"sqlite:///{VAR_DIR}/portal.sqlite3"))}


def cache_store(name: str, max_entries: int, **more: str) -> dict:
    """Django's settings for a cache of its own: what fills one never pushes anything out of another."""
    if REDIS_URL:
        return {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": name,
            **more,
        }
    # Files, because memory of one process cannot be purged from another.
    return {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR_DIR / "cache" / name,
        "OPTIONS": {"MAX_ENTRIES": max_entries},
        **more,
    }


# `default` holds the counters that slow down guessing; `pages` holds whole pages of visitors (portal.core.page_cache),
# `states` the pages of all members who read them alike (portal.core.same_state): lessons, topics.
CACHES = {
    # allauth's counters bear the addresses that they count by: nobody reads them in a dump of Redis
    "default": cache_store("counters", 10_000, KEY_FUNCTION="portal.core.rate_limit.nameless_key"),
    "pages": cache_store("pages", 2_000),
    "states": cache_store("states", 2_000),
}

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Nobody else's pages may read our fonts and scripts.
WHITENOISE_ALLOW_ALL_ORIGINS = False


def WHITENOISE_ADD_HEADERS_FUNCTION(headers, path, url) -> None:  # noqa: N802 - a setting
    """A static file is only what its name says."""
    headers["X-Content-Type-Options"] = "nosniff"


MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
# One recording of sound or moving pictures, uploaded in /cms/ or imported with a course.
RECORDING_MAX_BYTES = env.int("RECORDING_MAX_BYTES", default=200_000_000)
# Files that must be asked for (attachments, exports): never under MEDIA_URL.
PRIVATE_ROOT = VAR_DIR / "private"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_ROOT, "base_url": None},
    },
    "staticfiles": {"BACKEND": "portal.core.static_files.StaticFilesStorage"},
}
STATICFILES_FINDERS = [
    "portal.core.static_files.StylesheetFinder",
    "portal.core.static_files.SourceFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]

FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
