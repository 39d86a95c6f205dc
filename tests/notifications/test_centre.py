"""The notification centre: personal pages, one click to stop, and what a worker does to tell people."""

from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.test import Client
from django.utils import timezone

from forum.machina.forum_conversation import actions
from portal.notifications import following, kinds, retention, stops, telling
from portal.notifications.models import Event, Follow, Frequency, Mail, Notice, Preference, Settings
from portal.notifications.tasks import mail_all, sweep_mails, sweep_notices
from tests.factories.forum import BoardFactory, make_topic
from tests.factories.people import UserFactory
from tests.queries import queries_of

pytestmark = pytest.mark.django_db
CENTRE = "/compte/notifications/"
PAGES = (CENTRE, f"{CENTRE}reglages/", f"{CENTRE}suivis/")


@pytest.fixture
def kind(monkeypatch):
    """A kind of some app, mailed at once unless one says otherwise."""
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    kinds.register("test", label="Essais", group="Essai")
    return "test"


@pytest.fixture
def member(db):
    return UserFactory(public_name="Odile")


@pytest.fixture
def stranger(db):
    return UserFactory(public_name="Basile")


def client_of(person) -> Client:
    client = Client(headers={"Sec-Fetch-Site": "same-origin"})
    client.force_login(person)
    return client


def tell(person, key="k1", **more):
    values = {"title": "Une nouvelle", "url": "/services/", "text": "Il s’est passé quelque chose."}
    telling.tell(kind="test", people=[person], key=key, **values | more)
    return Notice.objects.get(person=person, key=key)


# Reading


@pytest.mark.parametrize("address", PAGES)
def test_a_visitor_is_led_to_sign_in(client, address):
    assert client.get(address)["Location"] == f"/compte/login/?next={address}"


@pytest.mark.parametrize("address", PAGES)
def test_the_pages_are_personal_and_never_cached(kind, member, address):
    tell(member)
    answer = client_of(member).get(address)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


def test_a_member_reads_their_own_notices_and_no_others(kind, member, stranger):
    notice = tell(member)
    page = client_of(member).get(CENTRE).content.decode()
    assert "Une nouvelle" in page
    assert "non lue" in page
    other = client_of(stranger)
    assert "Une nouvelle" not in other.get(CENTRE).content.decode()
    assert other.get(f"{CENTRE}{notice.pk}/").status_code == 404
    other.post(f"{CENTRE}lues/", {"number": notice.pk})
    other.post(f"{CENTRE}lues/")
    notice.refresh_from_db()
    assert notice.read_at is None


def test_opening_a_notice_reads_it_and_leads_where_it_is_about(kind, member):
    notice = tell(member)
    assert client_of(member).get(f"{CENTRE}{notice.pk}/")["Location"] == "/services/"
    notice.refresh_from_db()
    assert notice.read_at


def test_marking_one_then_all(kind, member):
    first = tell(member)
    tell(member, "k2")
    client = client_of(member)
    client.post(f"{CENTRE}lues/", {"number": first.pk})
    assert list(Notice.objects.unread().values_list("key", flat=True)) == ["k2"]
    client.post(f"{CENTRE}lues/")
    assert not Notice.objects.unread().exists()
    assert client.post(f"{CENTRE}lues/", {"number": "x"}).status_code == 404
    assert client.get(f"{CENTRE}lues/").status_code == 405


def test_the_count_stands_on_every_page_of_a_member_and_of_nobody_else(kind, member, stranger, client):
    tell(member)
    mark = 'href="/compte/notifications/"'
    assert mark in client_of(member).get("/services/").content.decode()
    assert mark not in client_of(stranger).get("/services/").content.decode()
    answer = client.get("/services/")
    assert mark not in answer.content.decode()
    assert "cookie" not in answer.get("Vary", "").lower()


