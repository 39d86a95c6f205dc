"""Mails of the forum: who gets one, when, of what, and that nobody gets one too many."""

from datetime import timedelta
from email.utils import parseaddr

import pytest
from django.core import mail as outbox
from django.utils import timezone

from forum.machina.forum.models import Forum
from forum.machina.forum_conversation import actions
from forum.support.actions import moderation
from forum.support.actions.bug_reports import change_state, join_report, report_bug
from portal.notifications import following, mailing, telling
from portal.notifications.models import Follow, Frequency, Mail, Notice, Preference, Settings
from portal.notifications.tasks import mail_all, mail_digests, sweep_mails, sweep_notices
from tests.factories.forum import BoardFactory, make_topic

from .conftest import make_person

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=8)


def post_office(*, after: timedelta = timedelta()) -> list:
    """What the worker does: tell, write, send. Returns the mails of this round."""
    before = len(outbox.outbox)
    sweep_notices()
    sweep_mails()
    return outbox.outbox[before:]


def recipients(mails) -> list[str]:
    return sorted(one.to[0].partition("@")[0] for one in mails)


@pytest.fixture
def followed(topic, member, stranger):
    """`member` started it, `stranger` follows it; nothing waits to be mailed."""
    following.follow(person=stranger, subject="topic", number=topic.pk, frequency=Frequency.AT_ONCE)
    post_office()
    Notice.objects.all().delete()
    outbox.outbox.clear()
    return topic


def test_whoever_follows_is_mailed_and_whoever_wrote_is_not(followed, member, stranger, moderator):
    actions.reply(topic=followed, by=moderator, content="Vidons le **cache**.\n\nEt voilà.")
    mails = post_office()
    assert recipients(mails) == ["basile", "odile"]
    text = next(one.body for one in mails if one.to == [stranger.email])
    assert "Nadia a répondu" in text
    assert "> Vidons le **cache**.\n>\n> Et voilà." in text
    assert f"http://127.0.0.1:8000{followed.get_absolute_url()}2/" in text
    assert followed.subject in text
    assert "secret.example" not in text
    assert post_office() == []


def test_a_mail_says_how_to_stop_it_and_hangs_in_its_conversation(followed, member, stranger, moderator):
    actions.reply(topic=followed, by=moderator, content="Un")
    [mail] = [one for one in post_office() if one.to == [stranger.email]]
    headers = mail.extra_headers
    domain = parseaddr(mail.from_email)[1].partition("@")[2]
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = headers["List-Unsubscribe"].strip("<>")
    assert link in mail.body
    assert headers["List-Id"] == f"<follow-topic-{followed.pk}.{domain}>"
    assert headers["References"] == headers["In-Reply-To"] == f"<topic-{followed.pk}@{domain}>"
    assert mail.content_subtype == "plain"


def test_what_was_read_on_the_site_is_not_mailed(followed, clients, member, stranger, moderator):
    actions.reply(topic=followed, by=moderator, content="Un")
    clients["stranger"].get(followed.get_absolute_url())
    assert recipients(post_office()) == ["odile"]


def test_what_stands_on_a_page_that_was_not_opened_is_mailed(followed, clients, stranger, moderator):
    for number in range(20):
        actions.reply(topic=followed, by=moderator, content=f"Mot {number}")
    clients["stranger"].get(followed.get_absolute_url())
    [mail] = [one for one in post_office() if one.to == [stranger.email]]
    assert "Mot 19" in mail.body
    assert "> Mot 3\n" not in mail.body


def test_several_messages_fold_into_one_mail(followed, stranger, member, moderator):
    for words in ("Un", "Deux", "Trois"):
        actions.reply(topic=followed, by=moderator, content=words)
    [mail] = [one for one in post_office() if one.to == [stranger.email]]
    assert all(f"> {words}\n" in mail.body for words in ("Un", "Deux", "Trois"))
    # what comes right after a mail waits a little, and folds too
    actions.reply(topic=followed, by=moderator, content="Quatre")
    actions.reply(topic=followed, by=moderator, content="Cinq")
    assert post_office() == []
    Notice.objects.exclude(settled_at=None).update(settled_at=timezone.now() - 2 * mailing.FOLD)
    [mail] = [one for one in post_office() if one.to == [stranger.email]]
    assert "> Quatre\n" in mail.body
    assert "> Cinq\n" in mail.body


