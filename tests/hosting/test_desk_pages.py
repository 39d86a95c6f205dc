"""The pages of the desk, in the order visitor, stranger, member, manager, referent, staff."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.organisations.actions import closing, joining, roles
from accounts.organisations.models import Referent
from accounts.people.models import User
from hosting.cloud.actions import requests
from hosting.cloud.models import AccountRequest, CloudAccount, TeamFolder
from portal.notifications import kinds
from portal.notifications.models import Notice
from tests.factories.hosting import ServiceFactory, submitted
from tests.factories.organisations import MembershipFactory, OrganisationFactory, ReferentFactory, TerritoryFactory
from tests.factories.people import UserFactory, signed_in
from tests.queries import queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def mayenne(server):
    return TerritoryFactory(code="53", name="Mayenne")


@pytest.fixture
def referent(mayenne):
    return ReferentFactory(territory=mayenne).person


@pytest.fixture
def waiting(mayenne, referent):
    return submitted(organisation=OrganisationFactory(name="Foyer rural", territory=mayenne))


OWN_PAGES = ["/compte/cloud/", "/compte/cloud/demander/", "/compte/cloud/relier/", "/compte/associations/"]
DESK_PAGES = ["/territoire/", "/territoire/associations/", "/territoire/comptes/", "/territoire/espaces/"]


@pytest.mark.parametrize("path", [*OWN_PAGES, *DESK_PAGES])
def test_visitor_is_led_to_sign_in(client, path):
    answer = client.get(path)
    assert answer.status_code == 302 and answer.url.startswith("/compte/login/")


@pytest.mark.parametrize("path", OWN_PAGES)
def test_member_sees_their_own_pages(path, server):
    assert signed_in(UserFactory()).get(path).status_code == 200


@pytest.mark.parametrize("path", DESK_PAGES)
def test_member_and_manager_do_not_enter_the_desk(path, waiting):
    assert signed_in(UserFactory()).get(path).status_code == 403
    assert signed_in(waiting.person).get(path).status_code == 403


def test_a_stranger_cannot_tell_that_a_request_or_an_association_exists(waiting):
    stranger = signed_in(UserFactory())
    assert stranger.get(waiting.get_absolute_url()).status_code == 404
    assert stranger.get(reverse("organisations:organisation", args=[waiting.organisation.slug])).status_code == 404
    for name in ("cloud:answer", "cloud:cancel"):
        assert stranger.post(reverse(name, args=[waiting.number]), {"note": "x"}).status_code == 404


def form_of(service, **changes) -> dict:
    return {
        "service": service.pk,
        "organisation": "new",
        "new_organisation_name": "La Cale aux voiles",
        "new_organisation_town": "Port-Salvray",
        "reason": "Tenir le planning.",
        "accounts_wanted": "2",
        "quota_gb": "5",
        "wished_id": "",
    } | changes


def test_member_asks_for_a_new_association(mayenne):
    person = UserFactory()
    client = signed_in(person)
    service = ServiceFactory()
    answer = client.post("/compte/cloud/demander/", form_of(service, territory=mayenne.pk))
    made = AccountRequest.objects.get()
    assert answer.url == made.get_absolute_url()
    assert (made.organisation, made.territory, made.person) == (None, mayenne, person)
    assert client.get(answer.url).status_code == 200


def test_sending_the_form_twice_makes_one_request(mayenne):
    client = signed_in(UserFactory())
    form = form_of(ServiceFactory(), territory=mayenne.pk)
    assert client.post("/compte/cloud/demander/", form).url == client.post("/compte/cloud/demander/", form).url
    assert AccountRequest.objects.count() == 1


def test_a_corrected_form_makes_its_own_request(mayenne):
    client = signed_in(UserFactory())
    form = form_of(ServiceFactory(), territory=mayenne.pk)
    client.post("/compte/cloud/demander/", form)
    client.post("/compte/cloud/demander/", form | {"quota_gb": "20"})
    assert list(AccountRequest.objects.order_by("pk").values_list("quota_gb", flat=True)) == [5, 20]


def test_a_wrong_form_keeps_what_was_typed_and_says_what_to_do(mayenne):
    form = form_of(ServiceFactory(), new_organisation_town="", wished_id="Élodie !")
    answer = signed_in(UserFactory()).post("/compte/cloud/demander/", form)
    assert set(answer.context["form"].errors) == {"new_organisation_town", "territory", "wished_id"}
    assert "La Cale aux voiles" in answer.content.decode()


def test_what_a_new_association_needs_is_never_called_optional(mayenne):
    """For whoever belongs to none, it is the only choice; for others, once it is chosen."""
    optional = {"new_organisation_name", "new_organisation_town", "territory"}
    member = signed_in(MembershipFactory(organisation=OrganisationFactory(territory=mayenne)).person)

    def required(answer) -> set[str]:
        return {name for name in optional if answer.context["form"].fields[name].required}

    assert required(signed_in(UserFactory()).get("/compte/cloud/demander/")) == optional
    assert not required(member.get("/compte/cloud/demander/"))
    empty = form_of(ServiceFactory(), new_organisation_name=" ", new_organisation_town="")
    answer = member.post("/compte/cloud/demander/", empty)
    assert required(answer) == optional and set(answer.context["form"].errors) == optional


def test_an_answer_stands_under_its_own_name_for_both_sides(waiting, referent):
    """A state that says « a question to you » heads no note at the desk."""
    requests.ask_back(request=waiting, by=referent, note="Combien ?")
    requests.answer_question(request=waiting, by=waiting.person, note="Trois.")
    for person, name in ((waiting.person, "cloud:request"), (referent, "cloud:desk_request")):
        context = signed_in(person).get(reverse(name, args=[waiting.number])).context
        assert [note["title"] for note in context["notes"]] == ["Question posée", "Réponse envoyée"]
        assert [step["title"] for step in context["trail"]["steps"]][:3] == [
            "Demande envoyée",
            "Question posée",
            "Réponse envoyée",
        ]


def test_member_asks_only_for_associations_of_their_own(mayenne):
    foreign = OrganisationFactory(territory=mayenne)
    form = form_of(ServiceFactory(), organisation=str(foreign.pk))
    answer = signed_in(UserFactory()).post("/compte/cloud/demander/", form)
    assert answer.context["form"].errors["organisation"]


def test_manager_of_the_association_sees_its_requests_but_does_not_answer(waiting):
    manager = UserFactory()
    MembershipFactory(person=manager, organisation=waiting.organisation, role="manager")
    client = signed_in(manager)
    assert client.get(waiting.get_absolute_url()).status_code == 200
    assert client.post(reverse("cloud:cancel", args=[waiting.number])).status_code == 404


def test_member_cancels_and_answers(waiting, referent):
    client = signed_in(waiting.person)
    requests.ask_back(request=waiting, by=referent, note="Combien ?")
    assert client.post(reverse("cloud:answer", args=[waiting.number]), {"note": ""}).status_code == 400
    client.post(reverse("cloud:answer", args=[waiting.number]), {"note": "Trente."})
    waiting.refresh_from_db()
    assert waiting.state == "submitted"
    client.post(reverse("cloud:cancel", args=[waiting.number]))
    waiting.refresh_from_db()
    assert waiting.state == "cancelled"


def test_referent_sees_their_own_territory_only(waiting, referent):
    elsewhere = submitted(organisation=OrganisationFactory(name="Radio Marais"))
    client = signed_in(referent)
    content = client.get("/territoire/").content.decode()
    assert "Foyer rural" in content and "Radio Marais" not in content
    assert client.get(reverse("cloud:desk_request", args=[waiting.number])).status_code == 200
    hidden = reverse("cloud:desk_request", args=[elsewhere.number])
    assert client.get(hidden).status_code == 404
    assert client.post(hidden, {"decision": "approve"}).status_code == 404
    content = client.get("/territoire/associations/").content.decode()
    assert "Foyer rural" in content and "Radio Marais" not in content


@pytest.mark.parametrize(("decision", "state"), [("approve", "approved"), ("ask", "question"), ("refuse", "refused")])
def test_referent_decides(waiting, referent, decision, state):
    path = reverse("cloud:desk_request", args=[waiting.number])
    answer = signed_in(referent).post(path, {"decision": decision, "note": "Voici pourquoi."})
    assert answer.url == "/territoire/"
    waiting.refresh_from_db()
    assert waiting.state == state


@pytest.mark.parametrize("decision", ["ask", "refuse", ""])
def test_asking_and_refusing_need_words(waiting, referent, decision):
    path = reverse("cloud:desk_request", args=[waiting.number])
    assert signed_in(referent).post(path, {"decision": decision, "note": " "}).status_code == 400
    waiting.refresh_from_db()
    assert waiting.state == "submitted"


def test_a_second_referent_is_told_that_it_was_decided(waiting, referent, mayenne):
    second = signed_in(ReferentFactory(territory=mayenne).person)
    requests.approve_request(request=waiting, by=referent)
    path = reverse("cloud:desk_request", args=[waiting.number])
    assert second.post(path, {"decision": "approve", "note": ""}).url == path
    assert CloudAccount.objects.count() == 1


def test_staff_see_every_territory(waiting):
    submitted(organisation=OrganisationFactory(name="Radio Marais"))
    content = signed_in(UserFactory(staff=True)).get("/territoire/").content.decode()
    assert "Foyer rural" in content and "Radio Marais" in content


def test_no_page_of_the_desk_shows_an_address(waiting, referent):
    client = signed_in(referent)
    for path in ("/territoire/", reverse("cloud:desk_request", args=[waiting.number])):
        assert waiting.person.email not in client.get(path).content.decode()


def test_the_lists_of_the_desk_cost_the_same_for_few_and_many(referent, mayenne, server):
    client, service = signed_in(referent), ServiceFactory()
    costs = []
    for wanted in (1, 6):
        for n in range(AccountRequest.objects.count(), wanted):
            one = submitted(organisation=OrganisationFactory(territory=mayenne), service=service)
            one.account = CloudAccount.objects.create(person=one.person, server=server, uid=f"compte-{n}")
            one.save()
            TeamFolder.objects.create(
                organisation=one.organisation, server=server, mount_point=f"Espace {n}", quota_bytes=10
            )
        pages = [f"{path}?q=associa" for path in DESK_PAGES]
        assert all(client.get(page).content.count(b"<li><div>") == wanted for page in pages)
        costs.append([queries_of(client, page) for page in pages])
    assert costs[0] == costs[1] and max(costs[0]) <= 15


def test_the_person_sees_under_way_then_the_address(waiting, referent, server):
    client = signed_in(waiting.person)
    requests.approve_request(request=waiting, by=referent)
    assert "Nextcloud" not in client.get("/compte/cloud/").content.decode().split("<main")[1]
    CloudAccount.objects.update(
        state="active", claim="ours", used_bytes=9 * 1024**3, limit_bytes=10 * 1024**3, seen_at="2026-01-01T00:00Z"
    )
    type(server).objects.update(public_url="https://nuage.example.org")
    content = client.get("/compte/cloud/").content.decode()
    assert "https://nuage.example.org" in content and waiting.account_id is None
    assert CloudAccount.objects.get().uid in content
    assert 'class="gauge"' in content and 'class="warning"' in content


def test_an_account_closed_over_there_is_said_and_gives_no_steps(server):
    person = UserFactory()
    account = CloudAccount.objects.create(
        server=server, person=person, uid="x-y", claim="ours", state="active", open_there=False
    )
    content = signed_in(person).get("/compte/cloud/").content.decode()
    assert "/contact/" in content.split("<main")[1] and 'class="steps"' not in content
    CloudAccount.objects.filter(pk=account.pk).update(open_there=True)
    assert 'class="steps"' in signed_in(person).get("/compte/cloud/").content.decode()


def test_a_server_that_is_away_is_said_to_the_person(waiting, referent):
    from hosting.cloud.models import OutgoingChange
    from hosting.cloud.nextcloud.errors import Kind
    from hosting.cloud.words import BY_KIND

    requests.approve_request(request=waiting, by=referent)
    OutgoingChange.objects.update(last_error=BY_KIND[Kind.TRANSIENT])
    change = OutgoingChange.objects.get()
    client = signed_in(waiting.person)
    for path in ("/compte/cloud/", waiting.get_absolute_url()):
        assert change.trouble in client.get(path).content.decode().replace("&#x27;", "'")


def test_the_desk_offers_no_approval_for_somebody_who_left(waiting, referent):
    page = reverse("cloud:desk_request", args=[waiting.number])
    client = signed_in(referent)
    assert 'value="approve"' in client.get(page).content.decode()
    waiting.person.delete()
    content = client.get(page).content.decode()
    assert 'value="refuse"' in content
    assert 'value="approve"' not in content and 'value="ask"' not in content
    answer = client.post(page, {"decision": "approve", "note": ""})
    assert answer.status_code == 302 and answer.url == page
    waiting.refresh_from_db()
    assert waiting.state == AccountRequest.State.SUBMITTED


def test_what_was_told_leads_nowhere_once_the_right_to_the_page_is_lost(waiting, referent, mayenne):
    """…whoever left, was taken out, answers or looks after it no more: no dead link, no words, no mail."""
    foyer = waiting.organisation
    manager, second = (MembershipFactory(organisation=foyer, role="manager").person for _ in range(2))
    joining.ask_to_join(person=UserFactory(), organisation=foyer)
    closing.ask_closure(organisation=foyer, by=second, reason="Plus personne.")

    def dead(person) -> list:
        client = signed_in(person)
        shown = {row["number"]: row["is_open"] for row in client.get("/compte/notifications/").context["rows"]}
        open_ones = [one for one in Notice.objects.filter(person=person) if shown.get(one.pk)]
        return [one.url for one in open_ones if client.get(one.url).status_code != 200]

    def told(person) -> int:
        notices = list(Notice.objects.filter(person=person))
        return len(kinds.resolve(person, notices))

    before = [told(one) for one in (manager, referent)]
    assert before == [2, 2] and not dead(manager) and not dead(referent)
    roles.remove_member(membership=foyer.memberships.get(person=manager), by=second)
    yesterday = timezone.localdate() - timedelta(days=1)
    Referent.objects.filter(person=referent).update(starts_on=yesterday, ends_on=yesterday)
    manager, referent = User.objects.get(pk=manager.pk), User.objects.get(pk=referent.pk)
    assert [told(one) for one in (manager, referent)] == [1, 0], "that they were taken out, and nothing else"
    assert not dead(manager) and not dead(referent)
