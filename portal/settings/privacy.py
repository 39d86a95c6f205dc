"""Personal data: how long an archive can be fetched, and how long one can change one's mind about leaving."""

from .environment import env

# Days during which the archive of « Mes données » can be fetched.
DATA_EXPORT_DAYS = env.int("DATA_EXPORT_DAYS", default=7)
# Days between « Supprimer mon compte » and the erasure. The law gives a month for the whole: keep well below 30.
DEPARTURE_DAYS = env.int("DEPARTURE_DAYS", default=7)
