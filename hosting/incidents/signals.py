"""Told after commit, each with `incident`; `incident_updated` also with `update`. For mails, the forum, the desk."""

from django.dispatch import Signal

incident_opened = Signal()
incident_updated = Signal()
incident_resolved = Signal()
