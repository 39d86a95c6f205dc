"""What members and managers ask for beyond the first account, and what a referent opens on the telephone."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from accounts.organisations.actions import closing
from hosting.cloud import tasks
from hosting.cloud.actions import outbox, requests
from hosting.cloud.models import AccountRequest, CloudAccount, OutgoingChange
from hosting.cloud.models.requests import GIGABYTE
from portal.notifications.models import Mail
from tests.factories.hosting import ServiceFactory, submitted
from tests.factories.organisations import MembershipFactory, OrganisationFactory, ReferentFactory, TerritoryFactory
from tests.factories.people import UserFactory, signed_in
from tests.queries import queries_of

from .conftest import as_wanted

pytestmark = pytest.mark.django_db
TELEPHONE = "/territoire/demandes/nouvelle/"


@pytest.fixture
def mayenne(server):
    return TerritoryFactory(code="53", name="Mayenne")


@pytest.fixture
def referent(mayenne):
    return ReferentFactory(territory=mayenne).person


@pytest.fixture
def foyer(mayenne):
    return OrganisationFactory(name="Foyer rural", slug="foyer", territory=mayenne)


@pytest.fixture
def worker(converging):
    """A server that does what is asked; call to have all that waits done."""
    wanted = converging(as_wanted)

    def work():
        for pk in list(OutgoingChange.objects.due().values_list("pk", flat=True)):
            outbox.run(change_id=pk)
        return wanted

    return work


@pytest.fixture
def account(foyer, referent, worker):
    """A member of the Foyer has 10 GB."""
    person = UserFactory(public_name="Zoé Membre")
    MembershipFactory(person=person, organisation=foyer)
    request = submitted(person=person, organisation=foyer)
    account = requests.approve_request(request=request, by=referent).account
    worker()
    account.refresh_from_db()
    return account


def space_page(account) -> str:
    return reverse("cloud:ask_space", args=[account.pk])


def ask(client, account, gigabytes=30):
    return client.post(space_page(account), {"gigabytes": gigabytes, "reason": "Les vidéos du spectacle."})


def test_more_space_is_asked_decided_and_brought_to_the_server(account, referent, worker):
    member = signed_in(account.person)
    assert space_page(account) in member.get("/compte/cloud/").content.decode()
    assert ask(member, account, 10).status_code == 400  # no more than there is
    made = ask(member, account)
    request = account.requests.for_space().get()
    assert made.url == request.get_absolute_url() == ask(member, account, 50).url  # one at a time
    assert signed_in(UserFactory()).get(space_page(account)).status_code == 404
    with pytest.raises(PermissionDenied):
        requests.approve_request(request=request, by=account.person)
    desk = signed_in(referent)
    page = reverse("cloud:desk_request", args=[request.pk])
    assert account.uid in desk.get(page).content.decode()
    desk.post(page, {"decision": "approve", "note": "Beau spectacle."})
    assert worker()[-1][0].quota == 30 * GIGABYTE
    account.refresh_from_db()
    request.refresh_from_db()
    assert (account.quota_bytes, request.state) == (30 * GIGABYTE, "done")
    states = list(request.events.values_list("state", flat=True))
    assert states == ["submitted", "approved", "provisioning", "done"]
    told = Mail.objects.filter(person=account.person, key__startswith=f"request-{request.pk}-")
    assert told.count() == 3 and not Mail.objects.filter(key__startswith=f"account-{account.pk}-step-").exists()
    assert "30" in told.order_by("pk").last().text
    assert member.get(made.url).status_code == 200
    # what keeps the account alive is the service alone
    requests.end_request(request=account.requests.in_use().get(), by=account.person)
    account.refresh_from_db()
    assert account.state == "closing"


def test_more_space_is_refused_with_a_reason(account, referent):
    ask(signed_in(account.person), account)
    request = account.requests.for_space().get()
    requests.refuse_request(request=request, by=referent, note="Le serveur est plein.")
    account.refresh_from_db()
    assert account.quota_bytes == 10 * GIGABYTE and not account.changes.unfinished().exists()
    assert "Le serveur est plein" in Mail.objects.filter(person=account.person).order_by("pk").last().text


def test_an_account_used_in_two_territories_gets_more_from_whoever_looks_after_both(account, foyer, referent):
    elsewhere = OrganisationFactory(territory=TerritoryFactory(code="44"))
    AccountRequest.objects.filter(account=account).update(territory=foyer.territory)
    other = submitted(person=account.person, organisation=elsewhere)
    requests.approve_request(request=other, by=UserFactory(staff=True))
    ask(signed_in(account.person), account)
    request = account.requests.for_space().get()
    with pytest.raises(PermissionDenied):
        requests.approve_request(request=request, by=referent)
    requests.approve_request(request=request, by=UserFactory(staff=True))


def test_a_manager_sees_the_whole_association_and_asks_in_its_name(account, foyer, referent, worker):
    manager = UserFactory()
    MembershipFactory(person=manager, organisation=foyer, role="manager")
    page = reverse("cloud:organisation", args=["foyer"])
    CloudAccount.objects.filter(pk=account.pk).update(used_bytes=4 * GIGABYTE)
    for stranger in (UserFactory(), account.person):
        assert signed_in(stranger).get(page).status_code == 404
    client = signed_in(manager)
    text = client.get(page).content.decode()
    assert account.uid in text and "Zoé Membre" in text and space_page(account) in text
    assert "/compte/cloud/demander/?association=foyer" in text
    cost = queries_of(client, page)
    for _ in range(4):
        asked = submitted(person=MembershipFactory(organisation=foyer).person, organisation=foyer)
        requests.approve_request(request=asked, by=referent)
        submitted(person=UserFactory(), organisation=foyer)
    assert queries_of(client, page) == cost <= 20
    ask(client, account)
    request = account.requests.for_space().get()
    assert (request.person, request.organisation) == (manager, foyer)
    requests.approve_request(request=request, by=referent)
    worker()
    # the owner, who did not ask, is told as well
    assert Mail.objects.filter(person=account.person, key__startswith=f"account-{account.pk}-step-").count() == 1
    chosen = client.get("/compte/cloud/demander/?association=foyer").context["form"]["organisation"].value()
    assert chosen == str(foyer.pk)


def call(client, address, **changes):
    form = {"address": address, "service": ServiceFactory().pk, "reason": "Partager les photos.", "quota_gb": "10"}
    return client.post(f"{TELEPHONE}?association=foyer", form | changes, follow=True)


def test_a_request_on_the_telephone_waits_for_the_word_of_its_person(foyer, referent, worker):
    """Known here, known elsewhere or unknown: the referent reads the same, and nobody decides before the person."""
    client, service = signed_in(referent), ServiceFactory().pk
    elsewhere = UserFactory(email="ailleurs@example.org", public_name="Ailleurs Connue")
    pages = [call(client, one, service=service) for one in ("ailleurs@example.org", "inconnue@example.org")]
    first, second = AccountRequest.objects.order_by("pk")
    said = [page.content.decode().replace(str(one.pk), "") for page, one in zip(pages, (first, second), strict=True)]
    assert all("ailleurs@" not in text and "Ailleurs Connue" not in text for text in said)
    call(client, "Ailleurs@example.org", service=service)  # a second click
    assert AccountRequest.objects.count() == Mail.objects.filter(key__endswith="-word").count() == 2
    with pytest.raises(requests.WrongState):
        requests.approve_request(request=first, by=referent)
    assert client.get(reverse("cloud:desk_request", args=[first.pk])).status_code == 200
    assert call(signed_in(UserFactory()), "x@example.org").status_code == 403
    assert client.get(f"{TELEPHONE}?association={OrganisationFactory().slug}").status_code == 404

    word = reverse("cloud:give_word", args=[first.pk])
    assert signed_in(UserFactory()).post(word, {"confirm": "1"}).status_code == 404
    assert signed_in(UserFactory(email="inconnue@example.org", confirmed=False)).post(word).status_code == 404
    person = signed_in(elsewhere)
    assert "/compte/cloud/a-confirmer/" in person.get("/compte/").content.decode()
    assert "Partager les photos" in person.get("/compte/cloud/a-confirmer/").content.decode()
    assert person.post(word, {"confirm": "1"}).url == first.get_absolute_url()
    first.refresh_from_db()
    assert (first.state, first.person, first.address) == ("submitted", elsewhere, "")
    requests.approve_request(request=first, by=referent)
    worker()
    first.refresh_from_db()
    assert first.state == "active" and foyer.memberships.filter(person=elsewhere).exists()


def test_one_request_too_many_on_the_telephone_keeps_what_was_typed(foyer, referent, monkeypatch):
    monkeypatch.setattr("hosting.cloud.actions.telephone.PER_DAY", 0)
    answer = call(signed_in(referent), "inconnue@example.org")
    assert answer.status_code == 400 and "Partager les photos" in answer.content.decode()
    assert answer.context["form"].non_field_errors()


def test_without_a_word_the_address_is_forgotten(foyer, referent):
    call(signed_in(referent), "a@example.org")
    call(signed_in(referent), "b@example.org")
    late, declined = AccountRequest.objects.order_by("pk")
    person = UserFactory(email="b@example.org")
    signed_in(person).post(reverse("cloud:give_word", args=[declined.pk]), {"decline": "1"})
    AccountRequest.objects.filter(pk=late.pk).update(created_at=timezone.now() - timedelta(days=15))
    tasks.tend_accounts()
    for one in (late, declined):
        one.refresh_from_db()
        assert (one.state, one.address, one.person) == ("cancelled", "", None)
    assert not Mail.objects.filter(key__endswith="-word").exists()


def test_a_referent_never_decides_alone_on_what_they_opened_for_themselves(foyer, referent):
    call(signed_in(referent), referent.email)
    request = AccountRequest.objects.get()
    signed_in(referent).post(reverse("cloud:give_word", args=[request.pk]), {"confirm": "1"})
    with pytest.raises(PermissionDenied):
        requests.approve_request(request=request, by=referent)


def test_another_address_or_name_is_brought_to_the_server(account, worker):
    person = account.person
    person.save(update_fields=["last_login"])
    assert not account.changes.unfinished().exists()
    person.email, person.public_name = "nouvelle@example.org", "Zoé Autrement"
    person.save(update_fields=["email"])
    wanted = worker()[-1][0]
    assert wanted.email == "nouvelle@example.org"
    person.save()
    assert worker()[-1][0].display_name == "Zoé Autrement"


def test_an_association_that_closes_leaves_nothing_on_its_way(foyer, referent, worker):
    """Approved but never tried: no account is made. Already tried: it ends with its grace period."""
    manager = UserFactory()
    MembershipFactory(person=manager, organisation=foyer, role="manager")
    fresh, tried = (submitted(person=UserFactory(), organisation=foyer) for _ in range(2))
    by_hand = submitted(person=UserFactory(), organisation=foyer, service=ServiceFactory(connector=""))
    fresh, tried, by_hand = (requests.approve_request(request=one, by=referent) for one in (fresh, tried, by_hand))
    CloudAccount.objects.filter(pk=tried.account_id).update(claim="tried")
    call(signed_in(referent), "appel@example.org")
    closing.confirm_closure(closure=closing.ask_closure(organisation=foyer, by=manager, reason="Fin."), by=referent)
    assert set(foyer.requests.values_list("state", flat=True)) == {"ended", "cancelled"}
    waiting = OutgoingChange.objects.unfinished()
    assert list(waiting.filter(account=fresh.account).values_list("kind", flat=True)) == ["delete"]
    assert CloudAccount.objects.get(pk=tried.account_id).delete_after > timezone.now() + timedelta(days=20)
    assert not AccountRequest.objects.exclude(address="").exists()
