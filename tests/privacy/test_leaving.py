"""« Supprimer mon compte »: told, asked with the password, thought over, cancelled or done, whatever is killed."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.people.models import Consent, User
from portal.notifications.models import Mail
from portal.privacy import erasing
from portal.privacy.actions import departures
from portal.privacy.models import Departure, DepartureStep, RetainedRecord
from tests.factories.forum import BoardFactory, make_topic
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.people import PASSWORD, ConsentFactory, UserFactory
from tests.privacy.conftest import make_due

pytestmark = pytest.mark.django_db
LEAVE, STAY, HOME = reverse("privacy:leave"), reverse("privacy:stay"), reverse("account_home")
State = Departure.State


class Killed(BaseException):
    """As SIGKILL: no handler of the program sees it."""


def test_a_member_asks_with_the_password_comes_back_and_stays(client, sign_in, prove_again):
    person = UserFactory()
    client.force_login(person)
    assert client.get(LEAVE).url.startswith(reverse("account_reauthenticate"))
    prove_again()
    assert "2021-1362" in client.get(LEAVE).content.decode()
    unsure = client.post(LEAVE, {"words": "remove"})
    assert unsure.status_code == 200 and "plus haut. Cochez cette case pour continuer." in unsure.content.decode()
    assert not Departure.objects.exists()
    for _click in range(2):
        client.post(LEAVE, {"words": "remove", "sure": "on"})
    departure = Departure.objects.get()
    assert not departure.keep_words and departure.due_at > timezone.now() + timedelta(days=6)
    assert not departures.go_on(departure_id=departure.pk)
    client.logout()
    assert sign_in(person).url == LEAVE
    assert STAY in client.get(LEAVE).content.decode()
    assert LEAVE in client.get(HOME).content.decode()
    client.post(STAY)
    departure.refresh_from_db()
    assert departure.state == State.CANCELLED
    steps = departure.steps.values_list("state", flat=True)
    assert list(steps) == [State.COOLING, State.CANCELLED]
    assert Mail.objects.filter(person=person, key__startswith="departure-").count() == 2
    client.logout()
    assert sign_in(person).url == HOME


def test_it_is_too_late_to_stay_once_the_days_are_over():
    departure = departures.ask_to_leave(person=UserFactory(), keep_words=True)
    make_due(departure)
    with pytest.raises(departures.TooLate):
        departures.stay(departure=departure)


def test_the_last_manager_hands_over_first(client, sign_in, prove_again):
    manager = UserFactory()
    organisation = OrganisationFactory(manager=manager, with_members=[UserFactory()], name="Les Amis du lavoir")
    sign_in(manager)
    prove_again()
    page = client.get(LEAVE).content.decode()
    assert "Les Amis du lavoir" in page and 'name="sure"' not in page
    client.post(LEAVE, {"words": "keep", "sure": "on"})
    assert not Departure.objects.exists()
    MembershipFactory(organisation=organisation, role="manager")
    departure = departures.ask_to_leave(person=manager, keep_words=True)
    # whoever took over has left meanwhile: nobody is erased over the heads of the others
    organisation.memberships.exclude(person=manager).filter(role="manager").delete()
    make_due(departure)
    assert not departures.go_on(departure_id=departure.pk)
    departure.refresh_from_db()
    assert departure.state == State.COOLING and departure.due_at > timezone.now()


def test_a_deleted_account_signs_nobody_in_and_its_sessions_are_closed(client, sign_in, leave):
    person = UserFactory()
    sign_in(person)
    assert client.get(HOME).status_code == 200 and Session.objects.exists()
    departure = leave(person)
    assert departure.state == State.DONE and departure.person is None and departure.finished_at
    assert not User.objects.filter(pk=departure.number).exists() and not Session.objects.exists()
    assert client.get(HOME).status_code == 302
    answer = client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert answer.status_code == 200 and answer.context["form"].errors


@pytest.mark.parametrize("keep_words", [True, False])
def test_words_stay_without_a_name_or_go_by_choice(client, leave, keep_words):
    person, other = UserFactory(public_name="Yvette Ombellifère"), UserFactory()
    board = BoardFactory()
    mine = make_topic(
        board, person, subject="Mon potager", content="Les betteraves", replies=[(other, "Et la pluie ?")]
    )
    theirs = make_topic(board, other, content="Qui sait ?", replies=[(person, "Les rutabagas")])
    leave(person, keep_words=keep_words)
    pages = [client.get(topic.get_absolute_url(), follow=True).content.decode() for topic in (mine, theirs)]
    assert all("Ombellifère" not in page for page in pages)
    assert "Et la pluie ?" in pages[0] and "Qui sait ?" in pages[1]
    for page, word in zip(pages, ("betteraves", "rutabagas"), strict=True):
        assert (word in page) is keep_words
    assert ("Mon potager" in pages[0]) is keep_words


def test_a_worker_killed_anywhere_loses_and_doubles_nothing(monkeypatch, leave):
    person = UserFactory()
    ConsentFactory(person=person)
    make_topic(BoardFactory(), person)
    departure = departures.ask_to_leave(person=person, keep_words=True)
    kept, moments = erasing.retain, []

    def killed_now_and_then(*args, **kwargs):
        row = kept(*args, **kwargs)
        moments.append(row.what)
        if moments.count(row.what) == 1:
            raise Killed
        return row

    monkeypatch.setattr(erasing, "retain", killed_now_and_then)
    for _worker in range(6):
        make_due(departure)
        try:
            departures.go_on(departure_id=departure.pk)
        except Killed:
            assert not User.objects.get(pk=person.pk).is_active
    departure.refresh_from_db()
    assert departure.state == State.DONE and departure.tries == 4
    what = list(RetainedRecord.objects.values_list("what", flat=True))
    assert sorted(what) == ["account.EmailAddress", "people.Consent", "people.User"]
    assert not Consent.objects.exists()
    assert Mail.objects.filter(person=None).count() == 1
    states = list(departure.steps.values_list("state", flat=True))
    assert states == [State.COOLING, State.ERASING, State.CLOSING, State.DONE]


def test_staff_see_who_waits_longer_than_the_law_allows_and_history_stays(client):
    departure = departures.ask_to_leave(person=UserFactory(), keep_words=True)
    client.force_login(UserFactory(staff=True))
    overdue = reverse("wagtailsnippets_privacy_departure:list")
    assert overdue not in client.get("/cms/").content.decode().split("<main")[-1]
    Departure.objects.filter(pk=departure.pk).update(asked_at=timezone.now() - timedelta(days=31))
    assert overdue in client.get("/cms/").content.decode().split("<main")[-1]
    with pytest.raises(IntegrityError), transaction.atomic():
        DepartureStep.objects.update(state=State.DONE)
