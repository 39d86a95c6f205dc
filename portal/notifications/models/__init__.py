"""Mails to send, notices to read, what people follow and how often they want to hear of it."""

from .choices import Frequency, Settings
from .follow import Follow, Preference
from .mail import LEASE, RETRY_MINUTES, Mail
from .notice import Event, Notice

__all__ = ["LEASE", "RETRY_MINUTES", "Event", "Follow", "Frequency", "Mail", "Notice", "Preference", "Settings"]
