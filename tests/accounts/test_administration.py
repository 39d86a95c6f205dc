"""People, territories and the desk in /cms/: what staff can do there, and what nobody can."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.urls import reverse

from accounts.organisations.models import Membership, Referent, Territory
from accounts.people.models import User
from portal.notifications.tasks import sweep_mails
from tests.factories.hosting import CloudServerFactory
from tests.factories.organisations import OrganisationFactory, ReferentFactory, TerritoryFactory
from tests.factories.people import UserFactory, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return signed_in(UserFactory(staff=True))


PAGES = [
    "/cms/",
    "/cms/users/",
    "/cms/users/new/",
    "/cms/cloud/queue/",
    "/cms/snippets/cloud/accountrequest/",
    "/cms/snippets/cloud/cloudaccount/",
    "/cms/snippets/cloud/outgoingchange/",
    "/cms/snippets/cloud/cloudserver/",
    "/cms/snippets/notifications/mail/",
    "/cms/snippets/organisations/territory/",
    "/cms/snippets/organisations/territory/add/",
    "/cms/snippets/organisations/referent/add/",
    "/cms/snippets/organisations/organisation/add/",
    "/cms/snippets/organisations/membership/",
]


@pytest.mark.parametrize("path", PAGES)
def test_member_and_referent_enter_nothing_and_staff_everything(path, staff):
    for person in (UserFactory(), ReferentFactory().person):
        assert signed_in(person).get(path).status_code in (302, 403)
    assert staff.get(path).status_code == 200


@pytest.mark.parametrize("path", PAGES[1:])
def test_author_and_moderator_enter_neither_people_nor_desk(path):
    for trait in ("author", "moderator"):
        answer = signed_in(UserFactory(**{trait: True})).get(path)
        assert answer.status_code in (302, 403), trait


def test_staff_add_a_person_without_password_who_is_invited(staff):
    answer = staff.post("/cms/users/new/", {"public_name": "Nouvelle", "email": "Nouvelle@example.org"})
    assert answer.status_code == 302, answer.context["form"].errors
    person = User.objects.get(email="nouvelle@example.org")
    assert not person.has_usable_password()
    assert not EmailAddress.objects.get(user=person).verified
    sweep_mails()
    assert mail.outbox[0].to == ["nouvelle@example.org"]
    assert reverse("account_reset_password") in mail.outbox[0].body


def test_the_same_address_is_not_added_twice(staff):
    known = UserFactory()
    answer = staff.post("/cms/users/new/", {"public_name": "Autre", "email": known.email.upper()})
    assert answer.context["form"].errors["email"]


def test_editing_a_person_changes_neither_address_nor_password(staff):
    person = UserFactory(email="a@example.org")
    before = person.password
    answer = staff.post(
        reverse("wagtailusers_users:edit", args=[person.pk]),
        {
            "public_name": "Autre nom",
            "is_active": "on",
            "email": "b@example.org",
            "password1": "x",
            "is_superuser": "on",
        },
    )
    assert answer.status_code == 302
    person.refresh_from_db()
    assert (person.public_name, person.email, person.password) == ("Autre nom", "a@example.org", before)
    assert not person.is_superuser


def test_staff_change_nothing_of_a_superuser(staff):
    root = User.objects.create_superuser("root@example.org", "x", public_name="Root")
    path = reverse("wagtailusers_users:edit", args=[root.pk])
    staff.post(path, {"public_name": "Autre"})
    root.refresh_from_db()
    assert root.is_active and root.public_name == "Root"


def test_staff_do_not_delete_a_person_by_hand(staff):
    person = UserFactory()
    staff.post(reverse("wagtailusers_users:delete", args=[person.pk]))
    assert User.objects.filter(pk=person.pk).exists()


def test_nobody_writes_requests_accounts_or_changes_by_hand():
    root = User.objects.create_superuser("root@example.org", "x", public_name="Root")
    from tests.factories.people import give_second_factor

    give_second_factor(root)
    client = signed_in(root)
    for model in ("accountrequest", "cloudaccount", "outgoingchange"):
        assert client.get(f"/cms/snippets/cloud/{model}/").status_code == 200
        assert client.get(f"/cms/snippets/cloud/{model}/add/").status_code in (302, 403, 404)


BULK = {"assign_role": {"role": "staff"}, "set_active_state": {"mark_as_active": "False"}, "delete": {}}


@pytest.mark.parametrize("action", BULK)
def test_nobody_changes_people_in_bulk(action):
    """Wagtail's bulk actions would close a superuser, or make the one who asks staff."""
    from tests.factories.people import give_second_factor

    group = Group.objects.get(name="staff")
    root = User.objects.create_superuser("root@example.org", "x", public_name="Root")
    give_second_factor(root)
    author = UserFactory(author=True)
    author.user_permissions.add(*Permission.objects.filter(content_type__app_label="people"))
    form = BULK[action] | ({"role": group.pk} if action == "assign_role" else {})
    for person in (UserFactory(staff=True), root, author):
        path = f"/cms/bulk/people/user/{action}/?id={root.pk}&id={author.pk}&id={person.pk}&next=/cms/users/"
        assert signed_in(person).post(path, form).status_code == 404
    root.refresh_from_db()
    assert root.is_active and not group.user_set.filter(pk__in=[root.pk, author.pk]).exists()


def test_rows_are_not_deleted_past_their_rules(staff):
    """Ticked in a list, the last manager would go; and what a key protects would end in a server error."""
    region = TerritoryFactory()
    organisation = OrganisationFactory(manager=UserFactory(), territory=TerritoryFactory(parent=region))
    for path in (
        f"bulk/organisations/membership/delete/?id={organisation.memberships.get().pk}",
        f"bulk/organisations/territory/delete/?id={organisation.territory.pk}",
        f"snippets/organisations/territory/delete/{region.pk}/",
    ):
        assert staff.post(f"/cms/{path}").status_code == 302
    assert Membership.objects.exists() and Territory.objects.count() == 2


