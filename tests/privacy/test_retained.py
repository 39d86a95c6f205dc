"""The restricted store: filled by what happens, read for a legal request alone, purged on its day."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from forum.machina.forum_conversation.models import Post
from portal.privacy.models import Disclosure, RetainedRecord, SourceAddress
from portal.privacy.tasks import purge_retained
from tests.factories.forum import BoardFactory, make_topic
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
WHO = {"operator": "Camille", "authority": "Tribunal de Laval", "reference": "12/2026", "reason": "Réquisition"}


def disclose(**options) -> str:
    told = StringIO()
    call_command("disclose_retained", stdout=told, **options)
    return told.getvalue()


def test_whence_a_message_came_lies_in_the_store_alone(client):
    person = UserFactory()
    topic = make_topic(BoardFactory(), UserFactory())
    client.force_login(person)
    address = reverse("forum:reply", args=[topic.forum.slug, topic.reference])
    headers = {"origin": "http://testserver", "sec-fetch-site": "same-origin"}
    client.post(address, {"content": "Chez moi aussi."}, headers=headers, REMOTE_ADDR="198.51.100.23")
    source = SourceAddress.objects.get()
    post = Post.objects.get(poster=person)
    assert (source.number, source.object_id, source.address) == (person.pk, post.pk, "198.51.100.23")
    assert (source.purge_on - timezone.localdate()).days == 365
    assert "198.51.100.23" not in str(Post.objects.filter(pk=post.pk).values())
    assert json.loads(disclose(message=post.pk, yes=True, **WHO))["sources"][0]["address"] == "198.51.100.23"


def test_it_is_read_only_with_who_asked_and_why_written_down(leave):
    person = UserFactory(public_name="Aristide Vesce")
    address, number = person.email, leave(person).number
    assert "Vesce" not in disclose(address=address) and not Disclosure.objects.exists()
    with pytest.raises(CommandError, match="--reason"):
        disclose(address=address, yes=True, **WHO | {"reason": " "})
    shown = json.loads(disclose(address=address.upper(), yes=True, **WHO))
    assert "Aristide Vesce" in {row["data"].get("public_name") for row in shown["records"]}
    reading = Disclosure.objects.get()
    assert (reading.number, reading.reference, reading.records) == (number, "12/2026", len(shown["records"]))
    for change in (Disclosure.objects.all().delete, lambda: RetainedRecord.objects.update(data={})):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_what_has_been_kept_long_enough_is_purged(leave):
    leave(UserFactory())
    today = timezone.localdate()
    assert set(RetainedRecord.objects.values_list("purge_on", flat=True)) == {today + timedelta(days=365)}
    old = {"number": 1, "address": "a@example.org", "what": "people.User", "data": {}, "reason": "-"}
    RetainedRecord.objects.create(**old, purge_on=today)
    SourceAddress.objects.create(what="x", object_id=1, address="192.0.2.1", purge_on=today)
    assert purge_retained() == 2
    assert RetainedRecord.objects.count() == 2 and not SourceAddress.objects.exists()
