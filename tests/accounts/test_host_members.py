"""A host whose members are natural persons (HOST_HAS_ORGANISATIONS=False), and memberships written in /cms/."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.organisations import host, tasks
from accounts.organisations.models import Membership, Organisation, OrganisationEvent
from forum.machina.forum.models import Forum
from hosting.cloud.actions import outbox, requests
from hosting.cloud.models import AccountRequest, OutgoingChange
from portal.notifications.models import Mail, Notice
from tests.embedded import ROOT
from tests.factories.forum import BoardFactory
from tests.factories.hosting import CloudServerFactory, ServiceFactory
from tests.factories.organisations import OrganisationFactory
from tests.factories.people import UserFactory, signed_in
from tests.hosting.conftest import as_wanted, converging  # noqa: F401 - fixture

pytestmark = pytest.mark.django_db
LIST = "/cms/snippets/organisations/membership/"
TODAY = timezone.localdate


@pytest.fixture
def staff(db):
    return UserFactory(staff=True)


@pytest.fixture
def village(settings):
    settings.HOST_HAS_ORGANISATIONS = False


GONE = ["/compte/associations/", "/compte/rejoindre/", "/territoire/associations/", "/compte/cloud/associations/hote/"]
GONE += ["/territoire/espaces/"]
OWN_PAGES = ["/compte/", "/compte/cloud/", "/compte/cloud/demander/", "/compte/cloud/relier/", "/compte/textes/"]
OWN_PAGES += ["/compte/donnees/consultations/"]
DESK_PAGES = ["/territoire/", "/territoire/demandes/nouvelle/", "/territoire/comptes/", "/territoire/chiffres/"]


def test_pages_and_menus_about_associations_vanish(village, staff):
    CloudServerFactory()
    service = ServiceFactory()
    for client in (signed_in(UserFactory()), signed_in(staff)):
        assert {client.get(path).status_code for path in GONE} == {404}
    member, desk = signed_in(UserFactory()), signed_in(staff)
    pages = {Client(): [f"/services/{service.slug}/"], member: OWN_PAGES, desk: DESK_PAGES}
    for client, path in [(client, path) for client, paths in pages.items() for path in paths]:
        answer = client.get(path)
        assert answer.status_code == 200
        assert "association" not in answer.content.decode().split("<main")[1].split("</main")[0].lower(), path
    assert "association" not in desk.get("/territoire/chiffres.csv").content.decode().lower()
    assert "association" not in member.get("/territoire/").content.decode().split("<main")[1].lower(), "refused"


BOARD = {"name": "Entraide", "slug": "entraide", "kind": "help", "who_starts": "members", "who_replies": "members"}


def test_forms_of_the_administration_speak_of_no_association(village):
    client = signed_in(UserFactory(staff=True, is_superuser=True))
    service, board = ServiceFactory(), BoardFactory()
    for path in ("services/service/add/", f"services/service/edit/{service.pk}/", "cloud/cloudserver/add/"):
        assert "association" not in words_of(client.get(f"/cms/snippets/{path}")), path
    for path in (f"{LIST}add/", "/cms/boards/new/", f"/cms/boards/edit/{board.pk}/"):
        assert "association" not in words_of(client.get(path)), path
    assert "pour les membres" in client.get("/cms/snippets/services/service/").content.decode()
    answer = client.post("/cms/boards/new/", BOARD | {"who_reads": "members"})
    assert answer.status_code == 302 and Forum.objects.filter(slug="entraide", who_reads="members").exists()
    answer = client.post("/cms/boards/new/", BOARD | {"slug": "autre", "who_reads": "organisation"})
    assert answer.context["form"].errors["who_reads"]


def words_of(answer) -> str:
    """What the main part of a page of the administration says, what its scripts will draw included."""
    assert answer.status_code == 200
    return answer.content.decode().split("<main")[1].lower()


def test_lists_of_the_administration_are_without_columns_of_associations():
    """Chosen once, when the program starts."""
    said = """