def test_what_may_no_longer_be_read_is_not_named(member, stranger):
    board = BoardFactory()
    topic = make_topic(board, stranger, subject="Un secret")
    following.follow(person=member, subject="board", number=board.pk, frequency=Frequency.NEVER)
    make_topic(board, stranger, subject="Un autre secret")
    sweep_notices()
    client = client_of(member)
    assert "Un autre secret" in client.get(CENTRE).content.decode()
    assert "Entraide" in client.get(f"{CENTRE}suivis/").content.decode()
    board.who_reads = "team"
    board.save()
    for address in (CENTRE, f"{CENTRE}suivis/"):
        page = client.get(address).content.decode()
        assert "secret" not in page
        assert board.name not in page
        assert "Ce n’est plus disponible" in page
    number = Notice.objects.get(person=member).pk
    assert client.get(f"{CENTRE}{number}/")["Location"] == CENTRE
    client.post(f"{CENTRE}suivre/board/{board.pk}/", {"stop": "1"})
    assert not Follow.objects.filter(person=member).exists(), "one may leave what one no longer reads"
    assert topic.pk


@pytest.mark.parametrize("page", ["0", "99", "x"])
def test_a_page_that_does_not_exist_is_a_404(member, page):
    assert client_of(member).get(f"{CENTRE}?page={page}").status_code == 404


def test_queries_do_not_grow_with_what_is_listed(kind, member, stranger):
    counts = []
    for size in (2, 5):
        for number in range(size):
            topic = make_topic(BoardFactory(), stranger)
            following.follow(person=member, subject="topic", number=topic.pk, frequency=Frequency.DAILY)
            make_topic(topic.forum, member)
            actions.reply(topic=topic, by=stranger, content=f"Mot {size} {number}")
            tell(member, f"k{size}-{number}")
        sweep_notices()
        client = client_of(member)
        counts.append([queries_of(client, address) for address in PAGES])
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 20


# Choosing


def test_choices_are_kept_a_kind(kind, member):
    client = client_of(member)
    form = client.get(f"{CENTRE}reglages/").context["form"]
    values = {name: field.initial for name, field in form.fields.items() if name.startswith("kind-")}
    client.post(f"{CENTRE}reglages/", values | {"is_paused": "on", "kind-test": "weekly"})
    assert list(Preference.objects.values_list("kind", "frequency")) == [("test", "weekly")]
    settings = Settings.objects.get(person=member)
    assert (settings.is_paused, settings.follows_own) == (True, False)
    assert tell(member).frequency == Frequency.WEEKLY
    answer = client.post(f"{CENTRE}reglages/", values | {"kind-test": "hourly"})
    assert answer.context["form"].errors
    assert Preference.objects.get().frequency == "weekly"


def test_a_kind_whose_app_writes_its_own_mails_cannot_be_turned_off(member):
    fields = client_of(member).get(f"{CENTRE}reglages/").context["form"].fields
    assert "kind-forum-mention" in fields
    assert "kind-desk-step" not in fields


# Telling


def test_the_same_key_tells_a_person_once_and_never_who_did_it(kind, member, stranger):
    for _ in range(2):
        telling.tell(kind=kind, people=[member, stranger], key="k", title="T", url="/", by=stranger)
    assert list(Notice.objects.values_list("person", flat=True)) == [member.pk]
    assert mail_all() == 1
    assert mail_all() == 0


def test_an_unknown_kind_is_a_mistake_of_ours(member):
    with pytest.raises(LookupError):
        telling.tell(kind="nothing", people=[member], key="k", title="T", url="/")


def test_a_notice_beside_a_mail_makes_no_second_one(member):
    from portal.notifications.actions import put

    mail = put(key="step-1", person=member, address=member.email, subject="Demande acceptée", text="t")
    telling.leave_beside(mail, kind="desk-step", url="/compte/cloud/")
    telling.leave_beside(mail, kind="desk-step", url="/compte/cloud/")
    assert Notice.objects.get().title == "Demande acceptée"
    assert mail_all() == 0
    assert Mail.objects.count() == 1