def test_nobody_who_may_no_longer_read_the_board_is_mailed(followed, stranger, moderator, staff):
    following.follow(person=staff, subject="topic", number=followed.pk, frequency=Frequency.AT_ONCE)
    actions.reply(topic=followed, by=moderator, content="Entre nous")
    followed.forum.who_reads = Forum.Readers.TEAM
    followed.forum.save()
    assert recipients(post_office()) == ["thomas"]


@pytest.mark.parametrize("what", ["message", "topic"])
def test_what_was_removed_meanwhile_is_not_mailed(followed, moderator, staff, what):
    post = actions.reply(topic=followed, by=moderator, content="Publicité")
    if what == "message":
        moderation.remove_post(post=post, by=staff, reason="Publicité.")
    else:
        moderation.remove_topic(topic=followed, by=staff, reason="Publicité.")
    assert not [one for one in post_office() if "> Publicité" in one.body]


def test_what_waits_for_a_moderator_is_mailed_once_let_through(member, stranger, moderator):
    board = BoardFactory(premoderated=True)
    following.follow(person=stranger, subject="board", number=board.pk, frequency=Frequency.AT_ONCE)
    topic = make_topic(board, member)
    assert post_office() == []
    moderation.approve_post(post=topic.posts.get(), by=moderator)
    moderation.approve_post(post=topic.posts.get(), by=moderator)
    assert recipients(one for one in post_office() if "> Depuis" in one.body) == ["basile"]


def test_nobody_is_mailed_who_paused_left_or_closed_the_account(followed, member, stranger, moderator):
    Settings.objects.create(person=stranger, is_paused=True)
    member.is_active = False
    member.save()
    actions.reply(topic=followed, by=moderator, content="Un")
    assert post_office() == []
    assert Notice.objects.unread().filter(person=stranger).count() == 1, "it waits on the site"
    Settings.objects.update(is_paused=False)
    assert post_office() == [], "and is not mailed later"


def test_a_kind_is_never_mailed_more_often_than_its_preference(followed, stranger, moderator):
    Preference.objects.create(person=stranger, kind="forum-message", frequency=Frequency.NEVER)
    actions.reply(topic=followed, by=moderator, content="Un")
    assert recipients(post_office()) == ["odile"]


def test_a_topic_followed_less_than_its_board_keeps_its_own_rhythm(followed, stranger, moderator):
    following.follow(person=stranger, subject="board", number=followed.forum_id, frequency=Frequency.AT_ONCE)
    following.follow(person=stranger, subject="topic", number=followed.pk, frequency=Frequency.NEVER)
    actions.reply(topic=followed, by=moderator, content="Un")
    assert recipients(post_office()) == ["odile"]
    make_topic(followed.forum, moderator, subject="Un autre")
    assert recipients(post_office()) == ["basile"]


def test_a_new_state_is_mailed_to_followers_and_to_whoever_said_me_too(bugs, member, stranger, moderator):
    report = report_bug(board=bugs, by=member, subject="Bug", service=None, did="a", expected="b", happened="c")
    join_report(report=report, by=stranger)
    post_office()
    change_state(report=report, to="resolved", by=moderator, reason="Corrigé ce matin.")
    mails = post_office()
    assert recipients(mails) == ["basile", "odile"]
    assert "État de la remontée\u00a0: Résolu (Nadia)" in mails[0].body
    assert "> Corrigé ce matin." in mails[0].body


def test_the_decision_of_a_moderator_is_mailed_once_and_left_on_the_site(followed, member, moderator):
    moderation.lock_topic(topic=followed, by=moderator, reason="Réglé.")
    assert len(post_office()) == 1
    notice = Notice.objects.get(person=member, kind="forum-moderation")
    assert notice.url == followed.get_absolute_url()


