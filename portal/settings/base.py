"""What every mode shares. One topic a file; each mode (dev, test, production) starts from here."""

from .apps import *  # noqa: F403
from .attestations import *  # noqa: F403
from .courses import *  # noqa: F403
from .environment import BASE_DIR, VAR_DIR, env  # noqa: F401
from .forum import *  # noqa: F403
from .privacy import *  # noqa: F403
from .promises import *  # noqa: F403
from .security import *  # noqa: F403
from .sign_on import *  # noqa: F403
from .storage import *  # noqa: F403
from .tasks import *  # noqa: F403

DEBUG = False
# The demo mode of `make run`: readable mails, component gallery. Never in production.
DEMO = False
ALLOWED_HOSTS: list[str] = []

# The sandbox by default; production names a real server.
NEXTCLOUD_URL = env.str("NEXTCLOUD_URL", default="http://127.0.0.1:8180")
NEXTCLOUD_USER = env.str("NEXTCLOUD_USER", default="portalbot")
NEXTCLOUD_PASSWORD = env.str("NEXTCLOUD_PASSWORD", default="")
# False for a host whose members are natural persons, such as a village group: no page speaks of associations.
HOST_HAS_ORGANISATIONS = env.bool("HOST_HAS_ORGANISATIONS", default=True)
# A closed account is deleted after so many days, time to take one's files along.
CLOUD_GRACE_DAYS = env.int("CLOUD_GRACE_DAYS", default=30)
# How long a worker holds an account without a sign of life; it must outlast one call to the server.
CLOUD_LEASE_SECONDS = env.int("CLOUD_LEASE_SECONDS", default=60)
# How often each process writes how often lessons were opened, in seconds; 0 keeps it in memory.
LESSON_OPENS_WRITTEN_EVERY = 60
# The web server's log without addresses, from which pages read are counted (deploy/visits.md); empty counts none.
VISITS_LOG = env.str("VISITS_LOG", default="")
# Files of other hosts that stand on this server, for the directory of hosts; empty reads none but those of the web.
CHATONS_FOLDER = env.str("CHATONS_FOLDER", default="")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    # Wagtail's tasks say INFO for every index update; the site history in /cms/ tells the same better.
    "loggers": {name: {"level": "WARNING"} for name in ("wagtail", "django_tasks", "modelsearch", "httpx")},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
}