def test_one_persons_trouble_is_not_the_others(kind, member, stranger, monkeypatch):
    from portal.notifications import letters

    tell(member)
    tell(stranger, "k2")
    real = letters.thread_letter

    def fails_for_one(person, *args):
        if person == member:
            raise ValueError("no words")
        return real(person, *args)

    monkeypatch.setattr(letters, "thread_letter", fails_for_one)
    assert mail_all() == 1
    monkeypatch.undo()
    kinds.register("test", label="Essais", group="Essai")
    assert mail_all() == 1
    kinds._kinds.pop("test")


# One click to stop


def stop_link(kind, member) -> str:
    """From the header of a mail."""
    tell(member)
    mail_all()
    sweep_mails()
    return outbox.outbox[-1].extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://127.0.0.1:8000")


def test_one_click_stops_without_a_session_or_a_token(kind, member):
    link = stop_link(kind, member)
    bare = Client(enforce_csrf_checks=True)
    assert "Arrêter ces courriels" in bare.get(link).content.decode()
    assert not Preference.objects.exists(), "opening it does nothing: mail scanners do that"
    for _ in range(2):
        answer = bare.post(link, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert not answer.cookies
    assert Preference.objects.get(person=member, kind="test").frequency == Frequency.NEVER
    tell(member, "k2")
    assert mail_all() == 0


def test_the_button_of_the_page_stops_too(kind, member):
    link = stop_link(kind, member)
    page = Client(enforce_csrf_checks=True).post(link).content.decode()
    assert "C’est arrêté" in page
    assert member.email not in page
    assert "Odile" not in page


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_address_that_we_did_not_sign_stops_nothing(kind, member, method):
    link = stop_link(kind, member)
    forged = link.rstrip("/")[:-3] + "AAA/"
    assert getattr(Client(), method)(forged).status_code == 404
    assert getattr(Client(), method)(f"{CENTRE}arreter/x/").status_code == 404
    assert not Preference.objects.exists()


def test_the_address_of_somebody_who_left_stops_nothing(kind, member):
    link = stop_link(kind, member)
    member.delete()
    assert Client().post(link).status_code == 404


def test_stopping_a_follow_also_holds_for_what_waits(member, stranger):
    topic = make_topic(BoardFactory(), stranger)
    following.follow(person=member, subject="topic", number=topic.pk, frequency=Frequency.DAILY)
    actions.reply(topic=topic, by=stranger, content="Un")
    sweep_notices()
    stops.act(member, f"follow:topic:{topic.pk}")
    assert not Follow.objects.filter(person=member).exists()
    assert not Notice.objects.to_mail(Frequency.DAILY).exists()


def test_stopping_a_summary_stops_whatever_goes_into_it(kind, member):
    topic = make_topic(BoardFactory(), UserFactory())
    following.follow(person=member, subject="topic", number=topic.pk, frequency=Frequency.WEEKLY)
    stops.prefer(person=member, kind=kind, frequency=Frequency.WEEKLY)
    notice = tell(member)
    stops.act(member, "digest:weekly")
    assert Follow.objects.get(person=member).frequency == Frequency.NEVER
    assert Preference.objects.get(person=member, kind=kind).frequency == Frequency.NEVER
    notice.refresh_from_db()
    assert notice.settled_at


# Leaving and forgetting


def test_erasing_a_person_takes_follows_and_notices_along(kind, member, stranger):
    tell(member)
    tell(stranger, "k2", by=member)
    following.follow(
        person=member, subject="topic", number=make_topic(BoardFactory(), member).pk, frequency=Frequency.DAILY
    )
    assert Event.objects.filter(by=member).exists()
    Settings.objects.create(person=member)
    member.delete()
    assert not Follow.objects.exists()
    assert not Settings.objects.exists()
    assert list(Notice.objects.values_list("key", flat=True)) == ["k2"]
    sweep_notices()  # an event without its author harms nobody


def test_notices_of_half_a_year_ago_are_forgotten(kind, member):
    tell(member)
    old = tell(member, "k2")
    Notice.objects.filter(pk=old.pk).update(created_at=timezone.now() - retention.KEPT - timedelta(days=1))
    assert retention.forget_old() == 1
    assert Notice.objects.get().key == "k1"
