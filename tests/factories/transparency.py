"""Dated texts."""

import factory
from django.utils import timezone

from portal.transparency import actions
from portal.transparency.models import DatedText, TextVersion


class DatedTextFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DatedText

    slug = "cgu"
    title = "Conditions générales d’utilisation"


class DraftFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TextVersion

    document = factory.SubFactory(DatedTextFactory)
    number = 1
    short = "- **Vos fichiers** sont à vous."
    full = "## Article 1\n\nTout le texte."
    reason = "Première version"


def published(**fields) -> TextVersion:
    """A published version, in effect today unless `effective_on` says otherwise."""
    draft = DraftFactory(**{"effective_on": timezone.localdate(), **fields})
    return actions.publish_version(version=draft)
