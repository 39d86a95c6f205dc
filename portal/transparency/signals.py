"""Told after commit, with `version`. For mails and banners."""

from django.dispatch import Signal

version_published = Signal()
