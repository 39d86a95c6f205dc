"""A version announced ahead: a mail to everybody whom it binds, each once; a banner on every page until its day."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.notifications.models import Mail, Notice, Settings
from portal.transparency import actions, notices, tasks
from portal.transparency.models import TextVersion, VersionNotice
from tests.factories.people import UserFactory
from tests.factories.transparency import DatedTextFactory, published
from tests.queries import forget_pages

pytestmark = pytest.mark.django_db


def announce(first: TextVersion, *, days: int = 30, **fields) -> TextVersion:
    """The next version of a text, published today, in effect later."""
    fields = {"reason": "Un service de plus", "full": "## Article 1\n\nAutre texte.", **fields}
    draft = actions.draft_next_version(
        document=first.document, effective_on=timezone.localdate() + timedelta(days=days), **fields
    )
    return actions.publish_version(version=draft)


def test_a_visitor_without_a_cookie_sees_it_on_a_cached_page_until_the_day(client, time_machine):
    first = published()
    other = published(document=DatedTextFactory(slug="ecoconception", title="Écoconception"))
    announce(other)
    assert 'class="told"' not in client.get("/transparence/").text
    announce(first)
    forget_pages()  # what the publication does once it is committed
    for page in (client.get("/transparence/"), client.get("/transparence/")):
        banner = page.text.partition('<aside class="told"')[2].partition("</aside>")[0]
        assert first.document.title in banner and "Un service de plus" in banner and "/cgu/1-2/" in banner
        assert "Écoconception" not in banner
        assert not page.cookies
    now = timezone.now()
    time_machine.move_to(now + timedelta(days=29))
    assert not tasks.purge_on_the_day()
    time_machine.move_to(now + timedelta(days=30))
    assert tasks.purge_on_the_day()
    forget_pages()
    assert 'class="told"' not in client.get("/transparence/").text


def test_every_member_is_mailed_once_whatever_they_chose_and_whatever_breaks(monkeypatch):
    people = [UserFactory() for _ in range(5)]
    gone = UserFactory(is_active=False)
    Settings.objects.create(person=people[0], is_paused=True)
    second = announce(published())
    monkeypatch.setattr(notices, "BATCH", 2)
    real, calls = notices.mails.send, []

    def dies_at_the_fourth(**values):
        calls.append(values["person"])
        if len(calls) == 4:
            raise OSError("killed")
        return real(**values)

    monkeypatch.setattr(notices.mails, "send", dies_at_the_fourth)
    with pytest.raises(OSError, match="killed"):
        tasks.tell_of_version(second.notice.pk)
    assert Mail.objects.count() == 2, "the batch that broke left nothing half told"
    assert tasks.sweep_version_notices() == 3
    assert tasks.sweep_version_notices() == 0
    tasks.tell_of_version(second.notice.pk)
    mails = Mail.objects.filter(key__startswith="text-cgu-2-")
    assert sorted(mails.values_list("person", flat=True)) == sorted(one.pk for one in people)
    assert Notice.objects.filter(key="text-cgu-2").count() == len(people)
    assert not Mail.objects.filter(person=gone).exists()
    one = mails.first()
    assert "Un service de plus" in one.text and "/cgu/1-2/" in one.text and "/cgu/2/" in one.text
    assert "/compte/textes/" not in one.text
    assert "List-Unsubscribe" not in one.headers


def test_of_a_text_that_binds_nobody_people_hear_as_they_like():
    person = UserFactory()
    other = announce(published(document=DatedTextFactory(slug="ecoconception", title="Écoconception")))
    tasks.tell_of_version(other.notice.pk)
    assert not Mail.objects.exists()
    assert Notice.objects.get(person=person).frequency == "weekly"


def test_nobody_is_written_to_for_a_first_version_nor_for_one_that_holds_at_once():
    first = published(effective_on=timezone.localdate() + timedelta(days=3))
    announce(published(document=DatedTextFactory(slug="moderation")), days=0)
    assert not VersionNotice.objects.exists()
    announce(first, days=0, acceptance_required=True)
    assert VersionNotice.objects.count() == 1
