"""What members and managers ask for beyond the first account, and what a referent opens on the telephone."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from accounts.organisations.actions import closing, roles
from hosting.cloud import tasks
from hosting.cloud.actions import outbox, requests, space
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


def member_of(organisation, role="member"):
    return MembershipFactory(organisation=organisation, role=role).person


def test_whoever_left_asks_for_no_more_space_and_nobody_for_them(account, foyer, referent):
    """…in the name of an association that they no longer belong to."""
    manager = member_of(foyer, "manager")
    ask(signed_in(manager), account)
    roles.remove_member(membership=foyer.memberships.get(person=account.person), by=manager)
    assert account.requests.for_space().get().state == "cancelled"
    for person in (account.person, manager):
        assert signed_in(person).get(space_page(account)).status_code == 404
        with pytest.raises(PermissionDenied):
            space.ask_for_space(account=account, by=person, gigabytes=30, reason="x")


def test_more_space_is_no_longer_asked_for_once_its_use_or_the_role_has_ended(account, foyer, referent):
    second, manager = member_of(foyer, "manager"), member_of(foyer, "manager")
    other = OrganisationFactory(territory=foyer.territory)
    requests.approve_request(request=submitted(person=account.person, organisation=other), by=referent)
    ask(signed_in(manager), account)
    roles.change_role(membership=foyer.memberships.get(person=manager), role="member", by=second)
    assert account.requests.for_space().get().state == "cancelled"
    ask(signed_in(second), account)
    requests.end_request(request=account.requests.in_use().get(organisation=foyer), by=second)
    assert set(account.requests.for_space().values_list("state", flat=True)) == {"cancelled"}


def test_whoever_has_the_account_follows_what_was_asked_for_it(account, foyer, referent):
    manager = member_of(foyer, "manager")
    ask(signed_in(manager), account)
    owner = signed_in(account.person)
    more = owner.get("/compte/cloud/").context["accounts"][0].more_space
    page = owner.get(more["url"])
    assert page.status_code == 200 and reverse("cloud:cancel", args=[page.context["found"].pk]) not in page.text
    elsewhere = OrganisationFactory(territory=foyer.territory)
    requests.approve_request(request=submitted(person=account.person, organisation=elsewhere), by=referent)
    account.requests.for_space().update(state="cancelled")
    ask(owner, account)  # in the other association's name
    assert signed_in(manager).get(space_page(account), follow=True).status_code == 200


def test_closing_does_not_ask_who_looks_after_the_accounts(account, foyer, referent):
    """More space on an account that other territories use, or that is the referent's own, holds no closure up."""
    manager, elsewhere = member_of(foyer, "manager"), OrganisationFactory(territory=TerritoryFactory(code="44"))
    for organisation, person in ((elsewhere, account.person), (foyer, referent)):
        asked = submitted(person=person, organisation=organisation)
        requests.approve_request(request=asked, by=UserFactory(staff=True))
    CloudAccount.objects.update(state="active", claim="ours")
    for one in CloudAccount.objects.all():
        ask(signed_in(manager), one)
    closure = closing.ask_closure(organisation=foyer, by=manager, reason="Fin.")
    client, page = signed_in(referent), reverse("organisations:close", args=["foyer"])
    assert client.post(page, {"confirm": "1"}).status_code == 302
    closure.refresh_from_db()
    assert closure.state == "confirmed"
    assert set(AccountRequest.objects.for_space().values_list("state", flat=True)) == {"cancelled"}


def test_what_was_opened_on_the_telephone_makes_a_member_whatever_became_of_who_opened_it(foyer, referent, worker):
    person = UserFactory(email="appel@example.org")
    call(signed_in(referent), person.email)
    request = AccountRequest.objects.get()
    signed_in(person).post(reverse("cloud:give_word", args=[request.pk]), {"confirm": "1"})
    AccountRequest.objects.update(opened_by=None)
    requests.approve_request(request=request, by=UserFactory(staff=True))
    assert foyer.memberships.filter(person=person).exists()


def test_steps_of_what_all_share_are_told_to_those_who_answer_for_it_once_the_asker_left(foyer, referent):
    manager, person, staff = member_of(foyer, "manager"), member_of(foyer), UserFactory(staff=True)
    request = submitted(person=person, organisation=foyer, service=ServiceFactory(connector=""))
    requests.approve_request(request=request, by=referent)
    roles.leave(organisation=foyer, person=person)
    requests.fulfil_by_hand(request=request, by=staff, note="Mot de passe : ronce-aubier")
    requests.end_request(request=request, by=manager)
    told = Mail.objects.filter(text__contains="ronce-aubier") | Mail.objects.filter(subject__contains="Foyer rural")
    told = told.filter(key__startswith=f"request-{request.pk}-").exclude(key__contains="to-decide")
    told = told.exclude(person__in=(staff, referent)).order_by("pk")
    assert [one.person for one in told] == [manager, manager]
    assert all("Vous êtes responsable de Foyer rural" in one.text for one in told)
    assert signed_in(manager).get(request.get_absolute_url()).status_code == 200


def test_an_association_that_changes_territory_takes_its_requests_along(account, foyer, referent):
    """The former referent neither decides nor reads; the new one does, and is told of what waits."""
    waiting = submitted(person=account.person, organisation=foyer, reason="Encore")
    ask(signed_in(account.person), account)
    there = ReferentFactory(territory=TerritoryFactory(code="44"))
    form = {"name": foyer.name, "slug": foyer.slug, "territory": there.territory.pk, "takes_requests": "on"}
    page = f"/cms/snippets/organisations/organisation/edit/{foyer.pk}/"
    assert signed_in(UserFactory(staff=True)).post(page, form).status_code == 302
    assert set(AccountRequest.objects.values_list("territory", flat=True)) == {there.territory_id}
    for number in (waiting.pk, account.requests.for_space().get().pk):
        page = reverse("cloud:desk_request", args=[number])
        assert [signed_in(one).get(page).status_code for one in (referent, there.person)] == [404, 200]
        told = Mail.objects.filter(person=there.person, key__startswith=f"request-{number}-")
        assert told.count() == 1 and page in told.get().text
    with pytest.raises(PermissionDenied):
        requests.approve_request(request=waiting, by=referent)
    requests.approve_request(request=waiting, by=there.person)
    assert signed_in(referent).get(f"/territoire/comptes/{account.pk}/").status_code == 404
    # and it can be closed over there
    closure = closing.ask_closure(organisation=foyer, by=member_of(foyer, "manager"), reason="Fin.")
    closing.confirm_closure(closure=closure, by=there.person)


def test_those_who_answer_for_it_see_who_left_and_give_their_account_back(account, foyer):
    manager = signed_in(member_of(foyer, "manager"))
    page = reverse("cloud:organisation", args=["foyer"])
    cost = queries_of(manager, page)
    own = account.requests.get()
    end = reverse("cloud:end_request", args=[own.pk])
    assert end not in manager.get(page).text
    roles.leave(organisation=foyer, person=account.person)
    assert end in manager.get(page).text and queries_of(manager, page) == cost
    assert manager.get(end).status_code == 200
    manager.post(end, {"sure": "on"})
    own.refresh_from_db()
    assert own.state == "ended" and account.uid not in manager.get(page).text
