"""The groups of the roles exist with their rights, also after the database was emptied by a test."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group

from accounts.people import groups
from accounts.people.models import User
from accounts.people.roles import GROUP_ROLES, Role, needs_second_factor, roles_of
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", GROUP_ROLES)
def test_each_group_role_enters_the_administration(role):
    person = User.objects.get(pk=UserFactory(**{role.value: True}).pk)
    assert person.has_perm("wagtailadmin.access_admin")
    assert roles_of(person) == {role}
    assert needs_second_factor(person)


def test_no_groups_but_ours_are_handed_out():
    """Wagtail brings « Editors » and « Moderators »; its workflow is left to those who publish."""
    from wagtail.models import GroupApprovalTask

    assert set(Group.objects.values_list("name", flat=True)) == {role.value for role in GROUP_ROLES}
    for task in GroupApprovalTask.objects.all():
        assert set(task.groups.values_list("name", flat=True)) == {"author", "staff"}


def test_a_member_enters_no_administration():
    person = UserFactory()
    assert not person.has_perm("wagtailadmin.access_admin")
    assert roles_of(person) == frozenset()


def test_staff_may_not_delete_people_by_hand():
    staff = User.objects.get(pk=UserFactory(staff=True).pk)
    assert staff.has_perm("people.change_user")
    assert not staff.has_perm("people.delete_user")


def test_grants_are_written_again_when_a_group_was_lost():
    Group.objects.all().delete()
    groups.write_grants(apps.get_app_config("people"))
    assert Group.objects.get(name="staff").permissions.filter(codename="change_user").exists()


def test_a_permission_that_does_not_exist_is_refused_loudly():
    groups._grants["people"].add((Role.STAFF, "no_such_thing"))
    try:
        with pytest.raises(LookupError, match="no_such_thing"):
            groups.write_grants(apps.get_app_config("people"))
    finally:
        groups._grants["people"].discard((Role.STAFF, "no_such_thing"))


def test_a_role_that_is_no_group_cannot_be_granted_permissions():
    with pytest.raises(ValueError, match="no group"):
        groups.grant(Role.REFERENT, "people.view_user")
