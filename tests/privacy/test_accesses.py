"""The journal of readings: what staff and referents open or change about others leaves one row, which these see."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hosting.cloud.models import CloudAccount
from portal.privacy.models import Access
from portal.privacy.tasks import purge_retained
from tests.factories.hosting import CloudServerFactory, submitted
from tests.factories.organisations import MembershipFactory, OrganisationFactory, ReferentFactory, TerritoryFactory
from tests.factories.people import UserFactory, signed_in
from tests.queries import queries_of

pytestmark = pytest.mark.django_db
MINE = "/compte/donnees/consultations/"


@pytest.fixture
def scene():
    """A member with a request and an account in Mayenne, its referent, somebody of the team."""
    mayenne = TerritoryFactory(code="53")
    person = UserFactory(public_name="Zoé Membre")
    organisation = OrganisationFactory(manager=person, territory=mayenne, slug="foyer")
    request = submitted(person=person, organisation=organisation)
    account = CloudAccount.objects.create(
        server=CloudServerFactory(), person=person, uid="zoe-1", claim="ours", state="active"
    )
    type(request).objects.filter(pk=request.pk).update(account=account)
    return {
        "person": person,
        "organisation": organisation,
        "request": request,
        "account": account,
        "referent": ReferentFactory(territory=mayenne, person__public_name="Solène Référente").person,
        "staff": UserFactory(staff=True, public_name="Thomas Équipe"),
    }


def acts(scene) -> list[tuple]:
    """(address, what is sent, who in which role, rows written: act, kind, about the person?)"""
    request, account, person = scene["request"], scene["account"], scene["person"]
    desk = reverse("cloud:desk_request", args=[request.pk])
    here = reverse("cloud:desk_account", args=[account.pk])
    accounts, asked = "/cms/snippets/cloud/cloudaccount/", "/cms/snippets/cloud/accountrequest/"
    profile, renamed = f"/cms/users/edit/{person.pk}/", {"public_name": "Zoé", "is_active": "on"}
    membership = person.memberships.get()
    joined = f"/cms/snippets/organisations/membership/edit/{membership.pk}/"
    rejoined = {
        "person": person.email, "organisation": membership.organisation_id, "role": "manager", "since": "2024-05-01",
    }  # fmt: skip
    return [
        ("/territoire/", None, "referent", [("listed", "cloud.AccountRequest", False)]),
        ("/territoire/comptes/", None, "referent", [("listed", "cloud.CloudAccount", False)]),
        ("/territoire/associations/", None, "staff", [("listed", "organisations.Organisation", False)]),
        ("/territoire/chiffres.csv", None, "referent", []),
        (here, None, "referent", [("read", "cloud.CloudAccount", True)]),
        (here, {"act": "space", "gigabytes": 20}, "referent", [("changed", "cloud.CloudAccount", True)]),
        (here, {"act": "suspend", "note": ""}, "referent", [("read", "cloud.CloudAccount", True)]),
        (desk, None, "staff", [("read", "cloud.AccountRequest", True)]),
        (desk, {"decision": "ask", "note": "Combien ?"}, "referent", [("changed", "cloud.AccountRequest", True)]),
        (request.get_absolute_url(), None, "referent", [("read", "cloud.AccountRequest", True)]),
        (request.get_absolute_url(), None, "person", []),
        ("/compte/associations/foyer/", None, "referent", [("read", "organisations.Organisation", False)]),
        ("/compte/associations/foyer/gerer/", None, "staff", [("read", "organisations.Organisation", False)]),
        ("/compte/associations/foyer/gerer/", None, "person", []),
        ("/cms/users/", None, "staff", [("listed", "people.User", False)]),
        ("/cms/users/results/", None, "staff", [("listed", "people.User", False)]),
        (profile, None, "staff", [("read", "people.User", True)]),
        (f"/cms/users/edit/{scene['staff'].pk}/", None, "staff", []),
        (profile, renamed, "staff", [("changed", "people.User", True)]),
        (accounts, None, "staff", [("listed", "cloud.CloudAccount", False)]),
        (f"{accounts}inspect/{account.pk}/", None, "staff", [("read", "cloud.CloudAccount", True)]),
        (f"{asked}inspect/{request.pk}/", None, "staff", [("read", "cloud.AccountRequest", True)]),
        ("/cms/snippets/choose/cloud/cloudaccount/", None, "staff", [("listed", "cloud.CloudAccount", False)]),
        (joined, rejoined, "staff", [("changed", "organisations.Membership", True)]),
        ("/cms/snippets/services/service/", None, "staff", []),
        ("/cms/cloud/queue/", None, "staff", [("listed", "cloud.OutgoingChange", False)]),
    ]  # fmt: skip


def test_each_act_leaves_its_row_and_ones_own_leave_none(scene):
    clients = {role: signed_in(scene[role]) for role in ("person", "referent", "staff")}
    wrong = []
    for address, sent, role, expected in acts(scene):
        Access.objects.all().delete()
        client = clients[role]
        answer = client.get(address) if sent is None else client.post(address, sent)
        rows = [(one.act, one.what, one.about_id == scene["person"].pk) for one in Access.objects.all()]
        roles = {(one.by_id, one.role) for one in Access.objects.all()}
        of_role = {(scene[role].pk, "team" if role == "staff" else role)} if expected else set()
        if rows != expected or roles != of_role or answer.status_code >= 403:
            wrong.append((role, address, sent, answer.status_code, rows))
    assert wrong == []


def test_the_person_sees_who_and_strangers_see_nothing(scene):
    signed_in(scene["referent"]).get(reverse("cloud:desk_account", args=[scene["account"].pk]))
    staff = signed_in(scene["staff"])
    staff.get(reverse("organisations:organisation", args=["foyer"]))
    seen = signed_in(scene["person"]).get(MINE)
    assert [one.what for one in seen.context["accesses"]] == ["organisations.Organisation", "cloud.CloudAccount"]
    text = seen.content.decode()
    assert "Solène Référente" in text and "Thomas Équipe" not in text
    stranger = signed_in(UserFactory())
    assert stranger.get(MINE).context["accesses"] == []
    assert staff.get(MINE).context["accesses"] == []
    assert Client().get(MINE).status_code == 302
    member = MembershipFactory(organisation=scene["organisation"]).person
    assert [one.what for one in signed_in(member).get(MINE).context["accesses"]] == ["organisations.Organisation"]


def test_reading_it_costs_the_same_for_few_and_many(scene):
    client = signed_in(scene["person"])
    row = {"by": scene["referent"], "role": "referent", "act": "read", "what": "people.User", "about": scene["person"]}
    Access.objects.create(**row)
    few = queries_of(client, MINE)
    Access.objects.bulk_create([Access(**row) for _ in range(20)])
    assert queries_of(client, MINE) == few <= 15


def test_nobody_rewrites_it_and_it_is_purged_after_a_year(scene):
    row = Access.objects.create(by=scene["staff"], role="team", act="read", what="people.User", about=scene["person"])
    assert row.purge_on == timezone.localdate() + timedelta(days=365)
    for change in ({"act": "listed"}, {"about": scene["staff"]}, {"by": scene["referent"]}, {"number": 4}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Access.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(TypeError):
        row.save()
    old = Access.objects.create(role="team", act="read", what="people.User", purge_on=timezone.localdate())
    purge_retained()
    assert list(Access.objects.all()) == [row] and old.pk
