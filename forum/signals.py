"""Told inside the transaction of what happened, so that what a receiver writes is kept or lost with it.

`message_posted(post, at)`: everybody who reads the board can read it from this moment on: written, or let through by a
moderator. `message_edited(post, at)`: what everybody can read says something else. `report_moved(change)`: a bug report
is in another state. `answer_accepted(answer)`: whoever asked, or the team, says so. `idea_decided(decision)`: the team
did. `topics_merged(topic, into)`: the first was emptied into the second; for apps that hold rows about a topic.
"""

from django.dispatch import Signal

message_posted = Signal()
message_edited = Signal()
report_moved = Signal()
answer_accepted = Signal()
idea_decided = Signal()
topics_merged = Signal()
