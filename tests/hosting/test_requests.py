"""The desk decides: who may, what each step does, and that no step is done twice."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext

from accounts.organisations.models import Membership, Organisation, Referent
from hosting.cloud.actions import requests
from hosting.cloud.models import AccountRequest, CloudAccount, OutgoingChange, RequestEvent
from hosting.cloud.tasks import tell_new_deciders
from portal.notifications.models import Mail, Notice
from portal.notifications.tasks import mail_all
from tests.factories.hosting import ServiceFactory, submitted
from tests.factories.organisations import OrganisationFactory, ReferentFactory, TerritoryFactory
from tests.factories.people import UserFactory, signed_in

pytestmark = pytest.mark.django_db
State = AccountRequest.State


@pytest.fixture
def region(server):
    return TerritoryFactory()


@pytest.fixture
def department(region):
    return TerritoryFactory(parent=region)


@pytest.fixture
def referent(department):
    return ReferentFactory(territory=department).person


@pytest.fixture
def request_there(department, referent):
    return submitted(organisation=OrganisationFactory(territory=department))


def test_a_stranger_and_the_person_themselves_cannot_approve(request_there):
    for person in (UserFactory(), request_there.person, UserFactory(moderator=True), UserFactory(author=True)):
        with pytest.raises(PermissionDenied):
            requests.approve_request(request=request_there, by=person)
    assert not CloudAccount.objects.exists()


def test_the_manager_of_the_association_cannot_approve(request_there):
    manager = UserFactory()
    Membership.objects.create(person=manager, organisation=request_there.organisation, role=Membership.Role.MANAGER)
    with pytest.raises(PermissionDenied):
        requests.approve_request(request=request_there, by=manager)


def test_a_referent_of_elsewhere_below_or_of_the_past_cannot_approve(request_there, region, department):
    elsewhere = ReferentFactory(territory=TerritoryFactory(parent=region)).person
    below = ReferentFactory(territory=TerritoryFactory(parent=department)).person
    past = ReferentFactory(territory=department, starts_on="2020-01-01", ends_on="2020-12-31").person
    future = ReferentFactory(territory=department, starts_on="2999-01-01").person
    for person in (elsewhere, below, past, future):
        with pytest.raises(PermissionDenied):
            requests.approve_request(request=request_there, by=person)


def test_a_referent_does_not_approve_their_own_request(department, referent):
    own = submitted(person=referent, organisation=OrganisationFactory(territory=department))
    with pytest.raises(PermissionDenied):
        requests.approve_request(request=own, by=referent)


@pytest.mark.parametrize("who", ["referent", "referent above", "staff"])
def test_who_looks_after_the_territory_approves(request_there, region, referent, who):
    people = {
        "referent": lambda: referent,
        "referent above": lambda: ReferentFactory(territory=region).person,
        "staff": lambda: UserFactory(staff=True),
    }
    requests.approve_request(request=request_there, by=people[who]())
    request_there.refresh_from_db()
    assert request_there.state == State.APPROVED
    assert request_there.account.state == CloudAccount.State.WANTED
    assert OutgoingChange.objects.get().account == request_there.account


def test_approval_twice_makes_one_account(request_there, referent):
    requests.approve_request(request=request_there, by=referent)
    with pytest.raises(requests.WrongState):
        requests.approve_request(request=request_there, by=referent)
    assert CloudAccount.objects.count() == OutgoingChange.objects.count() == 1


def test_a_second_association_uses_the_same_account(request_there, department, referent):
    first = requests.approve_request(request=request_there, by=referent)
    other = submitted(person=request_there.person, organisation=OrganisationFactory(territory=department), quota_gb=20)
    second = requests.approve_request(request=other, by=referent)
    assert first.account == second.account
    assert CloudAccount.objects.get().quota_bytes == 20 * 1024**3
    assert OutgoingChange.objects.count() == 1


def test_the_id_is_chosen_by_the_portal_and_a_reserved_wish_is_dropped(department, referent):
    wish = submitted(organisation=OrganisationFactory(territory=department), wished_id="foyer")
    assert requests.approve_request(request=wish, by=referent).account.uid.startswith("foyer-")
    admin = submitted(organisation=OrganisationFactory(territory=department), wished_id="admin")
    assert not requests.approve_request(request=admin, by=referent).account.uid.startswith("admin")


def test_the_id_of_an_account_never_changes(request_there, referent):
    requests.approve_request(request=request_there, by=referent)
    with pytest.raises(IntegrityError), transaction.atomic():
        CloudAccount.objects.update(uid="autre")


def test_a_new_association_exists_once_it_is_approved(department, referent):
    person = UserFactory()
    details = {"new_organisation_name": "La Cale aux voiles", "new_organisation_town": "Port-Salvray"}
    asked = submitted(person=person, territory=department, **details)
    assert not Organisation.objects.exists()
    requests.approve_request(request=asked, by=referent)
    organisation = Organisation.objects.get()
    assert (organisation.name, organisation.town, organisation.territory) == (*details.values(), department)
    assert organisation.memberships.get().role == Membership.Role.MANAGER
    requests.approve_request(request=submitted(territory=department, **details), by=referent)
    assert set(Organisation.objects.values_list("slug", flat=True)) == {"la-cale-aux-voiles", "la-cale-aux-voiles-2"}


def test_the_database_refuses_an_approval_without_date_or_association(department):
    asked = submitted(territory=department, new_organisation_name="La Cale")
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountRequest.objects.filter(pk=asked.pk).update(state=State.ACTIVE)


def test_question_answer_refusal_are_steps_that_are_each_mailed_once(request_there, referent):
    requests.ask_back(request=request_there, by=referent, note="Combien de membres ?")
    requests.answer_question(request=request_there, by=request_there.person, note="Trente.")
    requests.refuse_request(request=request_there, by=referent, note="Déjà un espace.")
    states = list(request_there.events.values_list("state", flat=True))
    assert states == [State.SUBMITTED, State.QUESTION, State.SUBMITTED, State.REFUSED]
    told = Mail.objects.filter(person=request_there.person).order_by("pk")
    assert len(told) == 3
    assert "Combien de membres" in told[1].text and "Déjà un espace" in told[2].text
    assert Mail.objects.filter(person=referent).count() == 2, "the request, then the answer"


def test_mails_name_no_address_of_others(request_there, referent):
    requests.ask_back(request=request_there, by=referent, note="?")
    for mail in Mail.objects.all():
        others = {referent.email, request_there.person.email} - {mail.address}
        assert not any(address in mail.text for address in others)


def test_a_decided_request_cannot_be_decided_again(request_there, referent):
    requests.refuse_request(request=request_there, by=referent, note="Non.")
    for act in (requests.approve_request, requests.cancel_request):
        with pytest.raises(requests.WrongState):
            act(request=request_there, by=referent)


def test_history_is_append_only_in_code_and_in_the_database(request_there):
    event = request_there.events.get()
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()
    with pytest.raises(TypeError):
        RequestEvent.objects.update(note="autre")
    from django.db.models import QuerySet

    with pytest.raises(IntegrityError), transaction.atomic():
        QuerySet(RequestEvent).update(note="autre")


def test_a_person_who_leaves_is_taken_out_of_the_history(request_there):
    request_there.person.delete()
    request_there.refresh_from_db()
    assert request_there.person is None
    assert request_there.events.get().by is None


@pytest.mark.parametrize("connector", ["nextcloud", ""])
def test_a_request_of_somebody_who_left_can_only_be_refused(department, referent, connector):
    asked = submitted(
        organisation=OrganisationFactory(territory=department), service=ServiceFactory(connector=connector)
    )
    asked.person.delete()
    with pytest.raises(requests.PersonGone):
        requests.approve_request(request=asked, by=referent)
    assert AccountRequest.objects.get().state == State.SUBMITTED and not CloudAccount.objects.exists()
    requests.refuse_request(request=asked, by=referent, note="Plus personne.")
    assert AccountRequest.objects.get().state == State.REFUSED


def test_a_request_goes_to_the_nearest_territory_that_has_a_referent(region):
    above = ReferentFactory(territory=region).person
    empty = TerritoryFactory(parent=region)
    submitted(organisation=OrganisationFactory(territory=empty))
    assert Mail.objects.filter(person=above).count() == 1


def test_a_territory_without_a_referent_tells_the_team():
    staff, asks = UserFactory(staff=True), UserFactory(staff=True)
    submitted(person=asks, organisation=OrganisationFactory())
    told = Mail.objects.get(person=staff)
    assert "/territoire/" in told.text and gettext("You are in the team of this site.") in told.text
    (receipt,) = Mail.objects.filter(person=asks)
    assert "/territoire/" not in receipt.text, "nobody is told to decide on their own request"


def test_where_nobody_is_in_the_team_yet_the_superuser_is_told():
    root = UserFactory(is_superuser=True)
    submitted(organisation=OrganisationFactory())
    assert Mail.objects.filter(person=root).count() == 1


def test_a_referent_who_asks_leaves_the_decision_to_the_one_above(region, department, referent):
    above = ReferentFactory(territory=region).person
    own = submitted(person=referent, organisation=OrganisationFactory(territory=department))
    assert Mail.objects.filter(person=above).count() == 1
    assert Mail.objects.filter(person=referent).count() == 1, "the receipt alone"
    requests.ask_back(request=own, by=above, note="Combien ?")
    requests.answer_question(request=own, by=referent, note="Trente.")
    assert Mail.objects.filter(person=above).count() == 2


def test_a_referent_alone_who_asks_leaves_the_decision_to_the_team(department, referent):
    staff = UserFactory(staff=True)
    submitted(person=referent, organisation=OrganisationFactory(territory=department))
    assert Mail.objects.filter(person=staff).count() == 1


def test_the_very_same_request_is_made_once_and_a_corrected_one_counts(department):
    person, service = UserFactory(), ServiceFactory()
    organisation = OrganisationFactory(territory=department, manager=person)
    typed = {
        "person": person,
        "service": service,
        "organisation": organisation,
        "reason": "Nos comptes rendus.",
        "quota_gb": 5,
        "accounts_wanted": 2,
        "wished_id": "foyer",
    }
    first = submitted(**typed)
    assert submitted(**typed) == first
    assert first.events.count() == 1 and Mail.objects.filter(person=person).count() == 1
    corrections = {"reason": "Nos photos.", "quota_gb": 10, "accounts_wanted": 3, "wished_id": "rural"}
    for name, value in corrections.items():
        assert submitted(**typed | {name: value}).pk != first.pk, name


def test_a_corrected_town_or_department_of_a_new_association_counts(region, department):
    person, service = UserFactory(), ServiceFactory()
    typed = {"person": person, "service": service, "territory": department, "new_organisation_name": "La Cale"}
    first = submitted(**typed)
    assert submitted(**typed) == first
    assert submitted(**typed | {"new_organisation_town": "Port-Salvray"}) != first
    assert submitted(**typed | {"territory": TerritoryFactory(parent=region)}) != first


def test_a_refusal_says_whom_to_talk_to(region, department):
    here = ReferentFactory(territory=department, phone="02 61 91 00 53")
    type(department).objects.filter(pk=department.pk).update(contact_note="Permanence le mardi")
    asked = submitted(organisation=OrganisationFactory(territory=department))
    requests.refuse_request(request=asked, by=here.person, note="Non.")
    text = Mail.objects.filter(person=asked.person).latest("pk").text
    assert here.person.public_name in text and "02 61 91 00 53" in text and "Permanence le mardi" in text
    assert "/contact/" in text
    assert here.person.email not in text


def test_a_refusal_without_a_referent_leads_to_the_contact_page():
    asked = submitted(organisation=OrganisationFactory())
    requests.refuse_request(request=asked, by=UserFactory(staff=True), note="Non.")
    assert "/contact/" in Mail.objects.filter(person=asked.person).latest("pk").text


def test_a_service_without_connector_is_ticked_off_by_hand(department, referent):
    service = ServiceFactory(connector="", software="Listes")
    asked = submitted(organisation=OrganisationFactory(territory=department), service=service)
    requests.approve_request(request=asked, by=referent)
    assert not CloudAccount.objects.exists()
    requests.fulfil_by_hand(request=asked, by=UserFactory(staff=True))
    asked.refresh_from_db()
    assert asked.state == State.ACTIVE


def test_an_answer_does_not_reach_a_referent_whose_term_is_over(request_there, department, referent):
    second = ReferentFactory(territory=department).person
    requests.ask_back(request=request_there, by=referent, note="Combien de personnes ?")
    yesterday = timezone.localdate() - timedelta(days=1)
    Referent.objects.filter(person=referent).update(starts_on=yesterday, ends_on=yesterday)
    requests.answer_question(request=request_there, by=request_there.person, note="Nous sommes huit.")
    assert [one.person for one in Mail.objects.filter(text__contains="Nous sommes huit.")] == [second]


def test_what_waits_is_told_to_whoever_decides_by_now(request_there, department, referent):
    """A term that is over, one that begins: nobody waits for a person who no longer decides."""
    tell_new_deciders()
    told = Mail.objects.filter(text__contains=f"/territoire/demandes/{request_there.pk}/")
    assert [one.person for one in told] == [referent], "once"
    yesterday = timezone.localdate() - timedelta(days=1)
    Referent.objects.filter(person=referent).update(starts_on=yesterday, ends_on=yesterday)
    new = ReferentFactory(territory=department).person
    for _night in range(2):
        tell_new_deciders()
    assert [one.person for one in told.order_by("pk")] == [referent, new]
    requests.refuse_request(request=request_there, by=new, note="Pas ici.")
    ReferentFactory(territory=department)
    tell_new_deciders()
    assert told.all().count() == 2


def test_nobody_is_offered_what_is_theirs_to_ask_and_others_to_decide(department, referent):
    request = submitted(
        person=referent, organisation=OrganisationFactory(territory=department), service=ServiceFactory(connector="")
    )
    client = signed_in(referent)
    assert "/territoire/" not in [one["url"] for one in client.get("/compte/").context["tasks"]]
    requests.approve_request(request=request, by=UserFactory(staff=True))
    assert "/fait/" not in client.get(f"/territoire/demandes/{request.pk}/").text


def test_what_is_done_by_hand_is_told_to_the_team_and_leads_to_no_cloud(department, referent):
    staff = UserFactory(staff=True)
    service = ServiceFactory(connector="", address="https://listes.example.org/")
    asked = submitted(organisation=OrganisationFactory(territory=department), service=service)
    requests.approve_request(request=asked, by=referent)
    told = Mail.objects.get(person=staff, key__contains="do-by-hand")
    waits = signed_in(asked.person).get(asked.get_absolute_url()).text
    assert "Mise en place" in waits and "Compte" not in Mail.objects.filter(person=asked.person).latest("pk").text
    assert "Compte en création" not in waits
    assert f"/territoire/demandes/{asked.number}/" in told.text and asked.person.email not in told.text
    requests.fulfil_by_hand(request=asked, by=staff)
    ready = Mail.objects.filter(person=asked.person).latest("pk").text
    assert "https://listes.example.org/" in ready and asked.get_absolute_url() in ready
    assert "/compte/cloud/\n" not in ready
    page = signed_in(asked.person).get(asked.get_absolute_url()).content.decode()
    assert gettext("Open my cloud") not in page and 'href="https://listes.example.org/"' in page


def test_a_ligature_is_two_letters_in_short_names(department, referent):
    asked = submitted(territory=department, new_organisation_name="Fédération des Œuvres laïques")
    requests.approve_request(request=asked, by=referent)
    found = Organisation.objects.get(slug="federation-des-oeuvres-laiques")
    Organisation.objects.update(takes_requests=True)
    for words in ("oeuvres", "Œuvres", "œuvres laïques"):
        assert list(Organisation.objects.to_join(words)) == [found], words


def test_each_step_also_waits_in_the_notification_centre_without_a_second_mail(request_there, referent):
    requests.approve_request(request=request_there, by=referent)
    mails = Mail.objects.count()
    mine = Notice.objects.filter(person=request_there.person)
    assert {notice.url for notice in mine} == {request_there.get_absolute_url()}
    assert Notice.objects.get(person=referent).url == f"/territoire/demandes/{request_there.number}/"
    assert Notice.objects.count() == mails
    assert mail_all() == 0
