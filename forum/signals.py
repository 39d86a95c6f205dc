"""Told inside the transaction of what happened, so that what a receiver writes is kept or lost with it.

`message_posted(post, at)`: everybody who reads the board can read it from this moment on: written, or let through by a
moderator. `report_moved(change)`: a bug report is in another state.
"""

from django.dispatch import Signal

message_posted = Signal()
report_moved = Signal()
