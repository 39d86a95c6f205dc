"""Courses: what a host may do without."""

from .environment import env

# Lessons already opened stay readable without a connection. « no » also takes back what devices have kept.
OFFLINE_LESSONS = env.bool("OFFLINE_LESSONS", default=True)