# Summaries


def digest_at(moment) -> list:
    """The summaries of that moment."""
    before = len(outbox.outbox)
    for frequency in (Frequency.DAILY, Frequency.WEEKLY):
        for person_id in list(mailing.waiting_for_digest(frequency, moment)):
            mailing.mail_digest(person_id=person_id, frequency=frequency, now=moment)
    sweep_mails()
    return outbox.outbox[before:]


@pytest.fixture
def daily(followed, stranger, moderator):
    """Two messages of yesterday in a topic that `stranger` hears of once a day."""
    following.follow(person=stranger, subject="topic", number=followed.pk, frequency=Frequency.DAILY)
    Follow.objects.exclude(person=stranger).delete()
    for words in ("Un", "Deux"):
        actions.reply(topic=followed, by=moderator, content=words)
    sweep_notices()
    Notice.objects.update(created_at=timezone.now() - timedelta(days=1))
    return followed


def test_a_daily_summary_tells_everything_once(daily, stranger):
    assert mail_all() == 0, "nothing at once"
    [mail] = digest_at(timezone.now())
    assert mail.to == [stranger.email]
    assert "> Un\n" in mail.body
    assert "> Deux\n" in mail.body
    assert mail.body.count(daily.subject) == 1
    assert digest_at(timezone.now()) == []
    assert mail_digests() == 0


def test_a_summary_leaves_out_what_was_read_since(daily, clients):
    clients["stranger"].get(daily.get_absolute_url())
    assert digest_at(timezone.now()) == []


def test_what_comes_after_the_hour_waits_for_the_next_summary(daily, stranger, moderator):
    now = timezone.now()
    digest_at(now)
    due = mailing.last_digest(Frequency.DAILY, now)
    actions.reply(topic=daily, by=moderator, content="Trop tard")
    telling.spread(event_id=_last_event())
    Notice.objects.filter(settled_at=None).update(created_at=due - timedelta(minutes=1))
    assert digest_at(now) == [], "told late: today's summary has left already"
    [mail] = digest_at(now + timedelta(days=1))
    assert "Trop tard" in mail.body


def _last_event() -> int:
    from portal.notifications.models import Event

    return Event.objects.latest("pk").pk


def test_a_weekly_summary_leaves_on_mondays(daily, stranger):
    Notice.objects.filter(person=stranger).update(frequency=Frequency.WEEKLY, created_at=timezone.now())
    now = timezone.now()
    due = mailing.last_digest(Frequency.WEEKLY, now)
    assert (due.weekday(), due.hour) == (0, 7)
    assert digest_at(due + timedelta(days=7) - timedelta(minutes=1)) == []
    assert len(digest_at(due + timedelta(days=7))) == 1


def test_a_crash_while_a_summary_is_written_loses_and_doubles_nothing(daily, stranger, monkeypatch):
    def crash(*args, **kwargs):
        raise RuntimeError("killed")

    monkeypatch.setattr(mailing, "_settle", crash)
    with pytest.raises(RuntimeError):
        mailing.mail_digest(person_id=stranger.pk, frequency=Frequency.DAILY)
    assert not Mail.objects.filter(key__startswith="digest-").exists(), "the mail goes with what it tells"
    monkeypatch.undo()
    assert len(digest_at(timezone.now())) == 1


def test_no_mail_names_an_address_of_somebody_else(followed, member, stranger, moderator):
    """Members' addresses are at secret.example; a mail may hold its own recipient's at most."""
    someone = make_person("zoé")
    following.follow(person=someone, subject="board", number=followed.forum_id, frequency=Frequency.DAILY)
    actions.reply(topic=followed, by=moderator, content="Voilà @Odile")
    sweep_notices()
    Notice.objects.filter(person=someone).update(created_at=timezone.now() - timedelta(days=2))
    mails = [*digest_at(timezone.now()), *outbox.outbox]
    assert len(mails) >= 3
    for mail in mails:
        assert "secret.example" not in f"{mail.subject} {mail.body} {mail.extra_headers} {mail.from_email}"
