"""What the host promises to keep up to date, and after how long its team is reminded."""

from .environment import env

# Days after which a criterion of the charter is to be looked at again.
CHARTER_REVIEW_DAYS = env.int("CHARTER_REVIEW_DAYS", default=365)
# Days after which the list of packages of a server is too old.
PACKAGE_LIST_DAYS = env.int("PACKAGE_LIST_DAYS", default=365)