def test_the_list_of_people_offers_no_bulk_actions(staff):
    UserFactory()
    content = staff.get("/cms/users/").content.decode()
    assert "/cms/bulk/" not in content and "data-bulk-action" not in content


def test_staff_put_a_territory_below_another_and_move_it(staff):
    region, other = TerritoryFactory(name="Région"), TerritoryFactory(name="Autre région")
    add = "/cms/snippets/organisations/territory/add/"
    content = staff.get(add).content.decode()
    assert 'name="parent"' in content and 'for="id_parent"' in content, "drawn, with its label"
    form = {"name": "Mayenne", "code": "53", "level": "department", "contact_note": "", "parent": region.pk}
    staff.post(add, form)
    mayenne = Territory.objects.get(code="53")
    assert mayenne.get_parent() == region
    edit = reverse("wagtailsnippets_organisations_territory:edit", args=[mayenne.pk])
    content = staff.get(edit).content.decode()
    assert f'<option value="{region.pk}" selected>' in content
    assert f'<option value="{mayenne.pk}"' not in content, "not below itself"
    staff.post(edit, form | {"parent": other.pk, "name": "La Mayenne"})
    mayenne = Territory.objects.get(code="53")
    assert (mayenne.get_parent(), mayenne.name) == (other, "La Mayenne")


def of_person(model: str, address: str) -> dict:
    """What staff type to appoint somebody, or to put them into an association."""
    if model == "referent":
        return {
            "person": address,
            "territory": TerritoryFactory().pk,
            "title": "Chargée de mission",
            "starts_on": "2026-01-01",
        }
    return {"person": address, "organisation": OrganisationFactory().pk, "role": "member", "since": "2026-01-01"}


@pytest.mark.parametrize("model", ["referent", "membership"])
def test_staff_name_a_person_by_address_and_see_no_list_of_everybody(staff, model):
    person, somebody = UserFactory(email="odile@example.org"), UserFactory(public_name="Quelqu’un d’autre")
    add = f"/cms/snippets/organisations/{model}/add/"
    content = staff.get(add).content.decode()
    assert somebody.public_name not in content and somebody.email not in content
    answer = staff.post(add, of_person(model, " Odile@Example.org "))
    assert answer.status_code == 302, answer.context["form"].errors
    made = (Referent if model == "referent" else Membership).objects.get(person=person)
    edit = reverse(f"wagtailsnippets_organisations_{model}:edit", args=[made.pk])
    content = staff.get(edit).content.decode()
    assert 'value="odile@example.org"' in content and somebody.public_name not in content
    assert staff.post(edit, of_person(model, somebody.email)).status_code == 302
    made.refresh_from_db()
    # whoever belongs is said once: another person is another membership
    assert made.person == (somebody if model == "referent" else person)


@pytest.mark.parametrize("model", ["referent", "membership"])
@pytest.mark.parametrize("address", ["nobody@example.org", "Personne", ""])
def test_an_unknown_person_is_said_and_what_was_typed_is_kept(staff, model, address):
    answer = staff.post(f"/cms/snippets/organisations/{model}/add/", of_person(model, address))
    assert answer.context["form"].errors["person"]
    assert address in answer.content.decode()
    assert not Referent.objects.exists() and not Membership.objects.exists()


def test_a_last_day_before_the_first_is_said_beside_it_in_words(staff):
    person = UserFactory(email="odile@example.org")
    form = of_person("referent", person.email) | {"ends_on": "2025-12-31"}
    answer = staff.post("/cms/snippets/organisations/referent/add/", form)
    assert answer.context["form"].errors == {"ends_on": ["Le dernier jour précède le premier."]}


def test_a_second_server_for_new_accounts_is_refused_in_words(staff):
    CloudServerFactory(is_default=True)
    form = {"name": "Nuage", "key": "nuage", "base_url": "https://nuage.example.org", "is_default": "on"}
    answer = staff.post("/cms/snippets/cloud/cloudserver/add/", form)
    assert set(answer.context["form"].errors) == {"is_default"}
    assert "cloud_one_server" not in answer.content.decode()


def test_the_lists_of_the_desk_speak_french(staff):
    CloudServerFactory()
    content = staff.get("/cms/snippets/cloud/cloudserver/").content.decode()
    assert "Ce qui ne va pas" in content and "Trouble" not in content
    assert "Adresse" in content and "Address" not in content


def test_the_dashboard_tells_what_waits(staff):
    from hosting.cloud.actions import outbox
    from tests.factories.hosting import CloudServerFactory, submitted

    assert staff.get("/cms/").context is not None
    server = CloudServerFactory(name="Nuage de Laval")
    submitted()
    outbox.halt(server=server, reason="The server no longer accepts the portal.")
    content = staff.get("/cms/").content.decode()
    assert "Nuage de Laval" in content
    assert reverse("cloud:desk") in content
    staff.post(reverse("cloud_lift_halt", args=[server.pk]))
    assert "Nuage de Laval" not in staff.get("/cms/").content.decode()


def test_only_staff_lift_a_stop_and_only_by_a_form(staff):
    from hosting.cloud.actions import outbox
    from tests.factories.hosting import CloudServerFactory

    server = CloudServerFactory()
    outbox.halt(server=server, reason="x")
    path = reverse("cloud_lift_halt", args=[server.pk])
    assert staff.get(path).status_code == 405
    assert signed_in(UserFactory(author=True)).post(path).status_code in (302, 403)
    server.refresh_from_db()
    assert server.halted_at
