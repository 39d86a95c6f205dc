"""What apps above may want to know of sessions; signing out of one's own is Django's `user_logged_out`."""

from django.dispatch import Signal

# `keys`: the sessions, by their keys, that somebody has just ended from another device.
sessions_ended = Signal()