from accounts.organisations.wagtail_hooks import MembershipViewSet
from hosting.cloud.wagtail_hooks import RequestViewSet
from hosting.services.wagtail_hooks import ServiceViewSet
print(MembershipViewSet.list_display, RequestViewSet.inspect_view_fields_exclude, ServiceViewSet.list_filter)
"""
    command = [sys.executable, "-W", "ignore", "manage.py", "shell", "--no-imports", "-c", said]
    environment = {**os.environ, "HOST_HAS_ORGANISATIONS": "False", "DJANGO_SETTINGS_MODULE": "portal.settings.test"}
    told = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    assert told.split("] [") == [
        "['person', 'role', 'since', 'until'",
        "'organisation', 'new_organisation_name', 'new_organisation_town', 'folder_gb'",
        "'family', 'openness']\n",
    ]


def test_the_desk_works_with_the_person_alone(village, staff, converging):  # noqa: F811 - fixture
    CloudServerFactory()
    wanted = converging(as_wanted)
    person = UserFactory(public_name="Zoé Village")
    client = signed_in(person)
    form = {"service": ServiceFactory().pk, "reason": "Mes photos.", "quota_gb": "5", "wished_id": ""}
    client.post("/compte/cloud/demander/", form)
    request = AccountRequest.objects.get()
    assert "Zoé Village" in signed_in(staff).get(f"/territoire/demandes/{request.pk}/").content.decode()
    requests.approve_request(request=request, by=staff)
    outbox.run(change_id=OutgoingChange.objects.get().pk)
    request.refresh_from_db()
    assert request.state == "active" and wanted[0][0].quota == 5 * 1024**3
    membership = host.membership_of(person)
    assert (membership.since, membership.until) == (TODAY(), TODAY() + timedelta(days=365))
    assert Organisation.objects.count() == 1 and "Zoé Village" in Mail.objects.filter(person=staff).last().text
    assert client.get("/compte/").status_code == client.get(request.get_absolute_url()).status_code == 200


def test_a_membership_ends_is_reminded_of_and_is_renewed_by_staff(village, staff):
    person, client = UserFactory(), signed_in(staff)
    client.post(f"{LIST}add/", {"person": person.email, "role": "member", "since": "2024-01-01", "until": "2024-12-31"})
    membership = host.membership_of(person)
    assert membership.has_ended
    form = {"service": ServiceFactory().pk, "reason": "Mes photos.", "quota_gb": "5"}
    assert signed_in(person).post("/compte/cloud/demander/", form).context["form"].non_field_errors()
    soon = str(TODAY() + timedelta(days=10))
    renewed = {"role": "member", "since": "2024-01-01", "until": soon}
    answer = client.post(f"{LIST}edit/{membership.pk}/", renewed | {"until": "2020-01-01"})
    assert answer.context["form"].errors["until"]
    client.post(f"{LIST}edit/{membership.pk}/", renewed)
    assert not host.membership_of(person).has_ended
    assert signed_in(person).post("/compte/cloud/demander/", form).status_code == 302
    tasks.remind_of_memberships()
    tasks.remind_of_memberships()
    assert Mail.objects.filter(person=person, key__contains="-ends-").count() == 1
    assert list(OrganisationEvent.objects.order_by("pk").values_list("kind", "by")) == [
        ("joined", staff.pk),
        ("renewed", staff.pk),
    ]


def test_memberships_written_in_the_administration_are_history_too(staff):
    """Without « until »; the last manager stays; whom it concerns is told."""
    first, second = UserFactory(), UserFactory()
    organisation = OrganisationFactory(manager=first)
    client = signed_in(staff)
    add = {"person": second.email, "organisation": organisation.pk, "role": "member", "since": "2024-05-01"}
    client.post(f"{LIST}add/", add)
    of_first, of_second = Membership.objects.order_by("pk")
    assert (str(of_second.since), of_second.until) == ("2024-05-01", None)
    down = {"role": "member", "since": str(of_first.since)}
    assert client.post(f"{LIST}edit/{of_first.pk}/", down).context["form"].errors["role"]
    client.post(f"{LIST}edit/{of_second.pk}/", {"role": "manager", "since": "2024-05-01"})
    client.post(f"{LIST}edit/{of_first.pk}/", down)
    client.post(f"{LIST}delete/{of_second.pk}/")  # the last one now
    assert Membership.objects.count() == 2
    client.post(f"{LIST}delete/{of_first.pk}/")
    assert list(Membership.objects.all()) == [of_second]
    steps = OrganisationEvent.objects.filter(by=staff).order_by("pk").values_list("kind", "about")
    assert list(steps) == [
        ("joined", second.pk),
        ("became-manager", second.pk),
        ("became-member", first.pk),
        ("removed", first.pk),
    ]
    assert Notice.objects.filter(person=second).count() == 2
